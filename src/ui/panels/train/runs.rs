//! The list of this session's trainings, newest first.

use eframe::egui::{ScrollArea, Ui};

use crate::ui::run::Run;
use crate::ui::theme::SERIES;
use crate::ui::widgets::{Row, section};
use crate::ui::{State, words};

/// Shows the list; a click looks at another one.
pub fn show(ui: &mut Ui, state: &mut State) {
    section(ui, "Runs");
    ui.spacing_mut().item_spacing.y = 2.0;
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for (place, run) in state.runs.iter().enumerate().rev() {
            let name = format!("Run {} · {}", place + 1, run.title);
            let row = Row {
                name: &name,
                spoken: &name,
                detail: &result(run),
                stripe: Some(SERIES[place % SERIES.len()]),
                chosen: place == state.shown,
            };
            if ui.add(row).clicked() {
                state.shown = place;
            }
        }
    });
}

fn result(run: &Run) -> String {
    match run.last_report() {
        Some(report) if run.counts_correct() => format!("{:.1} %", report.test_accuracy * 100.0),
        Some(report) => words::loss(report.test_loss),
        None => String::new(),
    }
}
