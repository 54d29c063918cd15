//! What can be changed while a training runs, and the facts about it.

use eframe::egui::{Align, DragValue, Id, Layout, RichText, ScrollArea, Ui};

use crate::train::Command;
use crate::ui::theme::palette;
use crate::ui::widgets::{fact, notice, section};
use crate::ui::{State, words};

/// The right side of the workspace.
pub fn show(ui: &mut Ui, state: &mut State) {
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 6.0;
        while_it_runs(ui, state);
        ui.add_space(10.0);
        facts(ui, state);
        remarks(ui, state);
    });
}

fn while_it_runs(ui: &mut Ui, state: &mut State) {
    let Some(run) = state.shown_run() else { return };
    let live = !run.has_ended() && run.start.is_some() && state.shown + 1 == state.runs.len();
    let (rate, epochs, done) = (run.rate, run.epochs, run.epoch());
    section(ui, "While it runs");
    ui.add_enabled_ui(live, |ui| {
        let speed = (rate * 0.02).max(1e-7);
        let rate = number(ui, "Learning rate", rate, |value| {
            let value = value.speed(speed).range(0.0..=10.0).max_decimals(8);
            value.custom_formatter(|rate, _| words::learning_rate(rate)).custom_parser(|text| text.trim().parse().ok())
        });
        if let Some(rate) = rate {
            state.tell(Command::SetRate(rate));
        }
        let epochs = number(ui, "Epochs", epochs as f64, |value| {
            value.speed(0.1).range(done.max(1) as f64..=100_000.0).fixed_decimals(0)
        });
        if let Some(epochs) = epochs {
            state.tell(Command::SetEpochs(epochs.round() as usize));
        }
    });
}

/// A field for a number. Returns the new one when the hand is off the mouse or Enter was pressed, not before.
fn number(ui: &mut Ui, name: &str, now: f64, set: impl FnOnce(DragValue<'_>) -> DragValue<'_>) -> Option<f64> {
    let id = Id::unique(("number", name));
    let mut value = ui.data(|data| data.get_temp::<f64>(id)).unwrap_or(now);
    let colour = palette(ui).dim;
    ui.horizontal(|ui| {
        ui.set_height(30.0);
        let label = ui.label(RichText::new(name).color(colour));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().interact_size.x = 88.0;
            let field = DragValue::new(&mut value).update_while_editing(false).clamp_existing_to_range(false);
            let response = ui.add(set(field)).labelled_by(label.id);
            if response.changed() {
                ui.data_mut(|data| data.insert_temp(id, value));
            }
            let settled = !response.dragged() && ui.data(|data| data.get_temp::<f64>(id)).is_some();
            settled.then(|| ui.data_mut(|data| data.remove::<f64>(id))).and((settled && value != now).then_some(value))
        })
        .inner
    })
    .inner
}

fn facts(ui: &mut Ui, state: &State) {
    let Some(run) = state.shown_run() else { return };
    section(ui, "This training");
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        fact(ui, "Data", &run.title);
        if !run.network().is_empty() {
            fact(ui, "Network", run.network());
        }
        let Some(start) = &run.start else { return };
        fact(ui, "Device", &start.device.name);
        fact(ui, "Parameters", words::grouped(start.parameters as u64));
        fact(ui, &format!("Training {}", run.samples_word()), words::grouped(start.training_samples as u64));
        fact(ui, &format!("Test {}", run.samples_word()), words::grouped(start.test_samples as u64));
        if !start.classes.is_empty() {
            fact(ui, "Classes", start.classes.len().to_string());
        }
        fact(ui, "Steps per epoch", words::grouped(start.steps_per_epoch as u64));
        fact(ui, "Steps", words::grouped(run.step));
        fact(ui, "Loss", if run.loss.is_nan() && run.step == 0 { "–".to_owned() } else { words::loss(run.loss) });
    });
}

fn remarks(ui: &mut Ui, state: &State) {
    let Some(run) = state.shown_run() else { return };
    let skipped = run.start.as_ref().map_or(0, |start| start.skipped);
    if skipped == 0 && run.warnings.is_empty() {
        return;
    }
    ui.add_space(10.0);
    section(ui, "Remarks");
    let warn = palette(ui).warn;
    if skipped > 0 {
        let (files, they) = if skipped == 1 { ("1 file was", "it") } else { ("files were", "each") };
        let title = if skipped == 1 { format!("{files} left out") } else { format!("{skipped} {files} left out") };
        notice(ui, warn, &title, &format!("“netloom check” names {they} and says why."), |_| {});
    }
    for warning in &run.warnings {
        notice(ui, warn, "Worth knowing", warning, |_| {});
    }
}
