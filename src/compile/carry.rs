//! What was learned, carried over to a network that was changed: every tensor whose layer, name and shape are the same.

use super::{Initial, Place, Plan};

/// What a network has learned, as blocks laid out by its plan.
#[derive(Clone, Copy, Debug)]
pub struct Learned<'a> {
    /// The block of weights.
    pub weights: &'a [f32],
    /// The block of states.
    pub states: &'a [f32],
    /// What the optimiser remembers, each laid out like the weights.
    pub memories: &'a [Vec<f32>],
}

/// What was carried over, as blocks laid out by the new plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// Weights and states: carried over, or drawn anew.
    pub blocks: Initial,
    /// What the optimiser remembers; zero for new tensors, and all zero for another optimiser.
    pub memories: Vec<Vec<f32>>,
    /// How many numbers of weights are those that were learned.
    pub kept: usize,
}

impl Plan {
    /// Carries what a network has learned over to this one. Layers are known by their number, so that one that was
    /// renamed or moved keeps what it has learned; what is new is drawn from the seed.
    pub fn carry(&self, old: &Plan, learned: Learned, seed: u64) -> Carried {
        let mut blocks = self.initial(seed);
        let count = self.design.optimizer.rule().memories();
        let mut memories = vec![vec![0.0; blocks.weights.len()]; count];
        let remembers = old.design.optimizer.key() == self.design.optimizer.key() && learned.memories.len() == count;
        let mut kept = 0;
        for (facts, places) in self.facts.nodes.iter().zip(&self.places) {
            let Some(before) = old.facts.nodes.iter().position(|other| other.id == facts.id) else { continue };
            for (weight, &place) in facts.weights.iter().zip(places) {
                let same = |other: &crate::layers::WeightSpec| other.name == weight.name && other.shape == weight.shape;
                let Some(from) = old.facts.nodes[before].weights.iter().position(same) else { continue };
                let size = weight.shape.count();
                match (old.places[before][from], place) {
                    (Place::Weight(from), Place::Weight(to)) => {
                        let [from, to] = [old.layout.weights[from].offset, self.layout.weights[to].offset];
                        blocks.weights[to..][..size].copy_from_slice(&learned.weights[from..][..size]);
                        for (new, old) in memories.iter_mut().zip(learned.memories).filter(|_| remembers) {
                            new[to..][..size].copy_from_slice(&old[from..][..size]);
                        }
                        kept += size;
                    }
                    (Place::State(from), Place::State(to)) => {
                        let [from, to] = [old.layout.states[from].offset, self.layout.states[to].offset];
                        blocks.states[to..][..size].copy_from_slice(&learned.states[from..][..size]);
                    }
                    _ => {}
                }
            }
        }
        Carried { blocks, memories, kept }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::Design;
    use crate::network::template;

    #[test]
    fn all_layers_that_still_match_keep_their_weights() {
        let network = template("lenet").unwrap().build(&[28, 28, 1].into(), 10);
        let before = Plan::new(&Design::classify(network.clone(), [28, 28, 1].into(), 10)).unwrap();
        let learned: Vec<f32> = (0..before.layout().weights_extent()).map(|place| place as f32).collect();
        let memories = vec![learned.clone(), learned.clone()];
        let old = Learned { weights: &learned, states: &[], memories: &memories };

        let mut edited = network.clone();
        edited.nodes[1].name = "first look".into();
        let last = edited.nodes.last().unwrap().id;
        edited.remove(last);
        let end = edited.nodes.last().unwrap().id;
        edited.append(end, crate::layers::Dense { units: 10, ..Default::default() });
        let after = Plan::new(&Design::classify(edited, [28, 28, 1].into(), 10)).unwrap();
        let carried = after.carry(&before, old, 3);
        let untouched = before.layout().parameters() - (84 * 10 + 10);
        assert!(carried.kept >= untouched, "{} of {untouched} kept", carried.kept);
        assert_eq!(carried.blocks.weights[..150], learned[..150], "the first kernel");
        assert_eq!(carried.memories[1][..150], learned[..150]);
        assert_eq!(before.carry(&before, old, 3).kept, before.layout().parameters());
    }
}
