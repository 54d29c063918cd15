//! A few pages as pictures, so that a change of looks is seen. `UPDATE_SNAPSHOTS=1` writes them anew.

use eframe::egui::{Color32, ColorImage, Theme};
use egui_kittest::SnapshotOptions;
use netloom::ui::{Glimpse, State};

use crate::scene;

const SIZE: [f32; 2] = [960.0, 600.0];

/// Compares the window on this state with the picture of this name.
fn looks_like(name: &str, theme: Theme, state: State) {
    if std::env::var_os("NETLOOM_NO_GPU").is_some_and(|value| value == "1") {
        return println!("skipped: NETLOOM_NO_GPU=1, so there is nothing to draw with");
    }
    let mut window = scene::window(SIZE, State { theme, ..state });
    window.run_steps(3);
    // Drivers differ in the edges of letters and lines.
    let options = SnapshotOptions::new().threshold(1.0).max_failed_pixels(400).output_path("tests/window/snapshots");
    window.snapshot_options(name, &options);
}

#[test]
fn start_page() {
    let mut state = State::default();
    // Not the real samples: how they are drawn is no matter of looks.
    let mut atlas = ColorImage::filled([64, 8], Color32::BLACK);
    for (place, pixel) in atlas.pixels.iter_mut().enumerate() {
        *pixel = Color32::from_gray((place % 8 * 16 + place / 64 * 16) as u8);
    }
    for key in ["sample:digits", "sample:shapes"] {
        state.set_glimpse(key, "8×8 grey · 2 classes".into(), Glimpse::Pictures(atlas.clone(), 8));
    }
    let points = (-9..=9).map(|place| ([place as f32 / 9.0, (place % 4) as f32 / 4.0], (place & 1) as usize));
    state.set_glimpse("sample:spirals", "2 numbers · 2 classes".into(), Glimpse::Points(points.collect()));
    looks_like("start", Theme::Dark, state);
}

#[test]
fn training() {
    looks_like("train", Theme::Dark, scene::training());
}

#[test]
fn finished_training_in_the_light_theme() {
    looks_like("finished_light", Theme::Light, scene::finished());
}
