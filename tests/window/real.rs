//! The real program in a real window on a virtual display, and the sentences where there is none.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use netloom::project::Project;

fn netloom() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_netloom"));
    let home = std::env::temp_dir().join("netloom window test");
    std::fs::create_dir_all(&home).unwrap();
    command.env("HOME", &home).env("XDG_DATA_HOME", &home).env("XDG_RUNTIME_DIR", &home);
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
        command.env_remove(name);
    }
    command
}

/// Whether this program is installed.
fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH");
    path.is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

/// Whether there is a virtual display to be had; says so where not.
fn has_xvfb() -> bool {
    let found = has("xvfb-run") && has("Xvfb");
    if !found {
        println!("skipped: xvfb-run and Xvfb are not installed (package xvfb; tests/run installs it)");
    }
    found
}

/// Runs the program on a virtual display of this size.
fn on_display(size: &str, set: &[(&str, &str)]) -> Output {
    let program = netloom();
    let mut command = Command::new("xvfb-run");
    command.args(["-a", "-s", &format!("-noreset -screen 0 {size}x24")]).arg(program.get_program());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.envs(set.iter().copied()).output().unwrap()
}

/// Asserts that the program ended with code 1 and one sentence that holds these words.
fn refuses(output: &Output, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    for word in words.iter().chain(&["netloom train mnist-cnn --data sample:digits"]) {
        assert!(said.contains(word), "“{word}” is missing in: {said}");
    }
}

#[test]
fn without_a_display_one_sentence_says_so() {
    refuses(&netloom().output().unwrap(), &["DISPLAY"]);
    refuses(&netloom().env("DISPLAY", ":4711").output().unwrap(), &[":4711"]);
}

#[test]
fn without_a_driver_one_sentence_says_so() {
    if !has_xvfb() {
        return;
    }
    // The only drivers that may be used are ones that there are not.
    let vulkan = ["VK_ICD_FILENAMES", "VK_DRIVER_FILES"].map(|name| (name, "/nowhere"));
    let opengl = ["LIBGL_DRIVERS_PATH", "__EGL_VENDOR_LIBRARY_DIRS"].map(|name| (name, "/nowhere"));
    let [one, two] = vulkan;
    refuses(&on_display("1280x720", &[one, two, ("WGPU_BACKEND", "vulkan")]), &["driver"]);
    refuses(&on_display("1280x720", &[one, two, opengl[0], opengl[1], ("LIBGL_DEBUG", "quiet")]), &["driver"]);
}

#[test]
fn the_window_opens_draws_trains_and_closes() {
    if !has_xvfb() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("window.png");
    let picture = file.to_str().unwrap();
    // Through OpenGL where there is no graphics processor, through wgpu, and through wgpu since OpenGL has no driver.
    for (name, value) in [("LANG", "C"), ("WGPU_BACKEND", "vulkan"), ("LIBGL_DRIVERS_PATH", "/nowhere")] {
        let set = [("NETLOOM_TRAIN", "sample:spirals"), ("NETLOOM_FRAMES", "12"), ("NETLOOM_SCREENSHOT", picture)];
        let output = on_display("1280x720", &[&set[..], &[(name, value)]].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{name}: {said}");
        let drawn = image::open(&file).unwrap().to_rgb8();
        std::fs::remove_file(&file).unwrap();
        let colours: std::collections::HashSet<_> = drawn.pixels().map(|pixel| pixel.0).collect();
        assert!(colours.len() > 50, "{name}: only {} colours were drawn", colours.len());
        // Between the top bar and the cards nothing is drawn: the window was cleared with this colour.
        let ground = netloom::ui::theme::DARK.background;
        assert_eq!(drawn.get_pixel(640, 54).0, [ground.r(), ground.g(), ground.b()], "{name}");
    }
}

/// What a process that ended suddenly has left in this folder.
fn left_in(folder: &Path) -> Option<PathBuf> {
    let files = std::fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
    files.into_iter().find(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("recovery-") && name.ends_with(".netloom")
    })
}

/// Ended in the middle of a training, by force or when the system asks, it brings back what was learned when it is
/// opened again, with one key.
#[test]
fn what_was_learned_before_a_sudden_end_is_brought_back() {
    if !has_xvfb() {
        return;
    }
    for signal in ["-KILL", "-TERM"] {
        ends_suddenly(signal);
    }
}

