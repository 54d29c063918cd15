//! What the hand on the mouse is doing, and what letting go of it means. Pure: changes networks and selections, paints
//! nothing.

use std::collections::BTreeSet;

use eframe::egui::{Pos2, Rect};

use super::geometry;
use crate::layers::Arity;
use crate::network::{Network, Wire};

/// What the hand is doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Hand {
    /// Nothing.
    #[default]
    Free,
    /// Drawing a frame around nodes, from this point; these were selected before.
    Framing(Pos2, BTreeSet<u32>),
    /// Moving nodes from this point, where each of them lay.
    Moving(Pos2, Vec<(u32, Pos2)>),
    /// Drawing a wire from the output of a node; it may have been the one that is picked up from its end.
    Wiring(u32, Option<Wire>),
    /// Drawing a wire backwards from the input of a node.
    WiringBack(u32),
}

impl Hand {
    /// Takes hold of the selected nodes at a point.
    pub fn take(network: &Network, selection: &BTreeSet<u32>, at: Pos2) -> Hand {
        let held = network.nodes.iter().filter(|node| selection.contains(&node.id));
        Hand::Moving(at, held.map(|node| (node.id, Pos2::from(node.position))).collect())
    }

    /// Moves what is held, so that its first node lies on the grid.
    pub fn carry(&self, network: &mut Network, to: Pos2) {
        let Hand::Moving(from, held) = self else { return };
        let Some((_, first)) = held.first() else { return };
        let by = Pos2::from(geometry::snap(*first + (to - *from))) - *first;
        for (id, start) in held {
            if let Some(node) = network.node_mut(*id) {
                node.position = (*start + by).into();
            }
        }
    }

    /// Which nodes are selected while a frame is drawn up to a point, if these lie there.
    pub fn framed(&self, to: Pos2, rects: &[(u32, Rect)]) -> Option<BTreeSet<u32>> {
        let Hand::Framing(from, before) = self else { return None };
        let frame = Rect::from_two_pos(*from, to);
        let inside = rects.iter().filter(|(_, rect)| frame.intersects(*rect)).map(|(id, _)| *id);
        Some(before.iter().copied().chain(inside).collect())
    }

    /// Lets a wire go over a node, or over none: connects, replaces or disconnects.
    pub fn let_go(&self, network: &mut Network, over: Option<u32>) {
        match (self, over) {
            (Hand::Wiring(from, picked), Some(to)) => {
                if let Some(wire) = picked.filter(|wire| wire.to == to) {
                    // Back to where it was: nothing changes.
                    debug_assert_eq!(wire.from, *from);
                } else if network.refusal(*from, to).is_none() {
                    if let Some(wire) = picked {
                        network.disconnect(*wire);
                    }
                    network.connect(*from, to);
                }
            }
            (Hand::Wiring(_, Some(wire)), None) => network.disconnect(*wire),
            (Hand::WiringBack(to), Some(from)) if network.refusal(from, *to).is_none() => network.connect(from, *to),
            _ => {}
        }
    }
}

