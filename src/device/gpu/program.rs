//! A program made ready: buffers, pipelines and bind groups built once, then replayed step after step.

use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use super::context::Context;
use super::data::Data;
use super::kernel::{At, Binding, Grid, Kernel, Wanted};
use super::lower;
use super::pipeline::{self, Pipeline};
use super::shader::Shader;
use super::store::Store;
use crate::base::{Error, Result};
use crate::device::{DataId, Step, StoreId};
use crate::ops::{Element, Op, Rule, Value};
use crate::program::{Place, Program};

/// Steps in one submission at most; also how many steps' reports the device keeps.
const LONGEST_BLOCK: usize = 256;
/// Dispatches in one submission at most.
const MOST_DISPATCHES: usize = 16_384;
/// How long a submission should last.
const BLOCK_SECONDS: f64 = 0.012;
/// Submissions in flight at most.
const IN_FLIGHT: usize = 2;

/// The numbers of a step as `lib/step.wgsl` takes them.
#[repr(C)]
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
struct StepNumbers {
    rows: u32,
    offset: u32,
    step: [u32; 2],
    seed: [u32; 2],
    rate: f32,
    correction: f32,
    slot: u32,
    count: u32,
}

/// One kernel with all that it needs.
struct Dispatch {
    pipeline: Arc<Pipeline>,
    group: wgpu::BindGroup,
    grid: Grid,
}

/// Steps that were submitted together.
struct Block {
    submission: wgpu::SubmissionIndex,
    steps: usize,
    submitted: Instant,
    finished: Arc<OnceLock<Instant>>,
    /// Where the reports are copied to, and whether they have arrived.
    staging: Option<(wgpu::Buffer, Arc<OnceLock<bool>>)>,
}

/// A program on the device.
pub(super) struct Prepared {
    pub program: Arc<Program>,
    pub store: StoreId,
    /// The data set, if steps load batches from it.
    pub loads: Option<DataId>,
    buffers: Vec<wgpu::Buffer>,
    dispatches: Vec<Dispatch>,
    rule: Option<Rule>,
    reports: Option<wgpu::Buffer>,
    staging: Vec<wgpu::Buffer>,
    blocks: VecDeque<Block>,
    arrived: Vec<Vec<f32>>,
    /// What a step takes, as measured so far.
    seconds: Option<f64>,
    last_finished: Option<Instant>,
}

/// A piece of a buffer, in bytes.
struct Piece<'a> {
    buffer: &'a wgpu::Buffer,
    offset: u64,
    size: u64,
}

/// The buffers that kernels may be bound to.
struct Buffers<'a> {
    program: &'a Program,
    values: &'a [wgpu::Buffer],
    store: &'a Store,
    data: Option<&'a Data>,
    scratch: &'a [wgpu::Buffer],
    reports: Option<&'a wgpu::Buffer>,
}

