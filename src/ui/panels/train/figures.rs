//! The numbers to be read from across the room.

use eframe::egui::{Rect, Ui};

use crate::data::Part;
use crate::ui::run::{Phase, Run};
use crate::ui::theme::palette;
use crate::ui::widgets::{bar, card, figure};
use crate::ui::words;

/// Epoch, accuracy, speed, time left, and how much is done.
pub fn show(ui: &mut Ui, rect: Rect, run: &Run) {
    let colours = palette(ui);
    card(ui, rect, |ui| {
        ui.horizontal(|ui| {
            ui.set_height(ui.available_height());
            // Numbers keep their places while they change, where there is room for that.
            let roomy = ui.available_width() > 560.0;
            let widest = |words: &'static str| if roomy { words } else { "" };
            ui.spacing_mut().item_spacing.x = if roomy { 32.0 } else { 20.0 };
            let epochs = if run.epochs == 0 { "–".to_owned() } else { format!("{} / {}", run.epoch(), run.epochs) };
            figure(ui, "Epoch", epochs, widest("00 / 00"), colours.text);
            answers(ui, run, widest("100.00 %"));
            let speed = run.samples_word();
            let speed = format!("{}/s", words::sentence(speed));
            let rests = run.phase == Phase::Paused;
            let rate = if rests { "–".to_owned() } else { words::rate(run.samples_per_second) };
            figure(ui, &speed, rate, widest("000,000"), colours.text);
            match run.phase {
                Phase::Done { .. } | Phase::Failed(_) => {
                    let seconds = run.last_report().map_or(f64::NAN, |report| report.seconds);
                    figure(ui, "Time", words::time(seconds), widest("00:00"), colours.text);
                }
                _ => {
                    let left = run.seconds_left().filter(|_| !rests).map_or("–".to_owned(), words::time);
                    figure(ui, "Time left", left, widest("00:00"), colours.text);
                }
            }
            let width = ui.available_width();
            if width > 80.0 {
                let colour = match run.phase {
                    Phase::Done { completed: true, .. } => colours.ok,
                    Phase::Failed(_) => colours.bad,
                    Phase::Paused => colours.warn,
                    _ => colours.accent,
                };
                bar(ui, "Training", run.share(), width, colour);
            }
        });
    });
}

/// How well it does on samples that it is not trained on: at the end on the test part, before on what judges epochs.
fn answers(ui: &mut Ui, run: &Run, widest: &str) {
    let colours = palette(ui);
    let counts = run.counts_correct();
    let (part, last) = match run.test {
        Some([loss, accuracy]) => (Part::Test, Some((loss, accuracy))),
        None => (run.judge(), run.last_report().map(|report| (report.test_loss, report.test_accuracy))),
    };
    let part = match part {
        Part::Train => "Training",
        Part::Validation => "Validation",
        Part::Test => "Test",
    };
    let name = format!("{part} {}", if counts { "accuracy" } else { "loss" });
    let (value, colour) = match last {
        Some((_, accuracy)) if counts => (words::percent(accuracy), colours.ok),
        Some((loss, _)) => (words::loss(loss), colours.ok),
        None => ("–".to_owned(), colours.text),
    };
    figure(ui, &name, value, widest, colour);
}
