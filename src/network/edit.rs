//! What hands do to a network: insert on a wire, append, copy, paste, connect. Numbers and names of nodes that stay
//! never change, so that their weights can be carried over.

use std::collections::BTreeSet;

use super::{CELL, Network, Node, Wire};
use crate::layers::{Arity, Layer};

impl Network {
    /// Puts a layer on a wire and returns its number; what overlaps it behind makes room. A layer that takes no wires
    /// is only added.
    pub fn insert(&mut self, wire: Wire, layer: impl Into<Layer>, position: [f32; 2]) -> u32 {
        let id = self.add(layer, position);
        self.splice(wire, id);
        id
    }

    /// Leads a wire through a node that has no inputs yet, if that node takes some.
    pub fn splice(&mut self, wire: Wire, id: u32) {
        let takes_wires = self.node(id).is_some_and(|node| node.layer.arity() != Arity::Zero);
        let Some(place) = self.wires.iter().position(|other| *other == wire) else { return };
        if takes_wires && wire.from != id && wire.to != id {
            self.wires[place].from = id;
            self.connect(wire.from, id);
            self.make_room(id);
        }
    }

    /// Adds a layer behind the last of these nodes, which need not lead anywhere, and returns its number. What came
    /// behind that node comes behind the new one; a layer that takes several wires gets one from each of the nodes.
    pub fn append_after(&mut self, selection: &[u32], layer: impl Into<Layer>) -> u32 {
        let layer = layer.into();
        let arity = layer.arity();
        let Some(before) = selection.iter().rev().find_map(|&id| self.node(id)) else {
            let position = self.free_place([0.0, 0.0]);
            return self.add(layer, position);
        };
        let (before, [x, y]) = (before.id, before.position);
        let position = self.free_place([x + CELL[0], y]);
        let id = self.add(layer, position);
        match arity {
            Arity::Zero => {}
            Arity::Several if selection.len() > 1 => selection.iter().for_each(|&from| self.connect(from, id)),
            Arity::One | Arity::Several => {
                for wire in self.wires.iter_mut().filter(|wire| wire.from == before) {
                    wire.from = id;
                }
                self.connect(before, id);
            }
        }
        id
    }

    /// These nodes and the wires among them, as a network of their own.
    pub fn part(&self, ids: &BTreeSet<u32>) -> Network {
        Network {
            nodes: self.nodes.iter().filter(|node| ids.contains(&node.id)).cloned().collect(),
            wires: self
                .wires
                .iter()
                .filter(|wire| ids.contains(&wire.from) && ids.contains(&wire.to))
                .copied()
                .collect(),
        }
    }

    /// Adds the nodes and wires of another network, moved by so much, with numbers and names of their own; returns the
    /// new numbers. A second input is left out.
    pub fn paste(&mut self, part: &Network, shift: [f32; 2]) -> Vec<u32> {
        let mut fresh: Vec<(u32, u32)> = Vec::new();
        for node in &part.nodes {
            let has_input = self.nodes.iter().any(|node| node.layer.arity() == Arity::Zero);
            if node.layer.arity() == Arity::Zero && has_input {
                continue;
            }
            let position = [node.position[0] + shift[0], node.position[1] + shift[1]];
            let id = self.add(node.layer.clone(), position);
            if let Some(copy) = self.node_mut(id) {
                copy.frozen = node.frozen;
            }
            fresh.push((node.id, id));
        }
        let of = |old: u32| fresh.iter().find(|(id, _)| *id == old).map(|&(_, id)| id);
        let wires = part.wires.iter().filter_map(|wire| Some(Wire { from: of(wire.from)?, to: of(wire.to)?, ..*wire }));
        self.wires.extend(wires);
        fresh.into_iter().map(|(_, id)| id).collect()
    }

    /// Removes nodes and their wires, one by one, each joining what it stood between.
    pub fn remove_all(&mut self, ids: &BTreeSet<u32>) {
        ids.iter().for_each(|&id| self.remove(id));
    }

    /// Why no wire may lead from one node to another, as a sentence without a full stop; `None` if one may.
    pub fn refusal(&self, from: u32, to: u32) -> Option<String> {
        let (Some(source), Some(target)) = (self.node(from), self.node(to)) else {
            return Some("there is no such layer".into());
        };
        if target.layer.arity() == Arity::Zero {
            return Some(format!("{} takes no wires: samples come in there", target.name));
        }
        if self.leads_to(to, from) {
            return Some(format!("{} would feed itself through {}", target.name, source.name));
        }
        None
    }

    /// Whether wires lead from one node to another; every node leads to itself.
    pub fn leads_to(&self, from: u32, to: u32) -> bool {
        let mut reached = BTreeSet::from([from]);
        let mut ahead = vec![from];
        while let Some(id) = ahead.pop() {
            let next = self.wires.iter().filter(|wire| wire.from == id).map(|wire| wire.to);
            ahead.extend(next.filter(|&id| reached.insert(id)).collect::<Vec<_>>());
        }
        reached.contains(&to)
    }

    /// Whether the two mean the same and training changes the same layers of them.
    pub fn trains_the_same(&self, other: &Network) -> bool {
        let frozen = |(a, b): (&Node, &Node)| a.frozen == b.frozen;
        self.means_the_same(other) && self.nodes.iter().zip(&other.nodes).all(frozen)
    }

    /// Whether the two give the same answers: they differ in nothing but where nodes are drawn and which are frozen.
    pub fn means_the_same(&self, other: &Network) -> bool {
        let same = |(a, b): (&Node, &Node)| a.id == b.id && a.name == b.name && a.layer == b.layer;
        self.wires == other.wires
            && self.nodes.len() == other.nodes.len()
            && self.nodes.iter().zip(&other.nodes).all(same)
    }