/// The wire that a node dropped here would stand on: the nearest within reach, unless the node has wires already.
pub fn wire_below(network: &Network, ways: &[(Wire, Vec<Pos2>)], point: Pos2, node: Option<u32>) -> Option<Wire> {
    const REACH: f32 = 28.0;
    let has_wires = |id: u32| network.wires.iter().any(|wire| wire.from == id || wire.to == id);
    if node.is_some_and(has_wires) {
        return None;
    }
    let takes_none = |id: u32| network.node(id).is_none_or(|node| node.layer.arity() == Arity::Zero);
    if node.is_some_and(takes_none) {
        return None;
    }
    let near = ways.iter().map(|(wire, way)| (*wire, geometry::distance(way, point)));
    near.filter(|(_, distance)| *distance < REACH).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(wire, _)| wire)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::template;
    use eframe::egui::{pos2, vec2};

    fn mlp() -> Network {
        template("mlp").expect("it exists").build(&[28, 28, 1].into(), 10)
    }

    fn id(network: &Network, name: &str) -> u32 {
        network.named(name).expect("it is there").id
    }

    #[test]
    fn what_is_held_moves_together_and_onto_the_grid() {
        let mut network = mlp();
        network.nodes[1].position = [3.0, 5.0];
        let selection = BTreeSet::from([network.nodes[1].id, network.nodes[2].id]);
        let apart = Pos2::from(network.nodes[2].position) - Pos2::from(network.nodes[1].position);
        let still = network.nodes[0].position;
        let hand = Hand::take(&network, &selection, pos2(50.0, 50.0));
        hand.carry(&mut network, pos2(83.0, 41.0));
        hand.carry(&mut network, pos2(83.0, 41.0));
        assert_eq!(network.nodes[1].position, [40.0, -8.0] as [f32; 2]);
        assert_eq!(Pos2::from(network.nodes[2].position) - Pos2::from(network.nodes[1].position), apart);
        assert_eq!(network.nodes[0].position, still);
    }

    #[test]
    fn a_frame_selects_what_it_touches() {
        let at = |id, x| (id, Rect::from_min_size(pos2(x, 0.0), vec2(50.0, 50.0)));
        let rects = [at(1, 0.0), at(2, 100.0), at(3, 200.0)];
        let hand = Hand::Framing(pos2(160.0, 60.0), BTreeSet::from([3]));
        assert_eq!(hand.framed(pos2(40.0, 40.0), &rects), Some(BTreeSet::from([1, 2, 3])));
        assert_eq!(hand.framed(pos2(160.0, 61.0), &rects), Some(BTreeSet::from([3])));
        assert_eq!(Hand::Free.framed(pos2(0.0, 0.0), &rects), None);
    }

    #[test]
    fn wires_are_drawn_replaced_and_dragged_off() {
        let mut network = mlp();
        let [input, flatten, dense] = ["input", "flatten", "dense"].map(|name| id(&network, name));
        let wire = Wire { from: flatten, to: dense, slot: 0 };
        Hand::Wiring(flatten, Some(wire)).let_go(&mut network, Some(dense));
        assert_eq!(network.inputs(dense), [flatten]);
        Hand::Wiring(flatten, Some(wire)).let_go(&mut network, None);
        assert!(network.inputs(dense).is_empty());
        Hand::Wiring(dense, None).let_go(&mut network, Some(flatten));
        assert_eq!(network.inputs(flatten), [dense], "flatten led nowhere, so this is no loop");
        Hand::WiringBack(flatten).let_go(&mut network, Some(input));
        assert_eq!(network.inputs(flatten), [input]);
        let before = network.clone();
        Hand::Wiring(flatten, None).let_go(&mut network, Some(input));
        Hand::Wiring(flatten, None).let_go(&mut network, None);
        assert_eq!(network, before);
    }

    #[test]
    fn only_a_node_without_wires_is_put_on_one() {
        let mut network = mlp();
        let [flatten, dense] = ["flatten", "dense"].map(|name| id(&network, name));
        let wire = Wire { from: flatten, to: dense, slot: 0 };
        let ways = [(wire, vec![pos2(0.0, 0.0), pos2(100.0, 0.0)])];
        assert_eq!(wire_below(&network, &ways, pos2(50.0, 9.0), None), Some(wire));
        assert_eq!(wire_below(&network, &ways, pos2(50.0, 90.0), None), None);
        assert_eq!(wire_below(&network, &ways, pos2(50.0, 9.0), Some(dense)), None);
        let free = network.add(crate::layers::Dropout::default(), [0.0, 0.0]);
        assert_eq!(wire_below(&network, &ways, pos2(50.0, 9.0), Some(free)), Some(wire));
        let second = network.add(crate::layers::Input::default(), [0.0, 0.0]);
        assert_eq!(wire_below(&network, &ways, pos2(50.0, 9.0), Some(second)), None);
    }
}
