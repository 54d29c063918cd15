//! The GPU, through wgpu: the only door to it. Kernels are hand-written WGSL in `shaders/`; `kernel.rs` says what an op
//! becomes, `program.rs` replays it.

use std::sync::Arc;

use super::{Block, DataId, Device, DeviceInfo, ProgramId, Samples, Step, StoreId};
use crate::base::{Error, Result};
use crate::ops::{Element, Op, Value};
use crate::program::{Fusions, Layout, Program};
use context::Context;
use data::Data;
use program::Prepared;
use store::Store;
use tile::Class;

mod adapter;
mod autotune;
mod average_pool;
mod axes;
mod batch_norm;
mod binary;
mod bind;
mod connection;
mod context;
mod conv2d;
mod conv2d_max_pool;
mod data;
mod depthwise;
mod dropout;
mod grid;
mod kept;
mod kernel;
mod layer_norm;
mod load;
mod loss;
mod lower;
mod matmul;
mod max_pool;
mod pipeline;
mod product;
mod profile;
mod program;
mod queue;
mod reduce;
mod replay;
mod resize;
mod shader;
mod shape;
mod softmax;
mod store;
mod subgroup;
mod summands;
mod tile;
mod unary;
mod update;

pub use adapter::{Autotune, GpuOptions, adapters};
pub use profile::KernelTime;

/// A graphics processor.
pub struct Gpu {
    info: DeviceInfo,
    context: Arc<Context>,
    data: Vec<Data>,
    stores: Vec<Store>,
    programs: Vec<Option<Prepared>>,
}

impl Gpu {
    /// Opens the best real graphics processor (`None`), the best adapter of any kind ("gpu"), or the first whose name
    /// contains the given words; only so is one chosen that is software, such as llvmpipe.
    ///
    /// # Errors
    /// If there is none; the sentence names those that there are.
    pub fn open(wanted: Option<&str>) -> Result<Gpu> {
        Gpu::open_with(wanted, GpuOptions::of_user())
    }

    /// [`Gpu::open`] with options for tests.
    ///
    /// # Errors
    /// As [`Gpu::open`].
    pub fn open_with(wanted: Option<&str>, options: GpuOptions) -> Result<Gpu> {
        let (context, info) = Context::open(wanted, options)?;
        Ok(Gpu::on(Arc::new(context), info))
    }

    /// [`Gpu::open`] with the same connection to the graphics processor as the last time in this process, so that what
    /// was compiled for one network serves the next.
    ///
    /// # Errors
    /// As [`Gpu::open`].
    pub fn reopen(wanted: Option<&str>) -> Result<Gpu> {
        let (context, info) = connection::again(wanted)?;
        Ok(Gpu::on(context, info))
    }

    fn on(context: Arc<Context>, info: DeviceInfo) -> Gpu {
        Gpu { info, context, data: Vec::new(), stores: Vec::new(), programs: Vec::new() }
    }

    /// Gives the device up as if its driver had lost it, for tests of what follows.
    pub fn lose(&mut self) {
        self.context.device.destroy();
        // The callback that notes the loss is called while the device is polled; that the poll fails is the point.
        let _ = self.context.device.poll(wgpu::PollType::Poll);
    }

    /// Runs a step several times and returns the least time of each kernel, by the device's own clock.
    ///
    /// # Errors
    /// If the device has no clock.
    pub fn profile(&mut self, program: ProgramId, step: &Step, repeats: usize) -> Result<Vec<KernelTime>> {
        profile::profile(&self.context, self.ready(program)?, step, repeats)
    }

    fn ready(&self, program: ProgramId) -> Result<&Prepared> {
        let prepared = self.programs.get(program.0).and_then(Option::as_ref);
        prepared.ok_or_else(|| Error::work("This program is no longer on the device."))
    }

    fn prepared(&mut self, program: ProgramId) -> Result<&mut Prepared> {
        let prepared = self.programs.get_mut(program.0).and_then(Option::as_mut);
        prepared.ok_or_else(|| Error::work("This program is no longer on the device."))
    }

    fn write_bits(&mut self, program: ProgramId, value: Value, bits: &[u32]) -> Result<()> {
        self.prepared(program)?;
        let Some(prepared) = &self.programs[program.0] else { return Ok(()) };
        let room = prepared.program.type_of(value).count(prepared.program.batch);
        assert!(bits.len() <= room, "{} numbers were written where there is room for {room}", bits.len());
        let (buffer, offset) = prepared.place(&self.stores[prepared.store.0], value);
        self.context.write(buffer, offset, bits)
    }
}

