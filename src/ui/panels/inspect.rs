//! Inspect: where one will look inside a network. Empty until a later version brings it.

use eframe::egui::Ui;

use super::{Dot, Panel, nothing_yet};
use crate::ui::{Page, State};

pub struct Inspect;

impl Panel for Inspect {
    fn page(&self) -> Page {
        Page::Inspect
    }

    fn name(&self) -> &'static str {
        "Inspect"
    }

    fn dot(&self, _: &State) -> Dot {
        Dot::Grey
    }

    fn show(&self, ui: &mut Ui, state: &mut State) {
        let words = "Feature maps, filters and explanations of single answers will be here, for the network that you have trained.";
        nothing_yet(ui, state, "What it sees", words);
    }
}
