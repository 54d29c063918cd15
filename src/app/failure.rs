//! What is said where no window can be opened: one sentence that names what is missing and a command that works without.

use std::env::var_os;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock};

use crate::base::{Error, Result};

const WITHOUT: &str = "`netloom train mnist-cnn --data sample:digits` works without a window.";

/// Set once the first frame was drawn: from then on a panic is a mistake in Netloom and is printed as such.
static OPENED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Notes that the window is open.
pub fn opened() {
    OPENED.get_or_init(Arc::default).store(true, Ordering::Relaxed);
}

/// Refuses where there is no display to open a window on.
pub fn check_display() -> Result<()> {
    let set = |name: &str| var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(all(unix, not(target_os = "macos")))
        && !["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"].map(set).contains(&true)
    {
        let sentence = "There is no display to open a window on: neither DISPLAY nor WAYLAND_DISPLAY is set.";
        return Err(Error::work(format!("{sentence} {WITHOUT}")));
    }
    Ok(())
}

/// Runs the window and turns every way in which it cannot be opened into a sentence. Some missing libraries are
/// reported by panics; until the window is open those print nothing.
pub fn guard(run: impl FnOnce() -> eframe::Result) -> Result<()> {
    let opened = OPENED.get_or_init(Arc::default).clone();
    let words = Arc::new(Mutex::new(String::new()));
    let (usual, heard, open) = (take_hook(), words.clone(), opened.clone());
    let main = std::thread::current().id();
    let usual = Arc::new(usual);
    let hook = usual.clone();
    set_hook(Box::new(move |panic: &PanicHookInfo| {
        if open.load(Ordering::Relaxed) || std::thread::current().id() != main {
            return hook(panic);
        }
        let text = panic.payload_as_str().unwrap_or("no reason was given");
        if let Ok(mut words) = heard.lock() {
            *words = text.to_owned();
        }
    }));
    let result = catch_unwind(AssertUnwindSafe(run));
    set_hook(Box::new(move |panic| usual(panic)));
    let reason = match result {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(error)) => error.to_string(),
        Err(_) if opened.load(Ordering::Relaxed) => {
            return Err(Error::work(
                "The window was closed by force or by a mistake in Netloom; the lines above say where.",
            ));
        }
        Err(_) => words.lock().map(|words| words.clone()).unwrap_or_default(),
    };
    Err(Error::work(format!("{} {WITHOUT}", sentence(&reason))))
}

/// What is missing, as far as the reason tells.
fn sentence(reason: &str) -> String {
    let says = |words: &[&str]| words.iter().any(|word| reason.to_lowercase().contains(word));
    if says(&["adapter", "surface", "wgpu", "vulkan", "opengl", "glutin"]) {
        return "The window cannot be drawn: there is no Vulkan or OpenGL driver (on Debian and Ubuntu, the package \
            mesa-vulkan-drivers has one for every computer)."
            .to_owned();
    }
    if says(&["xkbcommon"]) {
        return "The window cannot be opened: the library libxkbcommon-x11 is missing (package libxkbcommon-x11-0)."
            .to_owned();
    }
    if says(&["xlib", "libx11", "could not be loaded", "failed to load"]) {
        return "The window cannot be opened: X11 libraries are missing (packages libx11-6, libx11-xcb1, libxcursor1, \
            libxi6 and libxkbcommon-x11-0)."
            .to_owned();
    }
    if says(&["opening", "display", "connect", "xopendisplay", "notsupported"]) {
        let named = ["WAYLAND_DISPLAY", "DISPLAY"].map(|name| Some((name, var_os(name)?)));
        let (name, value) = named.into_iter().flatten().next().unwrap_or(("DISPLAY", Default::default()));
        return format!(
            "The window cannot be opened: the display {} that {name} names does not answer.",
            value.display()
        );
    }
    let first = reason.lines().next().unwrap_or_default().trim_end_matches('.');
    format!("The window cannot be opened: {first}.")
}