impl Buffers<'_> {
    fn piece<'a>(&'a self, binding: Binding, tables: &'a [wgpu::Buffer]) -> Piece<'a> {
        let whole = |buffer: &'a wgpu::Buffer| Piece { buffer, offset: 0, size: buffer.size() };
        let data = || self.data.expect("a program that loads batches was prepared with data");
        match binding {
            Binding::Value(value) => self.value(value),
            Binding::Scratch(place) => whole(&self.scratch[place]),
            Binding::Table(place) => whole(&tables[place]),
            Binding::Inputs => whole(&data().inputs),
            Binding::Labels | Binding::Targets => whole(&data().targets),
            Binding::Order => whole(&data().order),
            Binding::Weights => whole(&self.store.weights),
            Binding::Gradients => whole(&self.store.gradients),
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
fn place<'a>(
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

impl Prepared {
    /// Makes a program ready.
    pub fn new(
        context: &mut Context,
        program: Arc<Program>,
        (store_id, store): (StoreId, &Store),
        data: Option<(DataId, &Data)>,
    ) -> Result<Prepared> {
        let mut buffers = Vec::with_capacity(program.memory.buffers.len());
        for buffer in &program.memory.buffers {
            buffers.push(context.buffer("The memory of this network", buffer.count, "try a smaller batch")?);
            if context.options.poison {
                poison(context, &buffers[buffers.len() - 1])?;
            }
        }
        let mut lowered: Vec<(Vec<Kernel>, Wanted)> = Vec::new();
        for instruction in &program.instructions {
            let bytes = data.is_some_and(|(_, data)| data.bytes);
            let at = At::new(&program, instruction, context.class, context.cores, bytes);
            let kernels = lower::kernels(&at);
            lowered.push((kernels, at.wanted()));
        }
        let mut extents: Vec<usize> = Vec::new();
        for (_, wanted) in &lowered {
            extents.resize(extents.len().max(wanted.scratch.len()), 0);
            for (extent, &count) in extents.iter_mut().zip(&wanted.scratch) {
                *extent = count.max(*extent);
            }
        }
        let mut scratch = Vec::with_capacity(extents.len());
        for extent in extents {
            scratch.push(context.buffer("Room for partial sums", extent, "try a smaller batch")?);
            if context.options.poison {
                poison(context, &scratch[scratch.len() - 1])?;
            }
        }
        let reports = match program.reports.len() {
            0 => None,
            count => {
                Some(context.buffer("The reports of this network", count * LONGEST_BLOCK, "report fewer numbers")?)
            }
        };
        let places = Buffers {
            program: &program,
            values: &buffers,
            store,
            data: data.map(|(_, data)| data),
            scratch: &scratch,
            reports: reports.as_ref(),
        };
        let dispatches = bind(context, &places, lowered)?;
        let rule = program.instructions.iter().find_map(|instruction| match &instruction.op {
            Op::Update(update) => Some(update.rule),
            _ => None,
        });
        let loads = |op: &Op| matches!(op, Op::LoadBatch(_) | Op::LoadLabels(_) | Op::LoadTargets(_));
        let loads = program.instructions.iter().any(|instruction| loads(&instruction.op));
        Ok(Prepared {
            program,
            store: store_id,
            loads: data.map(|(id, _)| id).filter(|_| loads),
            buffers,
            dispatches,
            rule,
            reports,
            staging: Vec::new(),
            blocks: VecDeque::new(),
            arrived: Vec::new(),
            seconds: None,
            last_finished: None,
        })
    }

    /// The buffer of a value and the place of its first number there.
    pub fn place<'a>(&'a self, store: &'a Store, value: Value) -> (&'a wgpu::Buffer, usize) {
        place(&self.program, &self.buffers, store, value)
    }

    /// Queues steps, as many in a submission as make it last [`BLOCK_SECONDS`].
    pub fn run(&mut self, context: &Context, steps: &[Step]) -> Result<()> {
        let most = (MOST_DISPATCHES / self.dispatches.len().max(1)).clamp(1, LONGEST_BLOCK);
        let mut rest = steps;
        while !rest.is_empty() {
            while self.blocks.len() >= IN_FLIGHT {
                self.await_oldest(context)?;
            }
            let fitting = self.seconds.map_or(1, |seconds| (BLOCK_SECONDS / seconds) as usize).clamp(1, most);
            let (block, later) = rest.split_at(fitting.min(rest.len()));
            self.submit(context, block)?;
            rest = later;
        }
        Ok(())
    }

    fn submit(&mut self, context: &Context, steps: &[Step]) -> Result<()> {
        context.check()?;
        let mut encoder = context.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            for (slot, step) in steps.iter().enumerate() {
                let halves = |number: u64| [number as u32, (number >> 32) as u32];
                let mut numbers = StepNumbers {
                    rows: step.rows,
                    offset: step.offset,
                    step: halves(step.step),
                    seed: halves(step.seed),
                    rate: step.rate as f32,
                    correction: self.rule.map_or(1.0, |rule| rule.correction(step.step)) as f32,
                    slot: slot as u32,
                    count: 0,
                };
                for dispatch in &self.dispatches {
                    let work = dispatch.grid.at(step.rows as usize);
                    let [x, y, z] = work.groups.map(|groups| groups as u32);
                    if x * y * z == 0 {
                        continue;
                    }
                    numbers.count = work.count as u32;
                    pass.set_pipeline(&dispatch.pipeline.pipeline);
                    pass.set_bind_group(0, &dispatch.group, &[]);
                    pass.set_immediates(0, bytemuck::bytes_of(&numbers));
                    pass.dispatch_workgroups(x, y, z);
                }
            }
        }
        let bytes = 4 * (steps.len() * self.program.reports.len()) as u64;
        let staging = match &self.reports {
            Some(reports) => {
                let room = 4 * (LONGEST_BLOCK * self.program.reports.len()) as u64;
                let staging = self.staging.pop().map_or_else(|| context.staging(room), Ok)?;
                encoder.copy_buffer_to_buffer(reports, 0, &staging, 0, bytes);
                Some(staging)
            }
            None => None,
        };
        let submitted = Instant::now();
        let submission = context.queue.submit([encoder.finish()]);
        let staging = staging.map(|staging| {
            let arrived = Arc::new(OnceLock::new());
            let told = arrived.clone();
            staging.map_async(wgpu::MapMode::Read, ..bytes, move |result| {
                let _ = told.set(result.is_ok());
            });
            (staging, arrived)
        });
        let finished = Arc::new(OnceLock::new());
        let told = finished.clone();
        context.queue.on_submitted_work_done(move || {
            let _ = told.set(Instant::now());
        });
        self.blocks.push_back(Block { submission, steps: steps.len(), submitted, finished, staging });
        context.check()
    }

    fn await_oldest(&mut self, context: &Context) -> Result<()> {
        if let Some(block) = self.blocks.front() {
            context.wait(block.submission.clone())?;
        }
        self.collect(context)
    }

    /// Takes in the reports of finished blocks.
    fn collect(&mut self, context: &Context) -> Result<()> {
        while let Some(block) = self.blocks.pop_front_if(|block| {
            block.finished.get().is_some() && block.staging.as_ref().is_none_or(|(_, arrived)| arrived.get().is_some())
        }) {
            if let Some(&finished) = block.finished.get() {
                let began = self.last_finished.map_or(block.submitted, |last| last.max(block.submitted));
                let seconds = finished.duration_since(began).as_secs_f64() / block.steps as f64;
                // An unlucky measurement must not rule the next one.
                self.seconds = Some(self.seconds.map_or(seconds, |before| 0.5 * (before + seconds)).max(1e-6));
                self.last_finished = Some(finished);
            }
            let reports = self.program.reports.len();
            match block.staging {
                Some((staging, arrived)) => {
                    if arrived.get() != Some(&true) {
                        context.check()?;
                        return Err(Error::work(format!("{} did not give the losses back.", context.name)));
                    }
                    let numbers = context.mapped(&staging, 4 * (block.steps * reports) as u64)?;
                    self.arrived.extend(
                        numbers.chunks(reports).map(|step| step.iter().map(|&bits| f32::from_bits(bits)).collect()),
                    );
                    self.staging.push(staging);
                }
                None => self.arrived.extend(std::iter::repeat_n(Vec::new(), block.steps)),
            }
        }
        Ok(())
    }

    /// The reports that have arrived since the last call; of all steps, if so wanted.
    pub fn reports(&mut self, context: &Context, all: bool) -> Result<Vec<Vec<f32>>> {
        if all {
            while !self.blocks.is_empty() {
                self.await_oldest(context)?;
            }
        } else {
            let _ = context.device.poll(wgpu::PollType::Poll);
            context.check()?;
            self.collect(context)?;
        }
        // What arrived from a device that was lost meanwhile may be zeros.
        context.check()?;
        Ok(std::mem::take(&mut self.arrived))
    }
}

/// Fills a buffer with NaN.
fn poison(context: &Context, buffer: &wgpu::Buffer) -> Result<()> {
    context.write(buffer, 0, &vec![f32::NAN.to_bits(); buffer.size() as usize / 4])
}

/// Compiles what the kernels need and binds it.
fn bind(context: &mut Context, buffers: &Buffers, lowered: Vec<(Vec<Kernel>, Wanted)>) -> Result<Vec<Dispatch>> {
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
            Ok(Dispatch { pipeline, group, grid: kernel.grid })
        })
        .collect()
}

/// Numbers as a value of this element keeps them.
pub(super) fn as_numbers(element: Element, bits: Vec<u32>) -> Vec<f32> {
    match element {
        Element::Real => bits.into_iter().map(f32::from_bits).collect(),
        Element::Index => bits.into_iter().map(|index| index as f32).collect(),
    }
}
