//! How the project is trained: every field acts at once, on a training that runs too.

use eframe::egui::{Id, Ui};

use super::{doctor, schedule};
use crate::data::Part;
use crate::optimizers::Optimizer;
use crate::project::EarlyStopping;
use crate::ui::widgets::form::{choice, count, number, toggle};
use crate::ui::widgets::{Fields, fact, scroll, section};
use crate::ui::{State, words};

/// The right side of the workspace.
pub fn show(ui: &mut Ui, state: &mut State) {
    scroll(ui, "training settings", |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        doctor::show(ui, state);
        let running = state.running().is_some();
        let training = &mut state.document.project.training;
        section(ui, if running { "During training" } else { "Training" });
        let mut rate = training.optimizer.rate();
        if number(ui, "Learning rate", &mut rate, 0.0..=10.0).changed() {
            training.optimizer.set_rate(rate);
        }
        count(ui, "Epochs", &mut training.epochs, 1..=100_000);
        count(ui, "Batch size", &mut training.batch, 1..=65_536);
        ui.add_space(8.0);
        section(ui, "Optimiser");
        method(ui, &mut training.optimizer);
        let salt = Id::unique("optimiser");
        training.optimizer.form(&mut Fields::new(ui, salt, false).without(&["Learning rate"]));
        schedule::show(ui, state);
        let training = &mut state.document.project.training;
        ui.add_space(8.0);
        section(ui, "Safeguards");
        optional(ui, "Clip gradients", "Largest norm", &mut training.clip, 1.0);
        toggle(ui, "Class weights", &mut training.balance_classes)
            .on_hover_text("Rare classes count as much as frequent ones");
        let mut early = training.early_stopping.is_some();
        if toggle(ui, "Stop early", &mut early).changed() {
            training.early_stopping = early.then(EarlyStopping::default);
        }
        if let Some(rule) = &mut training.early_stopping {
            count(ui, "Patience, in epochs", &mut rule.patience, 1..=1000).on_hover_text(
                "Training ends after so many epochs in which the loss on samples held out has not fallen",
            );
            toggle(ui, "Restore the best weights", &mut rule.restore_best);
        }
        ui.add_enabled_ui(!running, |ui| count(ui, "Seed", &mut training.seed, 0..=u64::from(u32::MAX)));
        ui.add_space(8.0);
        facts(ui, state);
    });
}

/// The picker of the optimiser; the learning rate of the one before is kept where both have the same usual one.
fn method(ui: &mut Ui, optimizer: &mut Optimizer) {
    let all = Optimizer::all();
    let titles: Vec<&str> = all.iter().map(|optimizer| optimizer.title()).collect();
    let before = all.iter().position(|other| other.key() == optimizer.key()).unwrap_or(0);
    let mut chosen = before;
    choice(ui, "Method", &titles, &mut chosen).on_hover_text(optimizer.help());
    if chosen != before {
        let mut new = all[chosen].clone();
        if new.rate() == all[before].rate() {
            new.set_rate(optimizer.rate());
        }
        *optimizer = new;
    }
}

/// A number that may be left out.
fn optional(ui: &mut Ui, name: &str, what: &str, value: &mut Option<f64>, usual: f64) {
    let mut wanted = value.is_some();
    if toggle(ui, name, &mut wanted).changed() {
        *value = wanted.then_some(usual);
    }
    if let Some(value) = value {
        number(ui, what, value, 1e-6..=1e6).on_hover_text("Gradients longer than this are shortened to it");
    }
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
        let held_out = match start.judge {
            Part::Train => "Judged by",
            Part::Validation => "Validation",
            Part::Test => "Test",
        };
        fact(ui, &format!("{held_out} {}", run.samples_word()), words::grouped(start.test_samples as u64));
        if !start.classes.is_empty() {
            fact(ui, "Classes", start.classes.len().to_string());
        }
        fact(ui, "Steps per epoch", words::grouped(start.steps_per_epoch as u64));
        fact(ui, "Steps", words::grouped(run.step));
        fact(ui, "Loss", if run.loss.is_nan() && run.step == 0 { "–".to_owned() } else { words::loss(run.loss) });
    });
}
