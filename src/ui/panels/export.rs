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
        let untrained = state.document.trained.is_none();
        let now = if untrained { "Train one and save the project" } else { "Save the project" };
        let words = format!(
            "This version cannot hand a network to other programs yet. {now}: in a terminal, “netloom predict” then \
             answers with it."
        );
        if untrained {
            return nothing_yet(ui, state, "Export comes later", &words);
        }
        empty(ui, "Export comes later", &words, |ui| {
            if ui.add(Button::primary("Save the project…")).clicked() {
                state.act(Action::SaveAs);
            }
        });
    }
}
