//! Wiring: opens the window and connects what it shows with the training thread, the system's dialogs and settings.

mod chosen;
mod closing;
mod dialog;
mod errand;
mod evaluating;
mod failure;
mod frame_times;
mod icon;
mod keeping;
mod lock;
mod looking;
mod options;
mod recovery;
mod renderer;
mod samples;
mod settings;
mod studying;
mod subject;
mod window;

use std::path::PathBuf;

use eframe::egui::ViewportBuilder;
use eframe::egui_wgpu::{WgpuSetupCreateNew, wgpu};
use eframe::{NativeOptions, Renderer};

pub use options::Options;
pub use samples::glimpses;
pub use studying::study;
pub use window::Window;

use crate::base::Result;

/// The name under which desktops and folders know the program.
const ID: &str = "netloom";

/// Opens the window, on a file or folder if one is named, and tells at the end how long frames took if so asked.
/// Returns when it is closed.
///
/// # Errors
/// If no window can be opened: one sentence says what is missing and which command works without.
pub fn open(path: Option<PathBuf>, frame_times: bool) -> Result<()> {
    run(Options { open: path, frame_times, ..Options::from_environment() })
}

/// Opens the window as the options say. Returns when it is closed.
///
/// # Errors
/// If no window can be opened: one sentence says what is missing and which command works without.
pub fn run(options: Options) -> Result<()> {
    failure::check_display()?;
    failure::guard(|| {
        let renderer = renderer::choose();
        match run_with(renderer, options.clone()) {
            Err(error) if is_about_opengl(&error) => run_with(Renderer::Wgpu, options),
            opened => opened,
        }
    })
}

/// Whether a window could not be opened for want of an OpenGL driver.
fn is_about_opengl(error: &eframe::Error) -> bool {
    matches!(error, eframe::Error::Glutin(_) | eframe::Error::NoGlutinConfigs(..) | eframe::Error::OpenGL(_))
}

/// Opens the window, drawn by this renderer. Returns when it is closed.
fn run_with(renderer: Renderer, options: Options) -> eframe::Result {
    let viewport = ViewportBuilder::default()
        .with_title("Netloom")
        .with_app_id(ID)
        .with_inner_size([1440.0, 900.0])
        .with_min_inner_size([960.0, 600.0])
        .with_drag_and_drop(true)
        .with_icon(icon::icon());
    // Grounds are of one colour: dithering would only cost time, much where the processor draws.
    let (persist_window, dithering) = (!options.is_test(), false);
    let mut native = NativeOptions { viewport, renderer, persist_window, dithering, ..Default::default() };
    let mut setup = WgpuSetupCreateNew::without_display_handle();
    // The faster adapter of two is left to training, and may not even reach the screen.
    setup.power_preference = wgpu::PowerPreference::from_env().unwrap_or(wgpu::PowerPreference::LowPower);
    native.wgpu_options.wgpu_setup = setup.into();
    eframe::run_native(ID, native, Box::new(move |cc| Ok(Box::new(Window::new(cc, options)))))
}
