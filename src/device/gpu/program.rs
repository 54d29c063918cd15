//! A program made ready: buffers, pipelines and bind groups built once, then replayed step after step.

use std::cell::RefCell;
use std::sync::Arc;

use super::autotune;
use super::bind::{self, Buffers, Dispatch};
use super::context::Context;
use super::data::Data;
use super::kernel::{At, Kernel, Wanted};
use super::lower;
use super::queue::Queue;
use super::replay::{Recorder, StepNumbers};
use super::store::Store;
use super::summands::{self, Summands};
use super::tile::{Choice, Task};
use crate::base::Result;
use crate::device::{DataId, Step, StoreId};
use crate::ops::{Element, Op, Rule, Value};
use crate::program::Program;

/// Steps in one submission at most; also how many steps' reports the device keeps.
const LONGEST_BLOCK: usize = 256;
/// Dispatches in one submission at most.
const MOST_DISPATCHES: usize = 16_384;

/// A program on the device.
pub(super) struct Prepared {
    pub program: Arc<Program>,
    pub store: StoreId,
    /// The data set, if steps load batches from it.
    pub loads: Option<DataId>,
    buffers: Vec<wgpu::Buffer>,
    pub dispatches: Vec<Dispatch>,
    pub rule: Option<Rule>,
    reports: Option<wgpu::Buffer>,
    queue: Queue,
}

impl Prepared {
    /// Makes a program ready.
    pub fn new(
        context: &Context,
        program: Arc<Program>,
        store: (StoreId, &Store),
        data: Option<(DataId, &Data)>,
    ) -> Result<Prepared> {
        if context.tunes && autotune::measure(context, &program, store.1.memories.len(), data).is_err() {
            // What there was no room to measure runs as it should be fastest; a device that was lost says so.
            context.check()?;
        }
        Prepared::with(context, program, store, data, &|shader, task| context.choose(shader, task), summands::ROOM)
    }

    /// Makes a program ready whose products are computed as chosen, with so much room for gradients in parts.
    pub fn with(
        context: &Context,
        program: Arc<Program>,
        (store_id, store): (StoreId, &Store),
        data: Option<(DataId, &Data)>,
        choose: &dyn Fn(&'static str, Task) -> Choice,
        room: usize,
    ) -> Result<Prepared> {
        let mut buffers = Vec::with_capacity(program.memory.buffers.len());
        for buffer in &program.memory.buffers {
            buffers.push(context.buffer("The memory of this network", buffer.count, "try a smaller batch")?);
            if context.options.poison {
                poison(context, &buffers[buffers.len() - 1])?;
            }
        }
        let summands = RefCell::new(Summands::within(room));
        let mut lowered: Vec<(Vec<Kernel>, Wanted)> = Vec::new();
        for instruction in &program.instructions {
            let stored = data.map(|(_, data)| data.stored()).unwrap_or_default();
            let at = At::new(&program, instruction, choose, context.cores, stored, &summands);
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
        let summands = match summands.into_inner().extent {
            0 => None,
            extent => {
                let buffer = context.buffer("Room for partial sums", extent, "try a smaller batch")?;
                if context.options.poison {
                    poison(context, &buffer)?;
                }
                Some(buffer)
            }
        };
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
            summands: summands.as_ref(),
            reports: reports.as_ref(),
        };
        let dispatches = bind::bind(context, &places, lowered)?;
        let rule = program.instructions.iter().find_map(|instruction| match &instruction.op {
            Op::Update(update) => Some(update.rule),
            _ => None,
        });
        let loads = |op: &Op| matches!(op, Op::LoadBatch(_) | Op::LoadLabels(_) | Op::LoadTargets(_));
        let loads = program.instructions.iter().any(|instruction| loads(&instruction.op));
        let most = (MOST_DISPATCHES / dispatches.len().max(1)).clamp(1, LONGEST_BLOCK);
        let queue = Queue::new(program.reports.len(), most);
        Ok(Prepared {
            program,
            store: store_id,
            loads: data.map(|(id, _)| id).filter(|_| loads),
            buffers,
            dispatches,
            rule,
            reports,
            queue,
        })
    }

    /// The buffer of a value and the place of its first number there.
    pub fn place<'a>(&'a self, store: &'a Store, value: Value) -> (&'a wgpu::Buffer, usize) {
        bind::place(&self.program, &self.buffers, store, value)
    }

    /// Queues steps.
    pub fn run(&mut self, context: &Context, steps: &[Step]) -> Result<()> {
        let mut rest = steps;
        while !rest.is_empty() {
            let fitting = self.queue.room(context)?;
            let (block, later) = rest.split_at(fitting.min(rest.len()));
            context.check()?;
            let work: f64 = self.dispatches.iter().map(|dispatch| dispatch.work).sum();
            let pace = self.queue.seconds().map_or(context.class.pace(), |seconds| seconds / work.max(1.0));
            let mut recorder = Recorder::new(context, pace);
            for (slot, step) in block.iter().enumerate() {
                let numbers = StepNumbers::of(step, slot, self.rule);
                self.dispatches.iter().for_each(|dispatch| recorder.add(dispatch, numbers));
            }
            let encoder = recorder.finish();
            self.queue.submit(context, encoder, block.len(), self.reports.as_ref())?;
            rest = later;
        }
        Ok(())
    }

    /// The reports that have arrived since the last call; of all steps, if so wanted.
    pub fn reports(&mut self, context: &Context, all: bool) -> Result<Vec<Vec<f32>>> {
        self.queue.take(context, all)
    }
}

/// Fills a buffer with NaN.
fn poison(context: &Context, buffer: &wgpu::Buffer) -> Result<()> {
    context.write(buffer, 0, &vec![f32::NAN.to_bits(); buffer.size() as usize / 4])
}

/// Numbers as a value of this element keeps them.
pub(super) fn as_numbers(element: Element, bits: Vec<u32>) -> Vec<f32> {
    match element {
        Element::Real => bits.into_iter().map(f32::from_bits).collect(),
        Element::Index => bits.into_iter().map(|index| index as f32).collect(),
    }
}
