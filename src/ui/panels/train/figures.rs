//! The numbers to be read from across the room.

use eframe::egui::{Rect, Ui};

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
            match run.last_report() {
                Some(report) if run.counts_correct() => {
                    figure(ui, "Test accuracy", words::percent(report.test_accuracy), widest("100.00 %"), colours.ok);
                }
                Some(report) => figure(ui, "Test loss", words::loss(report.test_loss), widest("100.00 %"), colours.ok),
                None => {
                    let name = if run.counts_correct() { "Test accuracy" } else { "Test loss" };
                    figure(ui, name, "–", widest("100.00 %"), colours.faint);
                }
            }
            let speed = run.samples_word();
            let speed = format!("{}{} / s", speed[..1].to_uppercase(), &speed[1..]);
            figure(ui, &speed, words::rate(run.samples_per_second), widest("000,000"), colours.text);
            match run.phase {
                Phase::Done { .. } | Phase::Failed(_) => {
                    let seconds = run.last_report().map_or(f64::NAN, |report| report.seconds);
                    figure(ui, "Time", words::time(seconds), widest("00:00"), colours.text);
                }
                _ => {
                    let left = run.seconds_left().map_or("–".to_owned(), words::time);
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
