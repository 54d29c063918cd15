//! Programs: what a network is compiled to. Tensors and operations in order, with gradients derived, neighbours fused
//! and memory planned, and printable as text. Nothing here knows a device.

use std::sync::Arc;

use crate::base::Shape;
use crate::ops::{Op, Type, Value};

mod builder;
mod fuse;
mod gradient;
mod memory;
mod text;

pub use builder::Builder;
pub use fuse::Fusions;
pub use memory::{Buffer, Memory, Place};

/// Where each weight and each state lies in the flat blocks that the programs of one network share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// What training changes by gradients.
    pub weights: Vec<Slot>,
    /// What training changes otherwise: running statistics.
    pub states: Vec<Slot>,
}

/// A named tensor in a flat block.
#[derive(Clone, Debug, PartialEq)]
pub struct Slot {
    /// "conv2d_1/kernel": the node's name and the weight's.
    pub name: String,
    /// The shape.
    pub shape: Shape,
    /// The place of its first number in the block, a multiple of [`ALIGNMENT`].
    pub offset: usize,
}

/// Tensors in flat blocks begin at multiples of this many numbers (256 bytes: what every GPU asks of a binding).
pub const ALIGNMENT: usize = 64;

impl Layout {
    /// Adds a weight and returns its place.
    pub fn add_weight(&mut self, name: impl Into<String>, shape: Shape) -> usize {
        add(&mut self.weights, name.into(), shape)
    }

    /// Adds a state and returns its place.
    pub fn add_state(&mut self, name: impl Into<String>, shape: Shape) -> usize {
        add(&mut self.states, name.into(), shape)
    }

    /// How many numbers the block of weights holds, gaps included.
    pub fn weights_extent(&self) -> usize {
        extent(&self.weights)
    }

    /// How many numbers the block of states holds, gaps included.
    pub fn states_extent(&self) -> usize {
        extent(&self.states)
    }

    /// How many numbers training changes by gradients: the network's parameters.
    pub fn parameters(&self) -> usize {
        self.weights.iter().map(|slot| slot.shape.count()).sum()
    }
}

fn add(slots: &mut Vec<Slot>, name: String, shape: Shape) -> usize {
    let offset = extent(slots);
    slots.push(Slot { name, shape, offset });
    slots.len() - 1
}

fn extent(slots: &[Slot]) -> usize {
    slots.last().map_or(0, |slot| (slot.offset + slot.shape.count()).next_multiple_of(ALIGNMENT))
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// An op of the program.
    Op,
    /// The weight at this place in the layout.
    Weight(usize),
    /// The state at this place in the layout.
    State(usize),
}

/// One op at work.
#[derive(Clone, Debug, PartialEq)]
pub struct Instruction {
    /// What is done.
    pub op: Op,
    /// To which values.
    pub inputs: Vec<Value>,
    /// Giving which values.
    pub outputs: Vec<Value>,
    /// The node of the network that it stems from, so that time, memory and pictures can be shown per layer.
    pub node: Option<u32>,
}

/// A compiled network: what one step does, for up to `batch` rows.
#[derive(Clone, Debug)]
pub struct Program {
    /// The largest number of rows of a step.
    pub batch: usize,
    /// Where weights and states lie.
    pub layout: Arc<Layout>,
    /// What each value is.
    pub types: Vec<Type>,
    /// Where each value comes from.
    pub sources: Vec<Source>,
    /// What is done, in order.
    pub instructions: Vec<Instruction>,
    /// The values that can be written before (inputs) and read after a run, by name.
    pub named: Vec<(String, Value)>,
    /// The names of the numbers that each step reports, by slot.
    pub reports: Vec<String>,
    /// Where each value lives.
    pub memory: Memory,
}

impl Program {
    /// What a value is.
    pub fn type_of(&self, value: Value) -> &Type {
        &self.types[value.index()]
    }

    /// The value with this name.
    pub fn named(&self, name: &str) -> Option<Value> {
        self.named.iter().find(|(other, _)| other == name).map(|&(_, value)| value)
    }

    /// The types of some values.
    pub fn types_of(&self, values: &[Value]) -> Vec<&Type> {
        values.iter().map(|&value| self.type_of(value)).collect()
    }

    /// Floating-point operations of one step with this many rows.
    pub fn flops(&self, rows: usize) -> f64 {
        let cost = |instruction: &Instruction| {
            let [inputs, outputs] = [&instruction.inputs, &instruction.outputs].map(|values| self.types_of(values));
            instruction.op.cost(&inputs, &outputs, rows).flops
        };
        self.instructions.iter().map(cost).sum()
    }
}
