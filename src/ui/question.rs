//! The questions that the window asks: what becomes of unsaved changes, and of what was left by a sudden end.

use eframe::egui::{Label, RichText, Ui};

use super::request::Request;
use super::theme::{self, palette};
use super::widgets::{Button, modal};
use super::{Document, State};

/// Asks whatever is to be asked.
pub fn show(ui: &mut Ui, state: &mut State) {
    unsaved(ui, state);
    left_behind(ui, state);
}

fn unsaved(ui: &mut Ui, state: &mut State) {
    let Some(pending) = state.pending.clone() else { return };
    if state.saving || state.choosing || state.typed.is_some() {
        return;
    }
    let name = state.document.title();
    let mut words = if state.document.is_changed() || state.running().is_some() {
        "Without saving, the changes are lost.".to_owned()
    } else {
        String::new()
    };
    if state.running().is_some() {
        words = format!("The training that runs will be stopped. {words}");
    }
    let titles = ["Save", "Don’t save", "Cancel"];
    match ask(ui, "unsaved", &format!("Save changes to “{name}”?"), &words, titles) {
        Some(0) => state.requests.push(Request::Save),
        Some(1) => state.go_ahead(pending),
        Some(_) => state.pending = None,
        None => {}
    }
}

fn left_behind(ui: &mut Ui, state: &mut State) {
    let Some(path) = state.left_behind.first().cloned() else { return };
    let words =
        "Netloom ended before its last project was saved. It was kept aside, with all that training had learned.";
    match ask(ui, "left behind", "Bring back what was not saved?", words, ["Bring it back", "Discard it", "Later"]) {
        Some(0) => {
            state.left_behind.remove(0);
            state.requests.push(Request::Recover(path));
        }
        Some(1) => {
            state.left_behind.remove(0);
            state.requests.push(Request::Discard(path));
        }
        Some(_) => state.left_behind.clear(),
        None => {}
    }
}

/// A question with three answers, the last of which is also given by Escape. The place of the answer, once given.
fn ask(ui: &mut Ui, id: &str, title: &str, words: &str, answers: [&str; 3]) -> Option<usize> {
    let colours = palette(ui);
    let shown = modal(ui, id).show(ui.ctx(), |ui| {
        ui.set_width(420.0);
        ui.label(RichText::new(title).font(theme::strong(theme::HEADING)).color(colours.text));
        ui.add_space(2.0);
        ui.add(Label::new(RichText::new(words).color(colours.dim)).wrap());
        ui.add_space(8.0);
        let mut given = None;
        ui.horizontal(|ui| {
            let width = (ui.available_width() - 2.0 * ui.spacing().item_spacing.x) / 3.0;
            for (place, answer) in answers.into_iter().enumerate() {
                let button = if place == 0 { Button::primary(answer) } else { Button::usual(answer) };
                let response = ui.add(button.width(width));
                if place == 0 && ui.memory(|memory| memory.focused().is_none()) {
                    response.request_focus();
                }
                if response.clicked() {
                    given = Some(place);
                }
            }
        });
        given
    });
    shown.inner.or_else(|| shown.should_close().then_some(2))
}

impl State {
    /// Notes that the document was saved as this, or why not; goes on with what waited for that.
    pub fn saved(&mut self, saved: crate::base::Result<Document>) {
        self.saving = false;
        match saved {
            Ok(written) => {
                let Document { path, project, trained, .. } = written;
                if let Some(path) = path {
                    self.remember(path.clone());
                    self.document.note_saved(path, project, trained);
                }
                if let Some(pending) = self.pending.take() {
                    self.go_ahead(pending);
                }
            }
            Err(error) => {
                self.pending = None;
                self.trouble = Some(error);
            }
        }
    }
}
