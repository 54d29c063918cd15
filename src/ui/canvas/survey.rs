//! What is known of the network that is drawn: worked out anew only when its meaning changes, not while it is moved.

use std::collections::HashMap;

use eframe::egui::Rect;

use super::geometry::{self, Body};
use crate::layers::Arity;
use crate::network::{Complaint, Facts, Goal, Network, Node, NodeFacts, complaints, facts};

/// What follows from the network that is drawn.
pub struct Survey {
    network: Network,
    goal: Goal,
    facts: Facts,
    complaints: Vec<Complaint>,
    places: HashMap<u32, usize>,
}

impl Survey {
    /// What follows from this network for this goal.
    pub fn new(network: &Network, goal: &Goal) -> Survey {
        let found = facts(network, goal.input.as_ref());
        let complaints = complaints(network, &found, goal);
        let places = network.nodes.iter().enumerate().map(|(place, node)| (node.id, place)).collect();
        Survey { network: network.clone(), goal: goal.clone(), facts: found, complaints, places }
    }

    /// Whether it still holds.
    pub fn holds(&self, network: &Network, goal: &Goal) -> bool {
        self.goal == *goal && self.network.means_the_same(network)
    }

    /// The facts of the network.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// What the network is for.
    pub fn goal(&self) -> &Goal {
        &self.goal
    }

    /// The facts of a node.
    pub fn node(&self, id: u32) -> Option<&NodeFacts> {
        self.places.get(&id).and_then(|&place| self.facts.nodes.get(place))
    }

    /// What is said about a node, grave things first.
    pub fn complaints(&self, id: u32) -> impl Iterator<Item = &Complaint> {
        let about = move |grave| self.complaints.iter().filter(move |one| one.node == id && one.grave == grave);
        about(true).chain(about(false))
    }

    /// The first thing that keeps the network from being trained, in words for people.
    pub fn problem(&self) -> Option<String> {
        let name = |id: u32| self.network.node(id).map_or("", |node| node.name.as_str());
        let complaint = self.complaints.iter().find(|complaint| complaint.grave);
        let problem = || self.facts.problem(&self.network);
        complaint.map(|complaint| format!("{}: {}", name(complaint.node), complaint.words)).or_else(problem)
    }

    /// Whether this node gives the answer.
    pub fn is_output(&self, id: u32) -> bool {
        self.facts.output.as_ref().is_ok_and(|&place| self.facts.nodes[place].id == id)
    }

    /// What a node shows. `classes` is how many classes there are to tell apart.
    pub fn body(&self, node: &Node, classes: usize) -> Body {
        if let Some(complaint) = self.complaints(node.id).find(|complaint| complaint.grave) {
            // About as many letters as fit in a line.
            let lines = complaint.words.chars().count().div_ceil(28).clamp(1, 3);
            return Body::Complaint(lines, !complaint.mends.is_empty());
        }
        let Some(Ok(shape)) = self.node(node.id).map(|facts| &facts.shape) else { return Body::Words };
        match (node.layer.arity(), shape.picture()) {
            (Arity::Zero, Some(_)) => Body::Samples,
            _ if self.is_output(node.id) && classes > 0 => Body::Answer(classes),
            (_, Some([height, width, _])) if height * width > 1 => Body::Maps,
            _ => Body::Cells,
        }
    }

    /// Where a node lies in the drawing.
    pub fn rect(&self, node: &Node, classes: usize) -> Rect {
        geometry::node(node.position, self.body(node, classes))
    }
}

/// What a screen reader says of a node: "Conv 2D conv2d, 26×26×32".
pub fn spoken(node: &Node, survey: &Survey) -> String {
    let what = match (survey.complaints(node.id).next(), survey.node(node.id).map(|facts| &facts.shape)) {
        (Some(complaint), _) => complaint.words.clone(),
        (None, Some(Ok(shape))) => shape.to_string(),
        (None, Some(Err(reason))) => reason.clone(),
        (None, None) => String::new(),
    };
    let frozen = if node.frozen { ", frozen" } else { "" };
    format!("{} {}, {what}{frozen}", node.layer.title(), node.name)
}
