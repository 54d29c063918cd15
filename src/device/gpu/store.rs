//! The flat blocks of one network on the device.

use std::sync::Arc;

use super::context::Context;
use crate::base::Result;
use crate::device::Block;
use crate::program::Layout;

/// Weights, states, gradients and the optimiser's memory.
pub(super) struct Store {
    pub layout: Arc<Layout>,
    pub weights: wgpu::Buffer,
    pub states: wgpu::Buffer,
    pub gradients: wgpu::Buffer,
    pub memories: Vec<wgpu::Buffer>,
}

impl Store {
    pub fn new(context: &Context, layout: &Arc<Layout>, memories: usize) -> Result<Store> {
        let weights = || context.buffer("This network", layout.weights_extent(), "try a smaller network");
        Ok(Store {
            layout: layout.clone(),
            weights: weights()?,
            states: context.buffer("This network", layout.states_extent(), "try a smaller network")?,
            gradients: weights()?,
            memories: (0..memories).map(|_| weights()).collect::<Result<_>>()?,
        })
    }

    /// A block and how many numbers it holds.
    pub fn block(&self, block: Block) -> (&wgpu::Buffer, usize) {
        match block {
            Block::Weights => (&self.weights, self.layout.weights_extent()),
            Block::States => (&self.states, self.layout.states_extent()),
            Block::Memory(place) => (&self.memories[place], self.layout.weights_extent()),
        }
    }
}
