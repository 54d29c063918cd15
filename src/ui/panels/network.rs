//! Network: where layers are drawn and joined, each with the shape of what it passes on and what it gives.

mod blank;
mod card;
mod filters;
mod matter;
mod palette;
mod properties;
mod tools;

use std::sync::Arc;

use eframe::egui::{CentralPanel, Frame, Margin, Panel as Side, Rect, Ui, Vec2, vec2};

use super::{Dot, Panel};
use crate::network::{Goal, Network as Drawing, Template};
use crate::project::Trained;
use crate::ui::action::Action;
use crate::ui::canvas::{self, Canvas, Scene};
use crate::ui::theme::{CONTROL, GAP, PAD, ground, palette as colours};
use crate::ui::{Page, State};
use card::Known;
use palette::Choice;
use tools::Asked;

pub use filters::Wall;

pub struct Network;

impl Panel for Network {
    fn page(&self) -> Page {
        Page::Network
    }

    fn name(&self) -> &'static str {
        "Network"
    }

    fn dot(&self, state: &State) -> Dot {
        match state.document.project.network.nodes.is_empty() {
            true => Dot::Grey,
            false if matter::has_problem(state) => Dot::Amber,
            false => Dot::Green,
        }
    }

    fn show(&self, ui: &mut Ui, state: &mut State) {
        matter::show(ui, state);
    }

    fn offers(&self, action: Action, state: &State) -> bool {
        let canvas = &state.canvas;
        match action {
            Action::Delete => !canvas.selection.is_empty() || canvas.wire.is_some(),
            Action::Duplicate => !canvas.selection.is_empty(),
            Action::SelectAll | Action::Fit | Action::Tidy => !state.document.project.network.nodes.is_empty(),
            _ => false,
        }
    }

    fn hands(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("Move the view", "Space or middle button, drag"),
            ("Zoom", "wheel, + and −"),
            ("Select several", "drag on the ground"),
            ("Select one more", "Shift + click"),
            ("Copy, cut, paste layers", "Ctrl+C, X, V"),
            ("Move what is selected", "Alt + arrows"),
            ("Look for a layer", "/"),
            ("Everything into view, tidy up", "F, T"),
            ("Settings of the layer", "Enter"),
        ]
    }

    fn act(&self, action: Action, state: &mut State) {
        let State { canvas, document, .. } = state;
        let network = &mut document.project.network;
        match action {
            Action::Delete => canvas.delete(network),
            Action::Duplicate => canvas.duplicate(network),
            Action::SelectAll => canvas.select(network.nodes.iter().map(|node| node.id)),
            Action::Fit => canvas.fit(),
            Action::Tidy => {
                network.tidy();
                canvas.fit();
            }
            _ => {}
        }
    }
}

/// What the workspace is about besides the canvas and the network.
struct Matter<'a> {
    /// What the network is for.
    goal: &'a Goal,
    /// What is drawn beside it.
    scene: Scene<'a>,
    /// The rows of a step.
    batch: usize,
    /// What is known of a training.
    known: Known<'a>,
    /// What was learned so far.
    trained: Option<Arc<Trained>>,
    /// Whether something can be taken back, and done again.
    undoable: [bool; 2],
}

/// What the workspace asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Wishes {
    /// Undo and redo.
    asked: Asked,
    /// What the card's button asks for.
    card: Option<card::Wish>,
    /// Training, or its pause: the space bar was pressed and nothing was moved with it.
    train: bool,
}

/// Draws the whole workspace.
fn workspace(ui: &mut Ui, canvas: &mut Canvas, network: &mut Drawing, matter: Matter) -> Wishes {
    let mut wishes = Wishes::default();
    let side = Frame::new().fill(colours(ui).panel).inner_margin(Margin::same(PAD as i8));
    let left = Side::left("palette").default_size(204.0).size_range(160.0..=320.0).frame(side);
    let choice = left.show(ui, |ui| palette::show(ui, canvas)).inner;
    take(canvas, network, matter.goal, choice);
    canvas.survey(network, matter.goal);
    let right = Side::right("properties").default_size(300.0).size_range(240.0..=420.0).frame(side);
    let given = matter.scene.dataset.map_or(0, |dataset| dataset.len());
    let known = properties::Known { given, trained: matter.trained.as_ref() };
    right.show(ui, |ui| canvas.with_survey(|canvas, survey| properties::show(ui, canvas, network, survey, &known)));
    CentralPanel::default().frame(ground(ui)).show(ui, |ui| {
        if network.nodes.is_empty() {
            if let Some(template) = blank::show(ui) {
                replace(canvas, network, matter.goal, template);
            }
            return;
        }
        let room = ui.available_rect_before_wrap();
        wishes.train = canvas::show(ui, canvas, network, matter.goal, &matter.scene);
        wishes.asked = tools::show(ui, room, canvas, network, matter.undoable);
        canvas.survey(network, matter.goal);
        let size = card_size(ui, canvas, &matter.known);
        if room.width() < size.x + 2.0 * GAP || room.height() < 2.0 * size.y {
            return;
        }
        // Where there is no room beside the tools, the card stands above them.
        let narrow = room.width() < size.x + tools::WIDTH + 3.0 * GAP;
        let below = if narrow { CONTROL + 2.0 * GAP } else { GAP };
        let place = Rect::from_min_size(room.max - size - vec2(GAP, below), size);
        canvas.with_survey(|_, survey| wishes.card = card::show(ui, place, survey, matter.batch, &matter.known));
    });
    wishes
}

/// The size of the card.
fn card_size(ui: &Ui, canvas: &Canvas, known: &Known) -> Vec2 {
    vec2(card::WIDTH, card::height(ui, canvas.problem().as_deref(), known))
}

fn take(canvas: &mut Canvas, network: &mut Drawing, goal: &Goal, choice: Option<Choice>) {
    match choice {
        Some(Choice::Layer(layer)) => canvas.append(network, layer),
        Some(Choice::Template(template)) => replace(canvas, network, goal, template),
        None => {}
    }
}

/// Draws a template for the samples instead of what there was.
fn replace(canvas: &mut Canvas, network: &mut Drawing, goal: &Goal, template: &Template) {
    let (input, outputs) = canvas::interface(network, goal);
    *network = template.build(&input, outputs);
    canvas.select([]);
    canvas.open();
}
