//! The memory plan: which values share a buffer because they are never needed at the same time.
//!
//! Values live in whole buffers, not at offsets in an arena: what an op reads and what it writes are then never in one
//! buffer, which WebGPU demands and which lets the CPU borrow them without `unsafe`.

use super::{Builder, Source};
use crate::ops::{Element, Op, Value};

/// Where a value lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In this buffer of the program.
    Buffer(usize),
    /// In the block of weights, at this weight.
    Weight(usize),
    /// In the block of states, at this state.
    State(usize),
    /// In the block of gradients, which is laid out like the block of weights, at this weight.
    Gradient(usize),
    /// Nowhere: no op is left that gives it.
    Nowhere,
}

/// A piece of memory that values take in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buffer {
    /// How many numbers it holds.
    pub count: usize,
    /// What its numbers are.
    pub element: Element,
}

/// Where every value of a program lives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    /// The buffers.
    pub buffers: Vec<Buffer>,
    /// The place of each value.
    pub places: Vec<Place>,
}

impl Memory {
    /// The place of a value.
    pub fn place(&self, value: Value) -> Place {
        self.places[value.index()]
    }

    /// The bytes of all buffers, at four for each number.
    pub fn bytes(&self) -> usize {
        self.buffers.iter().map(|buffer| 4 * buffer.count).sum()
    }

    /// Gives each value a place: the smallest free buffer that holds it, else the largest free one, grown.
    pub(super) fn plan(builder: &Builder, kept: &[Value], batch: usize) -> Memory {
        let mut memory = Memory { buffers: Vec::new(), places: vec![Place::Nowhere; builder.types.len()] };
        for (value, source) in builder.sources.iter().enumerate() {
            memory.places[value] = match *source {
                Source::Weight(place) => Place::Weight(place),
                Source::State(place) => Place::State(place),
                Source::Op => Place::Nowhere,
            };
        }
        for instruction in &builder.instructions {
            if let Op::Update(update) = &instruction.op {
                for (&gradient, &target) in instruction.inputs.iter().zip(&update.targets) {
                    memory.places[builder.root(gradient).index()] = Place::Gradient(target);
                }
            }
        }
        let last_use = last_uses(builder, kept);
        let mut free: Vec<usize> = Vec::new();
        for (now, instruction) in builder.instructions.iter().enumerate() {
            for &output in &instruction.outputs {
                if let Op::Reshape(_) = instruction.op {
                    memory.places[output.index()] = memory.places[instruction.inputs[0].index()];
                } else if memory.places[output.index()] == Place::Nowhere {
                    let of = &builder.types[output.index()];
                    let wanted = Buffer { count: of.count(batch), element: of.element };
                    // The host writes an input before the run: nothing may have used its buffer by then.
                    let buffer = match instruction.op {
                        Op::Input(_) => memory.take(&mut Vec::new(), wanted),
                        _ => memory.take(&mut free, wanted),
                    };
                    memory.places[output.index()] = Place::Buffer(buffer);
                }
            }
            if !matches!(instruction.op, Op::Reshape(_)) {
                let roots = instruction.inputs.iter().chain(&instruction.outputs).map(|&value| builder.root(value));
                for root in roots {
                    if let (Place::Buffer(buffer), true) = (memory.place(root), last_use[root.index()] <= now)
                        && !free.contains(&buffer)
                    {
                        free.push(buffer);
                    }
                }
            }
        }
        memory
    }

    fn take(&mut self, free: &mut Vec<usize>, wanted: Buffer) -> usize {
        let fits = |&&buffer: &&usize| self.buffers[buffer].element == wanted.element;
        let size = |buffer: &&usize| self.buffers[**buffer].count;
        let large_enough = free.iter().filter(fits).filter(|buffer| size(buffer) >= wanted.count).min_by_key(size);
        let chosen = large_enough.or_else(|| free.iter().filter(fits).max_by_key(size)).copied();
        match chosen {
            Some(buffer) => {
                free.retain(|&other| other != buffer);
                self.buffers[buffer].count = self.buffers[buffer].count.max(wanted.count);
                buffer
            }
            None => {
                self.buffers.push(wanted);
                self.buffers.len() - 1
            }
        }
    }
}

/// For each value that owns memory, the last instruction that touches it, through reshapes too; kept values for ever.
fn last_uses(builder: &Builder, kept: &[Value]) -> Vec<usize> {
    let mut last = vec![0; builder.types.len()];
    for (now, instruction) in builder.instructions.iter().enumerate() {
        for &value in instruction.inputs.iter().chain(&instruction.outputs) {
            last[builder.root(value).index()] = now;
        }
    }
    for &value in kept {
        last[builder.root(value).index()] = usize::MAX;
    }
    last
}