impl Device for Gpu {
    fn info(&self) -> &DeviceInfo {
        &self.info
    }

    fn fusions(&self) -> Fusions {
        // Software pays more for finding a sample at every reading than for one kernel that writes the batch down.
        Fusions { load: self.context.class == Class::Hardware, ..Fusions::ALL }
    }

    fn is_lost(&self) -> bool {
        self.context.check().is_err()
    }

    fn load(&mut self, samples: &Samples) -> Result<DataId> {
        self.data.push(Data::new(&self.context, samples)?);
        Ok(DataId(self.data.len() - 1))
    }

    fn store(&mut self, layout: &Arc<Layout>, memories: usize) -> Result<StoreId> {
        self.stores.push(Store::new(&self.context, layout, memories)?);
        Ok(StoreId(self.stores.len() - 1))
    }

    fn prepare(&mut self, program: Arc<Program>, store: StoreId, id: Option<DataId>) -> Result<ProgramId> {
        let data = id.map(|id| &self.data[id.0]);
        let loads = |op: &Op| matches!(op, Op::LoadBatch(_) | Op::LoadLabels(_) | Op::LoadTargets(_));
        let fits = |op: &Op| data.map_or(!loads(op), |data| data.fits(op));
        if !program.instructions.iter().all(|instruction| fits(&instruction.op)) {
            return Err(Error::input("the data set does not fit what the network takes in and is to predict"));
        }
        let prepared = Prepared::new(&self.context, program, (store, &self.stores[store.0]), id.zip(data))?;
        self.programs.push(Some(prepared));
        Ok(ProgramId(self.programs.len() - 1))
    }

    fn set_order(&mut self, data: DataId, order: &[u32]) -> Result<()> {
        self.data[data.0].set_order(&self.context, order)
    }

    fn write(&mut self, program: ProgramId, value: Value, numbers: &[f32]) -> Result<()> {
        self.write_bits(program, value, bytemuck::cast_slice(numbers))
    }

    fn write_indices(&mut self, program: ProgramId, value: Value, indices: &[u32]) -> Result<()> {
        self.write_bits(program, value, indices)
    }

    fn run(&mut self, program: ProgramId, steps: &[Step]) -> Result<()> {
        self.prepared(program)?;
        let Some(prepared) = &mut self.programs[program.0] else { return Ok(()) };
        for step in steps {
            let batch = prepared.program.batch;
            if step.rows == 0 || step.rows as usize > batch {
                return Err(Error::input(format!("a step of {} rows does not fit a batch of {batch}", step.rows)));
            }
            if let Some(data) = prepared.loads {
                self.data[data.0].check(step)?;
            }
        }
        prepared.run(&self.context, steps)
    }

    fn reports(&mut self, program: ProgramId, all: bool) -> Result<Vec<Vec<f32>>> {
        self.prepared(program)?;
        let Some(prepared) = &mut self.programs[program.0] else { return Ok(Vec::new()) };
        prepared.reports(&self.context, all)
    }

    fn read(&mut self, program: ProgramId, value: Value, rows: usize) -> Result<Vec<f32>> {
        self.prepared(program)?;
        let Some(prepared) = &self.programs[program.0] else { return Ok(Vec::new()) };
        let of = prepared.program.type_of(value);
        let (buffer, offset) = prepared.place(&self.stores[prepared.store.0], value);
        let bits = self.context.read(buffer, offset, of.count(rows))?;
        Ok(program::as_numbers(of.element, bits))
    }

    fn read_block(&mut self, store: StoreId, block: Block) -> Result<Vec<f32>> {
        let (buffer, count) = self.stores[store.0].block(block);
        Ok(program::as_numbers(Element::Real, self.context.read(buffer, 0, count)?))
    }

    fn write_block(&mut self, store: StoreId, block: Block, numbers: &[f32]) -> Result<()> {
        let (buffer, count) = self.stores[store.0].block(block);
        assert_eq!(numbers.len(), count, "a block is written as a whole");
        self.context.write(buffer, 0, bytemuck::cast_slice(numbers))
    }

    fn forget(&mut self, program: ProgramId) {
        self.programs[program.0] = None;
    }
}
