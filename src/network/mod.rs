//! The network that the user draws: layers as nodes, wires between them. A value; `facts` says what follows from it.

use serde::{Deserialize, Serialize};

use crate::layers::{Arity, Layer};

mod edit;
mod facts;
mod mend;
mod templates;
mod tidy;

pub use facts::{Facts, NodeFacts, facts};
pub use mend::{Complaint, Goal, Mend, complaints};
pub use templates::{Template, template, templates};
pub use tidy::CELL;

/// A layer in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// Its number, never used again within the network.
    pub id: u32,
    /// Its name, unlike all others; weights are called after it.
    pub name: String,
    /// What it does.
    #[serde(flatten)]
    pub layer: Layer,
    /// Where it is drawn: its left upper corner, in points.
    #[serde(default)]
    pub position: [f32; 2],
    /// Whether training leaves its weights as they are; running statistics then rest too, as in Keras.
    #[serde(default, skip_serializing_if = "is_no")]
    pub frozen: bool,
}

fn is_no(value: &bool) -> bool {
    !value
}

/// A wire that carries the output of one node to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Wire {
    /// The node that it comes from.
    pub from: u32,
    /// The node that it leads to.
    pub to: u32,
    /// Its place among the inputs of that node.
    #[serde(default)]
    pub slot: usize,
}

/// Layers and the wires between them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// The layers, in no order that matters.
    pub nodes: Vec<Node>,
    /// The wires.
    pub wires: Vec<Wire>,
}

impl Network {
    /// The node with this number.
    pub fn node(&self, id: u32) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// The node with this number, to change it.
    pub fn node_mut(&mut self, id: u32) -> Option<&mut Node> {
        self.nodes.iter_mut().find(|node| node.id == id)
    }

    /// The node with this name.
    pub fn named(&self, name: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.name == name)
    }

    /// Adds a layer, named after its kind as in Keras (conv2d, conv2d_1, …), and returns its number.
    pub fn add(&mut self, layer: impl Into<Layer>, position: [f32; 2]) -> u32 {
        let layer = layer.into();
        let id = self.nodes.iter().map(|node| node.id).max().map_or(0, |id| id.saturating_add(1));
        let key = layer.key();
        let name = (0..)
            .map(|count| if count == 0 { key.to_owned() } else { format!("{key}_{count}") })
            .find(|name| self.named(name).is_none())
            .unwrap_or_default();
        self.nodes.push(Node { id, name, layer, position, frozen: false });
        id
    }

    /// Adds a layer behind a node and returns its number.
    pub fn append(&mut self, from: u32, layer: impl Into<Layer>) -> u32 {
        let id = self.add(layer, [0.0, 0.0]);
        self.connect(from, id);
        id
    }

    /// Leads a wire from one node to another. A layer with one input gives up the wire it had; one with several gets a
    /// further input.
    pub fn connect(&mut self, from: u32, to: u32) {
        let Some(node) = self.node(to) else { return };
        if node.layer.arity() == Arity::One {
            self.wires.retain(|wire| wire.to != to);
        }
        let slot =
            self.wires.iter().filter(|wire| wire.to == to).map(|wire| wire.slot.saturating_add(1)).max().unwrap_or(0);
        self.wires.push(Wire { from, to, slot });
    }

    /// Removes a wire.
    pub fn disconnect(&mut self, wire: Wire) {
        self.wires.retain(|other| *other != wire);
    }

    /// Removes a node and its wires; what came before it is led on to what came after, where it had one input.
    pub fn remove(&mut self, id: u32) {
        let before: Vec<u32> = self.wires.iter().filter(|wire| wire.to == id).map(|wire| wire.from).collect();
        if let [source] = before[..] {
            for wire in self.wires.iter_mut().filter(|wire| wire.from == id && wire.to != source) {
                wire.from = source;
            }
        }
        self.wires.retain(|wire| wire.from != id && wire.to != id);
        self.nodes.retain(|node| node.id != id);
    }

    /// The numbers of the nodes that lead into a node, in the order of their slots.
    pub fn inputs(&self, id: u32) -> Vec<u32> {
        let mut wires: Vec<&Wire> = self.wires.iter().filter(|wire| wire.to == id).collect();
        wires.sort_by_key(|wire| wire.slot);
        wires.iter().map(|wire| wire.from).collect()
    }
}
