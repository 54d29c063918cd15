//! What stands where an answer is not there yet: how far it is, with Cancel, or why there is none.

use std::sync::Arc;

use eframe::egui::Ui;

use super::view::InspectView;
use crate::study::{Ask, Found};
use crate::ui::theme::palette;
use crate::ui::widgets::{Button, bar, elided, empty, notice};

/// The answer to a question of the view in front, the latest there is; draws what is known where there is none.
pub(super) fn answer(ui: &mut Ui, view: &mut InspectView, ask: &Ask) -> Option<Arc<Found>> {
    let Some(answered) = view.found(ask).cloned() else {
        let missing = ask.needs_input() && view.input.is_none();
        let (title, words) = match missing {
            true => ("No picture yet", "Choose a picture of the data, draw one, open a file or paste one."),
            false => ("Finding out…", "It is worked out beside the training and the window."),
        };
        empty(ui, title, words, |ui| progress(ui, view, ask));
        return None;
    };
    progress(ui, view, ask);
    match answered.found {
        Ok(found) => Some(found),
        Err(error) => {
            let colour = palette(ui).warn;
            notice(ui, colour, "There is no answer", &error.to_string(), |ui| {
                if ui.add(Button::usual("Try again")).clicked() {
                    view.forget(ask);
                }
            });
            None
        }
    }
}

/// How far the finding is, with Cancel, while it takes longer than a moment.
fn progress(ui: &mut Ui, view: &InspectView, ask: &Ask) {
    let Some((finding, progress)) = &view.finding else { return };
    let known = view.found(ask).is_some_and(|answered| answered.found.is_ok());
    if std::mem::discriminant(finding) != std::mem::discriminant(ask) || known && progress.share().is_none() {
        return;
    }
    let share = progress.share().unwrap_or(0.0);
    ui.horizontal(|ui| {
        bar(ui, "Finding", share, 180.0, palette(ui).accent);
        elided(ui, format!("{:.0} %", 100.0 * share), crate::ui::theme::mono(11.0), palette(ui).dim);
        if ui.add(Button::usual("Cancel").named("Cancel finding")).clicked() {
            progress.give_up();
        }
    });
    ui.ctx().request_repaint_after(std::time::Duration::from_millis(100));
}
