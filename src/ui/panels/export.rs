//! Export: where a trained model will leave the program. Until then, it is saved as a project.

use eframe::egui::Ui;

use super::{Dot, Panel, nothing_yet};
use crate::ui::action::Action;
use crate::ui::widgets::{Button, empty};
use crate::ui::{Page, State};

pub struct Export;

impl Panel for Export {
    fn page(&self) -> Page {
        Page::Export
    }

    fn name(&self) -> &'static str {
        "Export"
    }

    fn dot(&self, _: &State) -> Dot {
        Dot::Grey
    }

    fn show(&self, ui: &mut Ui, state: &mut State) {
        let words = "This version makes no files for other programs yet. A saved project holds the trained network; in a \
            terminal, netloom predict answers with it.";
        if state.document.trained.is_none() {
            return nothing_yet(ui, state, "Export comes later", words);
        }
        empty(ui, "Export comes later", words, |ui| {
            if ui.add(Button::primary("Save the project…")).clicked() {
                state.act(Action::SaveAs);
            }
        });
    }
}
