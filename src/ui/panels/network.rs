//! Network: where layers will be drawn and joined. Until then, a network that fits the data is chosen.

use eframe::egui::Ui;

use super::{Dot, Panel, nothing_yet, prepared};
use crate::ui::{Page, State};

pub struct Network;

impl Panel for Network {
    fn page(&self) -> Page {
        Page::Network
    }

    fn name(&self) -> &'static str {
        "Network"
    }

    fn dot(&self, state: &State) -> Dot {
        if prepared(state) { Dot::Green } else { Dot::Grey }
    }

    fn show(&self, ui: &mut Ui, state: &mut State) {
        let words = "Layers will be drawn and joined here, each with the shape of what it passes on. Until then, a network that fits your \
            data is chosen for you: a small convolutional one for pictures.";
        nothing_yet(ui, state, "Your network", words);
    }
}
