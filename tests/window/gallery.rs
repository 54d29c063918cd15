//! Pictures of the window for people to look at: made where `NETLOOM_GALLERY` names a folder, otherwise skipped.

use std::path::PathBuf;

use eframe::egui::{self, Theme};
use netloom::train::Event;
use netloom::ui::{Choice, EvaluateTab, Page, State};

use crate::scene;

/// Sizes in points, and pixels per point.
const SIZES: [([f32; 2], f32); 4] =
    [([1440.0, 900.0], 1.0), ([1280.0, 720.0], 1.0), ([2560.0, 1440.0], 1.0), ([1280.0, 720.0], 2.0)];

/// The Evaluate page in its views.
fn evaluations() -> Vec<(&'static str, State)> {
    use crate::answers::{binary, digits, many_classes, numbers};
    let with = |mut state: State, tab: EvaluateTab| {
        state.evaluate_view.tab = tab;
        state
    };
    let mut cell = digits();
    cell.evaluate_view.choose(Choice::Cell(1, 2));
    let mut threshold = with(digits(), EvaluateTab::Curves);
    (threshold.evaluate_view.class, threshold.evaluate_view.threshold) = (Some(3), Some(0.7));
    let mut bar = with(digits(), EvaluateTab::Calibration);
    bar.evaluate_view.choose(Choice::Bin(8));
    vec![
        ("answers", cell),
        ("answers-classes", with(digits(), EvaluateTab::Classes)),
        ("answers-curves", with(digits(), EvaluateTab::Curves)),
        ("answers-threshold", threshold),
        ("answers-calibration", bar),
        ("answers-binary", binary()),
        ("answers-numbers", numbers()),
        ("answers-residuals", with(numbers(), EvaluateTab::Curves)),
        ("answers-hundred", many_classes(100)),
        ("answers-thousand", many_classes(1000)),
    ]
}

/// Draws these scenes in both themes and at every size and scale, as files in the folder that `NETLOOM_GALLERY` names;
/// `NETLOOM_GALLERY_ONLY` picks those whose file names hold its words. `touch` is done to each window before its picture.
pub fn draw(scenes: impl Fn() -> Vec<(&'static str, State)>, touch: impl Fn(&str, &mut scene::Window)) {
    let Some(folder) = std::env::var_os("NETLOOM_GALLERY").map(PathBuf::from) else { return };
    let only = std::env::var("NETLOOM_GALLERY_ONLY").unwrap_or_default();
    std::fs::create_dir_all(&folder).unwrap();
    for theme in [Theme::Dark, Theme::Light] {
        for (size, scale) in SIZES {
            // Scenes cost time: none is made for a theme or size that was not asked for.
            let tail = format!("{theme:?}-{}@{scale}", size[0]).to_lowercase();
            let of_tails = ["dark", "light", "1440", "1280", "2560", "@1", "@2"];
            if only.split_whitespace().any(|word| of_tails.contains(&word) && !tail.contains(word)) {
                continue;
            }
            for (name, mut state) in scenes() {
                let file = format!("{name}-{theme:?}-{}@{scale}.png", size[0]).to_lowercase();
                if !only.split_whitespace().all(|word| file.contains(word)) {
                    continue;
                }
                state.theme = theme;
                netloom::app::glimpses(&mut state);
                let mut window = scene::window_scaled(size, scale, state);
                window.run_steps(4);
                touch(name, &mut window);
                window.render().unwrap().save(folder.join(file)).unwrap();
            }
        }
    }
}

#[test]
fn gallery() {
    draw(crate::states::all, crate::states::touch);
    draw(evaluations, |_, _| {});
}

/// The window's own work per frame, printed: layout and tessellation of a long training.
#[test]
fn frame_times() {
    if std::env::var_os("NETLOOM_GALLERY").is_none() {
        return;
    }
    let mut state = scene::told([Event::Started(netloom::train::Start { epochs: 400, ..scene::start() })]);
    for block in 0..60 {
        state.current_mut().unwrap().fold(scene::steps(block * 2_000, 2_000));
    }
    for (name, steps) in [("start page", 0), ("700 steps", 1), ("120,000 steps", 2)] {
        let state = match steps {
            0 => State::default(),
            1 => scene::training(),
            _ => State { runs: state.runs.clone(), page: Page::Train, ..State::default() },
        };
        let mut window = scene::window(SIZES[0].0, state);
        window.run_steps(3);
        let mut times = Vec::new();
        for _ in 0..20 {
            let began = std::time::Instant::now();
            window.step();
            let laid_out = began.elapsed();
            let shapes = window.output().shapes.clone();
            let pieces = window.ctx.tessellate(shapes, 1.0);
            let vertices: usize = pieces
                .iter()
                .map(|piece| match &piece.primitive {
                    egui::epaint::Primitive::Mesh(mesh) => mesh.vertices.len(),
                    egui::epaint::Primitive::Callback(_) => 0,
                })
                .sum();
            times.push((began.elapsed(), laid_out, pieces.len(), vertices));
        }
        times.sort();
        println!("{name}: median {:?}", times[10]);
    }
}
