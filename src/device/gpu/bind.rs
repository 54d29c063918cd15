//! Kernels bound to buffers: from what a kernel names to what a dispatch takes.

use std::sync::Arc;

use super::context::Context;
use super::data::Data;
use super::grid::Grid;
use super::kernel::{Binding, Kernel, Wanted};
use super::pipeline::{self, Pipeline};
use super::shader::Shader;
use super::store::Store;
use super::tile::Task;
use crate::base::Result;
use crate::ops::Value;
use crate::program::{Place, Program};

/// One kernel with all that it needs.
pub(super) struct Dispatch {
    pub pipeline: Arc<Pipeline>,
    pub group: wgpu::BindGroup,
    pub grid: Grid,
    /// The shader's name and the place of the instruction that it works for.
    pub shader: &'static str,
    pub instruction: usize,
    /// A measure of how long it takes on a full batch: its operations and, as some more, the numbers that it gives.
    pub work: f64,
    /// The product that it computes, if it does.
    pub task: Option<Task>,
}

/// A piece of a buffer, in bytes.
struct Piece<'a> {
    buffer: &'a wgpu::Buffer,
    offset: u64,
    size: u64,
}

/// The buffers that kernels may be bound to.
pub(super) struct Buffers<'a> {
    pub program: &'a Program,
    pub values: &'a [wgpu::Buffer],
    pub store: &'a Store,
    pub data: Option<&'a Data>,
    pub scratch: &'a [wgpu::Buffer],
    pub summands: Option<&'a wgpu::Buffer>,
    pub reports: Option<&'a wgpu::Buffer>,
}

impl Buffers<'_> {
    fn piece<'a>(&'a self, binding: Binding, tables: &'a [wgpu::Buffer]) -> Piece<'a> {
        let whole = |buffer: &'a wgpu::Buffer| Piece { buffer, offset: 0, size: buffer.size() };
        let data = || self.data.expect("a program that loads batches was prepared with data");
        let summands = || self.summands.expect("a program whose gradients are in parts has room for them");
        match binding {
            Binding::Value(value) => self.value(value),
            Binding::Scratch(place) => whole(&self.scratch[place]),
            Binding::Table(place) => whole(&tables[place]),
            Binding::Inputs(place) => whole(&data().inputs[place]),
            Binding::Labels | Binding::Targets => whole(&data().targets),
            Binding::Order => whole(&data().order),
            Binding::Weights => whole(&self.store.weights),
            Binding::Gradients => whole(&self.store.gradients),
            Binding::Summands => whole(summands()),
            Binding::Summand { offset, count } => {
                Piece { buffer: summands(), offset: 4 * offset as u64, size: 4 * count as u64 }
            }
            Binding::Memory(place) => whole(&self.store.memories[place]),
            Binding::Reports => whole(self.reports.expect("a program that reports has room for reports")),
        }
    }

    fn value(&self, value: Value) -> Piece<'_> {
        let count = self.program.type_of(value).count(self.program.batch);
        let (buffer, offset) = place(self.program, self.values, self.store, value);
        Piece { buffer, offset: 4 * offset as u64, size: (4 * count as u64).next_multiple_of(16).max(16) }
    }
}

/// The buffer of a value and the place of its first number there.
pub(super) fn place<'a>(
    program: &Program,
    buffers: &'a [wgpu::Buffer],
    store: &'a Store,
    value: Value,
) -> (&'a wgpu::Buffer, usize) {
    match program.memory.place(value) {
        Place::Buffer(buffer) => (&buffers[buffer], 0),
        Place::Weight(weight) => (&store.weights, program.layout.weights[weight].offset),
        Place::Gradient(weight) => (&store.gradients, program.layout.weights[weight].offset),
        Place::State(state) => (&store.states, program.layout.states[state].offset),
        Place::Nowhere => panic!("a value that no op gives was bound or read"),
    }
}

/// Operations that reading and writing one number takes as long as.
const OPERATIONS_PER_NUMBER: f64 = 16.0;

fn work(program: &Program, place: usize) -> f64 {
    let instruction = &program.instructions[place];
    let [inputs, outputs] = [&instruction.inputs, &instruction.outputs].map(|values| program.types_of(values));
    let numbers: f64 = outputs.iter().map(|output| output.count(program.batch) as f64).sum();
    instruction.op.cost(&inputs, &outputs, program.batch).flops + OPERATIONS_PER_NUMBER * numbers
}

/// Compiles what the kernels need and binds it.
pub(super) fn bind(context: &Context, buffers: &Buffers, lowered: Vec<(Vec<Kernel>, Wanted)>) -> Result<Vec<Dispatch>> {
    let mut ready: Vec<(Kernel, Shader, usize)> = Vec::new();
    let mut tables: Vec<Vec<wgpu::Buffer>> = Vec::new();
    for (place, (kernels, wanted)) in lowered.into_iter().enumerate() {
        let mut own = Vec::new();
        for table in &wanted.tables {
            let buffer = context.buffer("A table of constants", table.len(), "try a smaller network")?;
            context.write(&buffer, 0, table)?;
            own.push(buffer);
        }
        for kernel in kernels {
            let mut shader = Shader::of(&kernel);
            let pieces: Vec<Piece> = kernel.bindings.iter().map(|&binding| buffers.piece(binding, &own)).collect();
            let conflict = pieces.iter().zip(&shader.writes).any(|(written, &writes)| {
                writes
                    && pieces.iter().zip(&shader.writes).any(|(read, &writes)| !writes && read.buffer == written.buffer)
            });
            if conflict {
                shader = shader.writing_all();
            }
            ready.push((kernel, shader, place));
        }
        tables.push(own);
    }
    let shaders: Vec<_> = ready.iter().map(|(kernel, shader, _)| (kernel.shader, shader.clone())).collect();
    pipeline::compile(context, &shaders)?;
    ready
        .into_iter()
        .map(|(kernel, shader, place)| {
            let pipeline = context.pipelines.get(&shader);
            let pieces = kernel.bindings.iter().map(|&binding| buffers.piece(binding, &tables[place]));
            let entries: Vec<_> = pieces
                .enumerate()
                .map(|(slot, piece)| wgpu::BindGroupEntry {
                    binding: slot as u32,
                    resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                        buffer: piece.buffer,
                        offset: piece.offset,
                        size: std::num::NonZeroU64::new(piece.size),
                    }),
                })
                .collect();
            let group = context.guarded(kernel.shader, || {
                context.device.create_bind_group(&wgpu::BindGroupDescriptor {
                    label: Some(kernel.shader),
                    layout: &pipeline.layout,
                    entries: &entries,
                })
            })?;
            let work = work(buffers.program, place);
            let Kernel { shader, grid, task, .. } = kernel;
            Ok(Dispatch { pipeline, group, grid, shader, instruction: place, work, task })
        })
        .collect()
}
