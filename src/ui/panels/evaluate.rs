//! Evaluate: where answers will be compared with the truth. Until then, the commands do it.

use eframe::egui::Ui;

use super::{Dot, Panel, nothing_yet};
use crate::ui::{Page, State};

pub struct Evaluate;

impl Panel for Evaluate {
    fn page(&self) -> Page {
        Page::Evaluate
    }

    fn name(&self) -> &'static str {
        "Evaluate"
    }

    fn dot(&self, _: &State) -> Dot {
        Dot::Grey
    }

    fn show(&self, ui: &mut Ui, state: &mut State) {
        let words = "The confusion matrix will be here, with the pictures behind every number. Until then, the numbers of each epoch \
            stand beside the curves, and “netloom evaluate” tells precision and recall of a saved model.";
        nothing_yet(ui, state, "How well it does", words);
    }
}
