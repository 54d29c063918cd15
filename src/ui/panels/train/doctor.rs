//! What the training needs a hand for, said where the settings are, with the button that mends it.

use eframe::egui::Ui;

use super::health::{Complaint, complaint};
use crate::train::Command;
use crate::ui::theme::palette;
use crate::ui::widgets::{Button, notice};
use crate::ui::{State, words};

/// Shows everything there is to say about the training that is looked at.
pub fn show(ui: &mut Ui, state: &mut State) {
    let Some(run) = state.shown_run() else { return };
    let colours = palette(ui);
    let judge = run.judge().name();
    let current = state.shown + 1 == state.runs.len();
    let best = run.best.clone().filter(|best| {
        let kept = state.document.trained.as_ref();
        run.has_ended() && current && kept.is_some_and(|kept| kept.progress.epoch > best.progress.epoch)
    });
    let (skipped, warnings) = (run.start.as_ref().map_or(0, |start| start.skipped), run.warnings.clone());
    let sick = run.health.iter().find_map(|health| Some((health.name.clone(), complaint(health)?)));
    let (live, diverged) = (current && !run.has_ended(), run.diverged.is_some());
    if let Some(sentence) = run.diverged.clone() {
        let lower = state.document.project.training.optimizer.rate() / 10.0;
        notice(ui, colours.bad, "The training has diverged", &sentence, |ui| {
            ui.add_space(2.0);
            if ui.add(Button::primary(format!("Go on at {}", words::learning_rate(lower)))).clicked() {
                state.document.project.training.optimizer.set_rate(lower);
                state.steer(false);
                state.tell(Command::Resume);
            }
        });
        ui.add_space(8.0);
    }
    if let Some(best) = best {
        let epoch = best.progress.epoch;
        let sentence = format!("The {judge} loss was lowest after epoch {epoch}; it has risen since.");
        notice(ui, colours.accent, "An earlier epoch was better", &sentence, |ui| {
            ui.add_space(2.0);
            if ui.add(Button::usual(format!("Bring epoch {epoch} back"))).clicked() {
                state.take_trained(best);
            }
        });
        ui.add_space(8.0);
    }
    if let Some((name, complaint)) = sick.filter(|_| live && !diverged) {
        let (title, sentence) = advice(&name, complaint);
        let lower = third(state.document.project.training.optimizer.rate());
        notice(ui, colours.warn, &title, sentence, |ui| {
            if complaint == Complaint::Vanishing {
                return;
            }
            ui.add_space(2.0);
            if ui.add(Button::usual(format!("Lower the rate to {}", words::learning_rate(lower)))).clicked() {
                state.document.project.training.optimizer.set_rate(lower);
            }
        });
        ui.add_space(8.0);
    }
    if skipped > 0 {
        let (files, they) = if skipped == 1 { ("1 file was", "it") } else { ("files were", "each") };
        let title = if skipped == 1 { format!("{files} left out") } else { format!("{skipped} {files} left out") };
        notice(ui, colours.warn, &title, &format!("The Data page names {they} and says why."), |_| {});
        ui.add_space(8.0);
    }
    for warning in warnings {
        notice(ui, colours.warn, "Worth knowing", &warning, |_| {});
        ui.add_space(8.0);
    }
}

/// About a third of a rate, with one digit that matters: 0.0003 of 0.001.
fn third(rate: f64) -> f64 {
    let power = 10.0_f64.powf((rate / 3.0).max(1e-30).log10().floor());
    (rate / 3.0 / power).round() * power
}

fn advice(name: &str, complaint: Complaint) -> (String, &'static str) {
    match complaint {
        Complaint::Silent(share) => (
            format!("{name}: {:.0} % of units never fire", share * 100.0),
            "Their input is always negative, so they cannot learn. A lower learning rate or Leaky ReLU usually cures it.",
        ),
        Complaint::Vanishing => (
            format!("{name}: its gradients vanish"),
            "It hardly learns. A higher learning rate, batch normalisation or fewer saturating activations help.",
        ),
        Complaint::Exploding => (
            format!("{name}: its gradients explode"),
            "A lower learning rate, or clipped gradients (below), keep the weights from being torn apart.",
        ),
    }
}
