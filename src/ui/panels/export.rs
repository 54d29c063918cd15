//! Export: where a trained model will leave the program. Until then, it is saved as a project.

use eframe::egui::Ui;

use super::{Dot, Panel, nothing_yet};
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
        let words = "Files for other programs will be made here, each checked against the original. Until then, \
            “netloom train … --out FILE.netloom” saves a trained network, and “netloom predict” uses it.";
        nothing_yet(ui, state, "Take it away", words);
    }
}
