//! The six workspaces in the order of the work. Being in the list puts a panel in the top bar and under test.

mod data;
mod evaluate;
mod export;
mod inspect;
mod network;
mod train;

use eframe::egui::{Color32, Ui};

use super::action::Action;
use super::theme::Palette;
use super::widgets::{Button, empty};
use super::{Page, State};
use crate::data::{Sample, Source};

pub use data::DataView;
pub use evaluate::{Choice, EvaluateView, Keepsake, Measure, Order, Tab as EvaluateTab};
pub use inspect::{Answered, Grown, InspectView, Saliency, Settings, Tab as InspectTab, Target};
pub use network::Wall;

/// How far the work of a workspace is, shown as a dot beside its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dot {
    /// Not yet.
    Grey,
    /// Running, or needs attention.
    Amber,
    /// Done.
    Green,
}

/// A workspace.
pub trait Panel: Sync {
    /// The page that it is.
    fn page(&self) -> Page;
    /// Its name in the top bar.
    fn name(&self) -> &'static str;
    /// How far its work is.
    fn dot(&self, state: &State) -> Dot;
    /// Draws it into the room between top bar and status line.
    fn show(&self, ui: &mut Ui, state: &mut State);
    /// Whether it can carry out this action now; asked only for actions of pages ([`Action::is_of_page`]).
    fn offers(&self, _action: Action, _state: &State) -> bool {
        false
    }
    /// What hands and keys do here beside the commands of the menus: what is done, and how.
    fn hands(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }
    /// Carries out an action that it offers.
    fn act(&self, _action: Action, _state: &mut State) {}
}

/// All workspaces, in the order of the work.
pub const PANELS: [&dyn Panel; 6] =
    [&data::Data, &network::Network, &train::Train, &evaluate::Evaluate, &inspect::Inspect, &export::Export];

impl Dot {
    /// Its colour.
    pub fn colour(self, colours: &Palette) -> Color32 {
        match self {
            Dot::Grey => colours.faint.gamma_multiply(0.8),
            Dot::Amber => colours.warn,
            Dot::Green => colours.ok,
        }
    }

    /// What it says, to those who do not see it.
    pub fn words(self) -> &'static str {
        match self {
            Dot::Grey => "not yet",
            Dot::Amber => "running or needs attention",
            Dot::Green => "done",
        }
    }
}

/// A workspace that has nothing to show yet, with the button that brings a training, or leads to the one there is.
fn nothing_yet(ui: &mut Ui, state: &mut State, title: &str, words: &str) {
    empty(ui, title, words, |ui| match state.current().is_some() {
        true => {
            if ui.add(Button::primary("Look at the training")).clicked() {
                state.page = Page::Train;
            }
        }
        false => {
            if ui.add(Button::primary("Train on digits")).clicked() {
                state.train_on(Source::Sample(Sample::Digits));
            }
        }
    });
}
