//! The first numbers of all weights and states.

use super::{Place, Plan};
use crate::program::{Layout, Slot};

/// The blocks of weights and states as a device's store takes them, gaps included.
#[derive(Clone, Debug, PartialEq)]
pub struct Initial {
    /// The weights.
    pub weights: Vec<f32>,
    /// The states.
    pub states: Vec<f32>,
}

impl Plan {
    /// Draws the first numbers: the same for the same seed, node numbers and shapes, on every machine.
    pub fn initial(&self, seed: u64) -> Initial {
        let layout: &Layout = self.layout();
        let mut initial =
            Initial { weights: vec![0.0; layout.weights_extent()], states: vec![0.0; layout.states_extent()] };
        for (node, places) in self.facts.nodes.iter().zip(&self.places) {
            for (number, (weight, &place)) in node.weights.iter().zip(places).enumerate() {
                // Far from the streams of other uses of the same seed; a node has few tensors.
                let stream = 1 << 48 | u64::from(node.id) << 8 | number as u64;
                let numbers = weight.fill(seed, stream);
                match place {
                    Place::Weight(place) => put(&mut initial.weights, &layout.weights[place], &numbers),
                    Place::State(place) => put(&mut initial.states, &layout.states[place], &numbers),
                }
            }
        }
        if let Some(place) = self.class_weights {
            put(&mut initial.states, &layout.states[place], &self.design.class_weights);
        }
        initial
    }
}

fn put(block: &mut [f32], slot: &Slot, numbers: &[f32]) {
    block[slot.offset..][..numbers.len()].copy_from_slice(numbers);
}
