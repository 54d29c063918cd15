//! What is known of the network that is drawn: worked out anew only when its meaning changes, not while it is moved.

use std::collections::HashMap;

use eframe::egui::Rect;

use super::geometry::{self, Body};
use crate::base::Shape;
use crate::layers::Arity;
use crate::network::{Complaint, Facts, Goal, Network, Node, NodeFacts, complaints, facts};
use crate::ui::words::{flops, grouped};

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

    /// What a node does to its own numbers, in sentences: shapes, weights, its part of the cost. Empty where it has none.
    pub fn own_numbers(&self, id: u32) -> String {
        let Some(facts) = self.node(id) else { return String::new() };
        let Ok(shape) = &facts.shape else { return String::new() };
        let ready = facts.inputs.iter().filter_map(|&from| self.facts.nodes[from].shape.as_ref().ok());
        let inputs: Vec<String> = ready.map(Shape::to_string).collect();
        let mut said = match inputs.len() {
            0 => format!("Here each input is {shape}: {} numbers.", grouped(shape.count() as u64)),
            1 => format!("Here {} becomes {shape}.", inputs[0]),
            _ => format!("Here {} become {shape}.", inputs.join(" and ")),
        };
        let list = |trainable: bool| {
            let some = facts.weights.iter().filter(|weight| weight.trainable == trainable);
            some.map(|weight| format!("{} {}", weight.name.replace('_', " "), weight.shape))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let parameters = facts.parameters();
        if parameters > 0 {
            said += &format!(" It learns {} numbers: {}.", grouped(parameters as u64), list(true));
        }
        let kept = list(false);
        if !kept.is_empty() {
            said += &format!(" It keeps running statistics: {kept}.");
        }
        let (own, all) = (facts.flops, self.facts.flops());
        if own > 0.0 && all > own {
            said += &format!(" {} for each input, {:.0} % of the network.", flops(own), 100.0 * own / all);
        }
        said
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::losses::Loss;
    use crate::network::template;

    #[test]
    fn a_layer_is_explained_with_its_own_numbers() {
        let network = template("mnist-cnn").expect("it exists").build(&[28, 28, 1].into(), 10);
        let survey = Survey::new(&network, &Goal { input: None, target: None, loss: Loss::default() });
        let said = |name: &str| survey.own_numbers(network.named(name).expect("it is there").id);
        assert_eq!(said("input"), "Here each input is 28×28×1: 784 numbers.");
        assert!(
            said("conv2d")
                .starts_with("Here 28×28×1 becomes 26×26×32. It learns 320 numbers: kernel 3×3×1×32, bias 32. "),
            "{}",
            said("conv2d")
        );
        assert_eq!(said("flatten"), "Here 3×3×64 becomes 576.");
        assert_eq!(survey.own_numbers(99), "");
    }
}