    /// The first place at or below this one where no node lies.
    pub fn free_place(&self, [x, mut y]: [f32; 2]) -> [f32; 2] {
        let taken = |y: f32| self.nodes.iter().any(|node| overlap(node.position, [x, y]));
        for _ in 0..self.nodes.len() {
            if !taken(y) {
                break;
            }
            y += CELL[1];
        }
        [x, y]
    }

    /// Moves what overlaps a node and comes behind it to the right, and what that then overlaps.
    fn make_room(&mut self, id: u32) {
        let mut settled = vec![id];
        for _ in 0..self.nodes.len() {
            let at = |id: u32| self.node(id).map(|node| node.position);
            let pushed = self.nodes.iter().find_map(|node| {
                let behind = !settled.contains(&node.id) && self.leads_to(id, node.id);
                let by = settled.iter().filter_map(|&id| at(id)).find(|&place| overlap(place, node.position));
                by.filter(|_| behind).map(|place| (node.id, place[0] + CELL[0]))
            });
            let Some((next, x)) = pushed else { return };
            if let Some(node) = self.node_mut(next) {
                node.position[0] = x;
            }
            settled.push(next);
        }
    }
}

/// Whether two nodes at these places would lie upon each other.
fn overlap(a: [f32; 2], b: [f32; 2]) -> bool {
    (a[0] - b[0]).abs() < CELL[0] - 80.0 && (a[1] - b[1]).abs() < CELL[1] - 24.0
}

#[cfg(test)]
mod tests {
    use super::super::{facts, template};
    use super::*;
    use crate::layers::{Activation, Add, Dropout, Flatten};

    fn mlp() -> Network {
        template("mlp").expect("it exists").build(&[28, 28, 1].into(), 10)
    }

    fn id(network: &Network, name: &str) -> u32 {
        network.named(name).expect("it is there").id
    }

    #[test]
    fn a_layer_dropped_on_a_wire_stands_between() {
        let mut network = mlp();
        let [flatten, dense] = ["flatten", "dense"].map(|name| id(&network, name));
        let wire = Wire { from: flatten, to: dense, slot: 0 };
        let new = network.insert(wire, Activation::default(), [0.0, 0.0]);
        assert_eq!((network.inputs(new), network.inputs(dense)), (vec![flatten], vec![new]));
        assert_eq!(facts(&network, None).problem(&network), None);
        let add = network.insert(Wire { from: new, to: dense, slot: 0 }, Add {}, [0.0, 0.0]);
        network.connect(flatten, add);
        assert_eq!(network.inputs(add), [new, flatten]);
    }

    #[test]
    fn a_layer_appended_takes_over_what_came_behind() {
        let mut network = mlp();
        let [flatten, dense, last] = ["flatten", "dense", "dense_1"].map(|name| id(&network, name));
        let new = network.append_after(&[flatten], Dropout::default());
        assert_eq!((network.inputs(new), network.inputs(dense)), (vec![flatten], vec![new]));
        let end = network.append_after(&[last], Activation::default());
        assert_eq!(network.inputs(end), [last]);
        let sum = network.append_after(&[flatten, new], Add {});
        assert_eq!(network.inputs(sum), [flatten, new]);
        let places: Vec<_> = network.nodes.iter().map(|node| node.position).collect();
        for (place, a) in places.iter().enumerate() {
            assert!(places[place + 1..].iter().all(|b| !overlap(*a, *b)), "two nodes at {a:?}");
        }
    }

    #[test]
    fn what_is_pasted_has_numbers_and_names_of_its_own() {
        let mut network = mlp();
        let before = network.clone();
        let ids: BTreeSet<u32> = network.nodes.iter().map(|node| node.id).collect();
        let fresh = network.paste(&before.part(&ids), [24.0, 24.0]);
        assert_eq!(fresh.len(), before.nodes.len() - 1, "a network has one input");
        assert_eq!(network.wires.len(), 2 * before.wires.len() - 1);
        assert!(before.nodes.iter().all(|node| network.node(node.id) == Some(node)));
        let names: BTreeSet<&str> = network.nodes.iter().map(|node| node.name.as_str()).collect();
        assert_eq!(names.len(), network.nodes.len());
    }

    #[test]
    fn wires_that_would_run_in_a_loop_are_refused() {
        let mut network = mlp();
        let [input, flatten, dense] = ["input", "flatten", "dense"].map(|name| id(&network, name));
        assert!(network.refusal(dense, flatten).is_some_and(|why| why.contains("feed itself")));
        assert!(network.refusal(flatten, flatten).is_some());
        assert!(network.refusal(flatten, input).is_some_and(|why| why.contains("no wires")));
        assert_eq!(network.refusal(input, dense), None);
        network.connect(input, dense);
        assert_eq!(network.inputs(dense), [input], "a layer with one input gives up the wire it had");
    }

    #[test]
    fn removing_several_layers_joins_what_they_stood_between() {
        let mut network = mlp();
        let gone = BTreeSet::from(["dense", "dropout"].map(|name| id(&network, name)));
        network.remove_all(&gone);
        let [flatten, last] = ["flatten", "dense_1"].map(|name| id(&network, name));
        assert_eq!(network.inputs(last), [flatten]);
    }

    #[test]
    fn only_meaning_counts() {
        let mut network = mlp();
        let before = network.clone();
        network.nodes[0].position = [1.0, 2.0];
        assert!(network.means_the_same(&before));
        network.nodes[0].frozen = true;
        assert!(network.means_the_same(&before) && !network.trains_the_same(&before));
        network.append(0, Flatten {});
        assert!(!network.means_the_same(&before));
    }
}
