//! Gradients of weights that stay in parts until the optimiser adds them up: a product over many rows is split, and so
//! needs no kernel that folds it. Partners: `product.rs`, `update.rs`, `shaders/update.wgsl`.

use std::collections::BTreeMap;

use crate::ops::{Op, Value};
use crate::program::{ALIGNMENT, Place, Program};

/// Numbers that parts take at most, all together: 64 MiB.
pub(super) const ROOM: usize = 16 << 20;

/// The gradient of one weight in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Summand {
    /// Where the first part begins, in numbers; the others follow.
    pub offset: usize,
    /// How many parts there are.
    pub parts: usize,
}

/// Where the parts of all gradients lie in one buffer.
#[derive(Debug, Default)]
pub(super) struct Summands {
    /// For each weight whose gradient is in parts.
    pub of: BTreeMap<usize, Summand>,
    /// Numbers in use.
    pub extent: usize,
    room: usize,
}

impl Summands {
    /// None so far, of so many numbers at most.
    pub fn within(room: usize) -> Summands {
        Summands { room, ..Summands::default() }
    }

    /// Makes room for a gradient in parts; returns where it begins and how many numbers it takes, or `None` if it must be
    /// whole.
    pub fn add(&mut self, program: &Program, value: Value, parts: usize) -> Option<(usize, usize)> {
        let Place::Gradient(weight) = program.memory.place(value) else { return None };
        let count = program.layout.weights[weight].shape.count();
        let extent = parts * count;
        let fits = count.is_multiple_of(4) && self.extent + extent <= self.room;
        if !fits || !only_the_optimiser_reads(program, weight) {
            return None;
        }
        let offset = self.extent;
        self.extent = (offset + extent).next_multiple_of(ALIGNMENT);
        self.of.insert(weight, Summand { offset, parts });
        Some((offset, extent))
    }
}

/// Whether nothing but an optimiser that can add parts up takes the gradient of a weight.
fn only_the_optimiser_reads(program: &Program, weight: usize) -> bool {
    let gradient = |value: &&Value| program.memory.place(**value) == Place::Gradient(weight);
    let readers = program.instructions.iter().filter(|instruction| instruction.inputs.iter().any(|it| gradient(&it)));
    readers.into_iter().all(|instruction| match &instruction.op {
        Op::Update(update) => update.folds,
        Op::Reshape(_) => true,
        _ => false,
    })
}
