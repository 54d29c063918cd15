//! The weights, states and optimiser's memory of one network.

use std::sync::Arc;

use super::Real;
use crate::device::Block;
use crate::program::Layout;

/// The flat blocks that the programs of one network share.
pub(super) struct Store<T> {
    pub layout: Arc<Layout>,
    pub weights: Vec<T>,
    pub states: Vec<T>,
    pub memories: Vec<Vec<T>>,
}

impl<T: Real> Store<T> {
    /// Blocks of zeros.
    pub fn new(layout: &Arc<Layout>, memories: usize) -> Store<T> {
        let weights = vec![T::ZERO; layout.weights_extent()];
        let states = vec![T::ZERO; layout.states_extent()];
        Store { layout: layout.clone(), memories: vec![weights.clone(); memories], weights, states }
    }

    /// A block.
    ///
    /// # Panics
    /// If the optimiser has no such memory.
    pub fn block(&mut self, block: Block) -> &mut Vec<T> {
        match block {
            Block::Weights => &mut self.weights,
            Block::States => &mut self.states,
            Block::Memory(place) => &mut self.memories[place],
        }
    }

    /// The numbers of a weight.
    pub fn weight(&self, place: usize) -> &[T] {
        let slot = &self.layout.weights[place];
        &self.weights[slot.offset..][..slot.shape.count()]
    }

    /// The numbers of a state.
    pub fn state(&self, place: usize) -> &[T] {
        let slot = &self.layout.states[place];
        &self.states[slot.offset..][..slot.shape.count()]
    }

    /// The numbers of a state, to change them.
    pub fn state_mut(&mut self, place: usize) -> &mut [T] {
        let slot = &self.layout.states[place];
        &mut self.states[slot.offset..][..slot.shape.count()]
    }
}
