//! Devices: where programs run. `cpu` is native (and, in f64, the oracle); `gpu` is the only door to wgpu.

use std::sync::Arc;

use crate::base::{Result, Shape};
use crate::data::Bytes;
use crate::ops::Value;
use crate::program::{Fusions, Layout, Program};

pub mod cpu;
pub mod gpu;

/// What distinguishes one step of a program from the next.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Step {
    /// How many rows of the batch are in use, from 1 to the program's batch.
    pub rows: u32,
    /// The place in the order of samples where this batch begins.
    pub offset: u32,
    /// How many optimiser steps came before: the counter of random numbers and of Adam's correction.
    pub step: u64,
    /// The seed of all that is random.
    pub seed: u64,
    /// The learning rate.
    pub rate: f64,
}

/// The samples as they lie on a device.
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a> {
    /// The shape of one sample.
    pub shape: &'a Shape,
    /// The inputs, sample after sample.
    pub inputs: Stored<'a>,
    /// What is to be predicted, sample after sample.
    pub targets: Targets<'a>,
}

/// The inputs of all samples.
#[derive(Clone, Copy, Debug)]
pub enum Stored<'a> {
    /// Prepared pictures.
    Bytes(&'a Bytes),
    /// Numbers of tables.
    Numbers(&'a [f32]),
}

/// What is to be predicted.
#[derive(Clone, Copy, Debug)]
pub enum Targets<'a> {
    /// A class for each sample.
    Labels(&'a [u32]),
    /// This many numbers for each sample.
    Numbers(&'a [f32], usize),
}

/// The flat blocks that the programs of one network share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// The weights, as the layout says.
    Weights,
    /// The states, as the layout says.
    States,
    /// What the optimiser remembers, laid out like the weights; the rule says how many there are.
    Memory(usize),
}

macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident),+) => {
        $($(#[$doc])* #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)] pub struct $name(pub(crate) usize);)+
    };
}
handles! {
    /// A data set on a device.
    DataId,
    /// The weights, states and optimiser's memory of one network on a device.
    StoreId,
    /// A program made ready on a device.
    ProgramId
}

/// What a device is, for people.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct DeviceInfo {
    /// Its name: "AMD EPYC" or "llvmpipe (LLVM 15.0.6, 256 bits)".
    pub name: String,
    /// "cpu", "vulkan", "metal", "dx12".
    pub kind: String,
    /// Whether it is a graphics processor rather than software.
    pub is_gpu: bool,
    /// Cores or threads in use; 0 where unknown.
    pub threads: usize,
}

/// A device that runs programs. One thread owns it.
///
/// Runs are queued: [`Device::run`] may return before the work is done; reads wait for it. Two equal sequences of
/// calls give the same bits.
pub trait Device {
    /// What it is.
    fn info(&self) -> &DeviceInfo;

    /// Whether the device is lost: every call fails from now on, and only opening it again helps.
    fn is_lost(&self) -> bool {
        false
    }

    /// The fused ops that it has kernels for.
    fn fusions(&self) -> Fusions {
        Fusions::ALL
    }

    /// Puts samples on the device, to stay.
    fn load(&mut self, samples: &Samples) -> Result<DataId>;

    /// Makes room for weights, states and `memories` numbers per weight for the optimiser; all zero.
    fn store(&mut self, layout: &Arc<Layout>, memories: usize) -> Result<StoreId>;

    /// Makes a program ready to run over a store and, if it loads batches, a data set.
    ///
    /// # Errors
    /// If it does not fit in the device's memory or a kernel cannot be compiled; the sentence says what would help.
    fn prepare(&mut self, program: Arc<Program>, store: StoreId, data: Option<DataId>) -> Result<ProgramId>;

    /// Sets the order of samples that [`Step::offset`] counts in.
    fn set_order(&mut self, data: DataId, order: &[u32]) -> Result<()>;

    /// Writes an input value: as many numbers as it has at some number of rows; the rest stays as it is.
    fn write(&mut self, program: ProgramId, value: Value, numbers: &[f32]) -> Result<()>;

    /// Writes an input value of indices.
    fn write_indices(&mut self, program: ProgramId, value: Value, indices: &[u32]) -> Result<()>;

    /// Queues these steps, in order.
    fn run(&mut self, program: ProgramId, steps: &[Step]) -> Result<()>;

    /// The numbers reported by steps that have finished since the last call, oldest first, one list per step in the
    /// order of [`Program::reports`]. Does not wait unless `all`; then every queued step has finished on return.
    fn reports(&mut self, program: ProgramId, all: bool) -> Result<Vec<Vec<f32>>>;

    /// The numbers of a named value after the last run, for this many rows. Waits. Indices come as numbers.
    fn read(&mut self, program: ProgramId, value: Value, rows: usize) -> Result<Vec<f32>>;

    /// A block of the store, gaps included. Waits.
    fn read_block(&mut self, store: StoreId, block: Block) -> Result<Vec<f32>>;

    /// Writes a block of the store, gaps included.
    fn write_block(&mut self, store: StoreId, block: Block, numbers: &[f32]) -> Result<()>;

    /// Forgets a program.
    fn forget(&mut self, program: ProgramId);
}

/// The devices of this computer: the native one first, then every graphics adapter.
pub fn list() -> Vec<DeviceInfo> {
    let native = cpu::Cpu::<f32>::new(None).map(|cpu| cpu.info().clone());
    native.into_iter().chain(gpu::adapters()).collect()
}

/// Opens a device by its name on the command line: `auto` is a real GPU if there is one, else the native device;
/// `cpu` the native one, `gpu` any adapter (a real one first), anything else part of an adapter's name.
///
/// # Errors
/// If there is no such device; the sentence names those that there are.
pub fn open(choice: &str, threads: Option<usize>) -> Result<Box<dyn Device>> {
    let native = || Ok(Box::new(cpu::Cpu::<f32>::new(threads)?) as Box<dyn Device>);
    match choice {
        "cpu" => native(),
        "auto" => gpu::Gpu::reopen(None).map_or_else(|_| native(), |gpu| Ok(Box::new(gpu))),
        name => Ok(Box::new(gpu::Gpu::reopen(Some(name))?)),
    }
}
