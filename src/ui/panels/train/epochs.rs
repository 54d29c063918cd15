//! The numbers of every epoch, one line each.

use eframe::egui::{Align, Layout, RichText, ScrollArea, Ui, vec2};

use crate::data::Part;
use crate::ui::run::Run;
use crate::ui::theme::{self, LABEL, palette};
use crate::ui::words;

/// The height of a line.
const LINE: f32 = 22.0;
/// The width of the first column, the least room of a number, and the least room before it.
const FIRST: f32 = 44.0;
const NUMBER: f32 = 58.0;
const APART: f32 = 12.0;
/// The room of "best 100.00 %".
const BEST: f32 = 98.0;

/// The table.
pub fn show(ui: &mut Ui, run: &Run) {
    let colours = palette(ui);
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if run.reports.is_empty() {
            let words = "After each epoch its loss and accuracy will stand here, on the training and on the test part.";
            ui.label(RichText::new(words).color(colours.dim));
            return;
        }
        let counts = run.counts_correct();
        let names = match run.judge() {
            Part::Test => ["Epoch", "Loss", "Test loss", "Accuracy", "Test accuracy", "Time"],
            Part::Validation => ["Epoch", "Loss", "Validation loss", "Accuracy", "Validation accuracy", "Time"],
            Part::Train => ["Epoch", "Loss", "Loss after", "Accuracy", "Accuracy after", "Time"],
        };
        let mut places: Vec<usize> = (0..names.len()).filter(|column| counts || !matches!(column, 3 | 4)).collect();
        // Where there is no room, the numbers of the training part go first: the chart has them too.
        for dispensable in [5, 1, 3, 2] {
            if spare(ui, names, &places) < 0.0 {
                places.retain(|place| *place != dispensable);
            }
        }
        let more = (spare(ui, names, &places) / (places.len() - 1).max(1) as f32).max(0.0);
        let widths: Vec<f32> = places[1..].iter().map(|place| least(ui, names[*place]) + more).collect();
        line(
            ui,
            &widths,
            places.iter().map(|place| RichText::new(names[*place]).font(theme::plain(LABEL)).color(colours.faint)),
        );
        // Green, where there is room for the word that says what it means.
        let says = places.iter().position(|place| *place == 4).is_some_and(|column| widths[column - 1] > BEST);
        let best = run.reports.iter().map(|report| report.test_accuracy).fold(f64::NEG_INFINITY, f64::max);
        ScrollArea::vertical().auto_shrink(false).stick_to_bottom(true).show_rows(
            ui,
            LINE,
            run.reports.len(),
            |ui, rows| {
                for report in &run.reports[rows] {
                    let is_best = report.test_accuracy == best;
                    let cells = [
                        report.epoch.to_string(),
                        words::loss(report.train_loss),
                        words::loss(report.test_loss),
                        words::percent(report.train_accuracy),
                        format!(
                            "{}{}",
                            if is_best && says { "best " } else { "" },
                            words::percent(report.test_accuracy)
                        ),
                        words::time(report.seconds),
                    ];
                    line(
                        ui,
                        &widths,
                        places.iter().map(|place| {
                            let colour = match place {
                                4 if is_best && says => colours.ok,
                                0 | 5 => colours.dim,
                                _ => colours.text,
                            };
                            RichText::new(&cells[*place]).font(theme::mono(12.0)).color(colour)
                        }),
                    );
                }
            },
        );
    });
}

/// The least width of a column, with the room before it.
fn least(ui: &Ui, name: &str) -> f32 {
    let name = ui.painter().layout_no_wrap(name.to_owned(), theme::plain(LABEL), palette(ui).faint);
    name.size().x.ceil().max(NUMBER) + APART
}

/// The width that is left over by these of the columns; less than none where they find no room.
fn spare(ui: &Ui, names: [&str; 6], places: &[usize]) -> f32 {
    ui.available_width() - FIRST - places[1..].iter().map(|place| least(ui, names[*place])).sum::<f32>()
}

/// One line of cells, set right, the first set left; `widths` are those of the others.
fn line(ui: &mut Ui, widths: &[f32], cells: impl Iterator<Item = RichText>) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        for (place, cell) in cells.enumerate() {
            let (width, layout) = match place.checked_sub(1).and_then(|place| widths.get(place)) {
                None => (FIRST, Layout::left_to_right(Align::Center)),
                Some(width) => (*width, Layout::right_to_left(Align::Center)),
            };
            ui.allocate_ui_with_layout(vec2(width, LINE), layout, |ui| {
                ui.set_min_size(vec2(width, LINE));
                ui.label(cell);
            });
        }
    });
}