fn ends_suddenly(signal: &str) {
    let home = tempfile::tempdir().unwrap();
    let run = |script: &str, set: &[(&str, &str)]| {
        let mut command = Command::new("xvfb-run");
        command.args(["-a", "-s", "-screen 0 1280x720x24", "sh", "-c", script]).arg(env!("CARGO_BIN_EXE_netloom"));
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").envs(set.iter().copied());
        command.env("HOME", home.path()).env("XDG_DATA_HOME", home.path()).env("XDG_RUNTIME_DIR", home.path());
        command.spawn().unwrap()
    };
    let mut first = run("\"$0\" & echo $! > \"$HOME/pid\"; wait", &[("NETLOOM_TRAIN", "sample:digits")]);
    let (folder, began) = (home.path().join("netloom"), Instant::now());
    while left_in(&folder).is_none() {
        assert!(began.elapsed() < Duration::from_secs(90), "nothing was kept aside");
        std::thread::sleep(Duration::from_millis(100));
    }
    let pid = std::fs::read_to_string(home.path().join("pid")).unwrap();
    assert!(Command::new("kill").args([signal, pid.trim()]).status().unwrap().success());
    let killed = Instant::now();
    first.wait().unwrap();
    // Two seconds are promised; the rest is for the virtual display and a computer that does other things too.
    assert!(killed.elapsed() < Duration::from_secs(10), "it took {:?} to end", killed.elapsed());
    let kept = netloom::project::read(&left_in(&folder).unwrap()).unwrap();
    assert!(kept.progress.step > 0 && kept.weights.iter().all(|weight| weight.is_finite()));
    println!("{signal}: kept aside at step {}", kept.progress.step);

    if !has("xdotool") {
        return println!("skipped: xdotool is not installed, which presses the key");
    }
    let script = "\"$0\" & P=$!; for i in $(seq 150); do sleep 0.3; W=$(xdotool search --name Netloom | head -1); \
        [ -n \"$W\" ] && xdotool windowfocus $W && xdotool key Return; \
        ls \"$HOME\"/netloom/recovery-*.netloom > /dev/null 2>&1 || break; done; kill -9 $P";
    run(script, &[]).wait().unwrap();
    assert_eq!(left_in(&folder), None, "it was brought back, and is no more aside");
}

/// The layers that a project begins with are removed, others drawn by keys alone and saved, in the real window with a
/// real keyboard.
#[test]
fn a_network_is_drawn_and_saved_by_keys() {
    if !has_xvfb() {
        return;
    }
    if !has("xdotool") {
        return println!("skipped: xdotool is not installed, which presses the keys");
    }
    // Between keys there is time for a frame; where others are busy on the same cores, more of it.
    let wanted = (["input", "flatten", "dense"].map(str::to_owned).to_vec(), 2);
    assert!([1, 4].into_iter().any(|pace| drawn_by_keys(pace) == wanted), "something else was saved, twice");
}

/// The layers and the count of wires that were saved; with so many times the usual pause between keys.
fn drawn_by_keys(pace: usize) -> (Vec<String>, usize) {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("drawn.netloom");
    netloom::project::write_with(&file, &Project::default(), None).unwrap();
    let pause = 0.4 * pace as f64;
    let script = format!(
        "cp \"$1\" \"$1.before\"; \"$0\" \"$1\" & P=$!; \
        until xdotool search --onlyvisible --name Netloom windowfocus; do sleep 0.2; kill -0 $P || exit 1; done; \
        sleep 2; xdotool key ctrl+2 sleep {pause} key ctrl+a sleep {pause} key Delete sleep {pause}; \
        for layer in input flatten dense; do \
        xdotool key slash sleep {pause} type --delay 30 $layer; xdotool sleep {pause} key Return sleep {pause}; done; \
        xdotool key ctrl+s; for i in $(seq 50); do sleep 0.2; cmp -s \"$1\" \"$1.before\" || break; done; kill -9 $P"
    );
    let mut command = Command::new("xvfb-run");
    command.args(["-a", "-s", "-screen 0 1280x720x24", "sh", "-c", &script]).arg(env!("CARGO_BIN_EXE_netloom"));
    command.arg(&file).env_remove("WAYLAND_DISPLAY").env("HOME", home.path());
    command.env("XDG_DATA_HOME", home.path()).env("XDG_RUNTIME_DIR", home.path());
    command.status().unwrap();
    let drawn = netloom::project::open(&file).unwrap().project.network;
    let names = drawn.nodes.iter().map(|node| node.name.clone()).collect();
    (names, drawn.wires.len())
}
