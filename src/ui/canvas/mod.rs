//! The free canvas on which a network is drawn: what is seen of it, what is selected, what the hand does.

mod brush;
mod clip;
mod geometry;
mod ground;
mod hand;
mod keys;
mod looks;
mod navigate;
mod node;
mod overview;
mod parts;
mod show;
mod survey;
mod view;
mod wires;

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui::{Rect, Vec2};

use crate::base::Shape;
use crate::data::Dataset;
use crate::layers::{Arity, Layer};
use crate::losses::Target;
use crate::network::{Goal, Mend, Network, Wire, facts};
use crate::train::{Estimate, Sight};
use crate::ui::panels::Wall;
use hand::Hand;
use looks::Looks;

pub use show::show;
pub use survey::{Survey, spoken};
pub use view::View;

/// What is drawn beside the network itself.
pub struct Scene<'a> {
    /// The samples, where they are here.
    pub dataset: Option<&'a Arc<Dataset>>,
    /// The names of the classes; empty where there are none.
    pub classes: &'a [String],
    /// The sample that thumbnails are of.
    pub sample: usize,
    /// How samples are prepared, as it is said behind their shape: " · scaled to 0…1".
    pub prepared: &'a str,
    /// The size of what covers the right lower corner.
    pub card: Vec2,
}

/// A canvas: what the window knows of a network beyond the network.
#[derive(Default)]
pub struct Canvas {
    /// What is seen.
    pub view: View,
    /// The selected nodes.
    pub selection: BTreeSet<u32>,
    /// The selected wire.
    pub wire: Option<Wire>,
    /// What nodes give for the chosen sample, as far as it is known.
    pub sight: Option<Arc<Sight>>,
    /// The place of the chosen sample in the data set.
    pub sample: usize,
    /// What is looked for in the palette.
    pub search: String,
    /// Whether the property panel takes the keys with the next frame.
    pub edit: bool,
    /// What a training would take on the chosen device, or why that cannot be told; `None` while it is measured.
    pub estimate: Option<Result<Estimate, String>>,
    /// The learned filters of the selected node.
    pub filters: Wall,
    hand: Hand,
    /// Whether the space bar is down, and whether something was moved with it.
    space: Option<bool>,
    looks: Looks,
    survey: Option<Survey>,
    /// Whether all is to be shown with the next frame.
    fit: Fit,
    /// How the view was fitted last.
    fitted: Option<(View, Fit)>,
    /// Where the drawing was seen last, and how many nodes it had.
    room: Option<Rect>,
    count: usize,
}

/// Whether the view is to be changed with the next frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Fit {
    /// As far as it can be read.
    #[default]
    Open,
    All,
    Selection,
    No,
}

impl Canvas {
    /// What follows from the network, worked out anew if it has changed.
    pub fn survey(&mut self, network: &Network, goal: &Goal) -> &Survey {
        let stale = self.survey.as_ref().is_none_or(|survey| !survey.holds(network, goal));
        if stale {
            self.survey = None;
        }
        self.selection.retain(|&id| network.node(id).is_some());
        self.wire = self.wire.filter(|wire| network.wires.contains(wire));
        self.survey.get_or_insert_with(|| Survey::new(network, goal))
    }

    /// Does something with what follows from the network, if that was worked out.
    pub fn with_survey(&mut self, then: impl FnOnce(&mut Canvas, &Survey)) {
        if let Some(survey) = self.survey.take() {
            then(self, &survey);
            self.survey = Some(survey);
        }
    }

    /// What keeps the network from running, as far as it was looked at.
    pub fn problem(&self) -> Option<String> {
        self.survey.as_ref().and_then(Survey::problem)
    }

    /// The only selected node.
    pub fn chosen(&self) -> Option<u32> {
        match self.selection.len() {
            1 => self.selection.first().copied(),
            _ => None,
        }
    }

    /// Selects nodes alone.
    pub fn select(&mut self, ids: impl IntoIterator<Item = u32>) {
        self.selection = ids.into_iter().collect();
        self.wire = None;
    }

    /// Shows the network with the next frame as when it is opened: from its beginning on, as far as it can be read.
    pub fn open(&mut self) {
        self.fit = Fit::Open;
    }

    /// Shows all of the network with the next frame.
    pub fn fit(&mut self) {
        self.fit = Fit::All;
    }

    /// Shows what is selected with the next frame, moving no more than is needed.
    pub fn reveal(&mut self) {
        if self.fit == Fit::No {
            self.fit = Fit::Selection;
        }
    }

    /// Zooms around the middle of the canvas.
    pub fn zoom(&mut self, factor: f32) {
        if let Some(room) = self.room {
            self.view.zoom_at(room, room.center(), factor);
        }
    }

    /// Adds a layer behind what is selected and selects it.
    pub fn append(&mut self, network: &mut Network, layer: Layer) {
        // With nothing selected, behind the node that leads nowhere yet.
        let ends = || {
            let leads = |id: u32| network.wires.iter().any(|wire| wire.from == id);
            network.nodes.iter().map(|node| node.id).filter(|&id| !leads(id)).collect::<Vec<u32>>()
        };
        let behind: Vec<u32> = match self.selection.is_empty() {
            true => ends().last().copied().into_iter().collect(),
            false => self.selection.iter().copied().collect(),
        };
        let id = network.append_after(&behind, layer);
        self.select([id]);
        self.reveal();
    }

    /// Removes what is selected; what it stood between is joined.
    pub fn delete(&mut self, network: &mut Network) {
        if let Some(wire) = self.wire.take() {
            network.disconnect(wire);
        }
        network.remove_all(&self.selection);
        self.selection.clear();
    }

    /// Adds copies of what is selected, beside it, and selects them.
    pub fn duplicate(&mut self, network: &mut Network) {
        let part = network.part(&self.selection);
        let fresh = network.paste(&part, [32.0, 32.0]);
        if !fresh.is_empty() {
            self.select(fresh);
            self.reveal();
        }
    }

    /// Mends something.
    pub fn mend(&mut self, network: &mut Network, mend: &Mend) {
        mend.apply(network);
    }
}

/// The shape of one sample and how many numbers are to be predicted, as far as it is known; else what the network says.
pub fn interface(network: &Network, goal: &Goal) -> (Shape, usize) {
    let found = facts(network, goal.input.as_ref());
    let input = network.nodes.iter().position(|node| node.layer.arity() == Arity::Zero);
    let shape = input.and_then(|place| found.nodes[place].shape.clone().ok());
    let usual = || Shape::from([28, 28, 1]);
    let input = goal.input.clone().or(shape).unwrap_or_else(usual);
    let outputs = match goal.target {
        Some(Target::Classes(count) | Target::Numbers(count)) => count,
        None => found.answer().map_or(10, Shape::last),
    };
    (input, outputs)
}
