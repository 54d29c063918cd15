//! The native device: own kernels on `gemm` and `rayon`, in f32 for work and in f64 as the oracle for everything else.
//! One file per family of ops; what they compute is said in `ops`.

use std::sync::Arc;

use super::{Block, DataId, Device, DeviceInfo, ProgramId, Samples, Step, StoreId};
use crate::base::{Error, Result};
use crate::ops::{Element, Op, Value};
use crate::program::{Fusions, Layout, Program};

mod augment;
mod axes;
mod batch_norm;
mod binary;
mod blocked;
mod call;
mod conv2d;
mod conv2d_max_pool;
mod conv2d_sparse;
mod crew;
mod depthwise;
mod direct;
mod direct_weights;
mod dropout;
mod erf;
mod execute;
mod functions;
mod layer_norm;
mod load;
mod loss;
mod machine;
mod matmul;
mod packed;
mod parallel;
mod patches;
mod peak;
mod pool;
mod product;
mod real;
mod reduce;
mod resize;
mod shape;
mod softmax;
mod sparse;
mod store;
mod transpose;
mod unary;
mod update;
mod wide;
mod winograd;

pub use augment::augmented;
use call::{Read, Write};
use crew::Crew;
use execute::Executable;
use load::Data;
pub use peak::Peak;
pub use real::Real;
use store::Store;

/// The native device, calculating in f32 or f64.
///
/// Work is split by its size alone, so any number of threads gives the same bits.
pub struct Cpu<T: Real> {
    info: DeviceInfo,
    crew: Crew,
    data: Vec<Data>,
    stores: Vec<Store<T>>,
    programs: Vec<Option<Executable<T>>>,
    shortcuts: bool,
}

/// The time that an instruction of a program has taken so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Spent {
    /// The instruction's place in the program.
    pub instruction: usize,
    /// Seconds, all steps together.
    pub seconds: f64,
    /// Seconds of the fastest step.
    pub least: f64,
}

impl<T: Real> Cpu<T> {
    /// The device with this many threads, or as many as the machine runs at once.
    ///
    /// # Errors
    /// If the system grants no threads.
    pub fn new(threads: Option<usize>) -> Result<Cpu<T>> {
        let threads = threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, |count| count.get()));
        let crew = Crew::new(threads)?;
        let info = DeviceInfo { name: machine::name(), kind: "cpu".into(), is_gpu: false, threads };
        Ok(Cpu { info, crew, data: Vec::new(), stores: Vec::new(), programs: Vec::new(), shortcuts: true })
    }

    /// The device without ways round multiply-adds: Winograd's tiles, and leaving out gradients that are 0. It gives
    /// the same numbers within rounding.
    pub fn without_shortcuts(self) -> Cpu<T> {
        Cpu { shortcuts: false, ..self }
    }

    fn executable(&self, program: ProgramId) -> &Executable<T> {
        self.programs[program.0].as_ref().expect("a program is not used after it was forgotten")
    }

    fn executable_mut(&mut self, program: ProgramId) -> &mut Executable<T> {
        self.programs[program.0].as_mut().expect("a program is not used after it was forgotten")
    }

    /// [`Device::write`] without rounding to f32.
    ///
    /// # Errors
    /// If there are more numbers than the value holds.
    pub fn write_exact(&mut self, program: ProgramId, value: Value, numbers: &[T]) -> Result<()> {
        self.write_each(program, value, numbers, |number| number)
    }

    fn write_each<S: Copy>(
        &mut self,
        program: ProgramId,
        value: Value,
        from: &[S],
        real: impl Fn(S) -> T,
    ) -> Result<()> {
        self.check_written(program, value, from.len(), Element::Real)?;
        if let Write::Real(numbers) = self.executable_mut(program).input(value, from.len()) {
            numbers.iter_mut().zip(from).for_each(|(number, &from)| *number = real(from));
        }
        Ok(())
    }

    fn check_written(&self, program: ProgramId, value: Value, count: usize, element: Element) -> Result<()> {
        let program = &self.executable(program).program;
        let of = program.type_of(value);
        let size = of.shape.count().max(1);
        let whole =
            if of.batched { count.is_multiple_of(size) && count <= size * program.batch } else { count == size };
        if of.element != element || !whole {
            let sentence =
                format!("{count} numbers do not fit an input of {} with up to {} rows", of.shape, program.batch);
            return Err(Error::input(sentence));
        }
        Ok(())
    }

    /// [`Device::read`] without rounding to f32.
    ///
    /// # Errors
    /// None; the trait's signature allows them.
    pub fn read_exact(&mut self, program: ProgramId, value: Value, rows: usize) -> Result<Vec<T>> {
        let executable = self.executable(program);
        Ok(match executable.value(value, rows, Some(&self.stores[executable.store])) {
            Read::Real(numbers) => numbers.to_vec(),
            Read::Index(numbers) => numbers.iter().map(|&index| T::of(index.into())).collect(),
        })
    }

    /// [`Device::read_block`] without rounding to f32.
    ///
    /// # Errors
    /// None; the trait's signature allows them.
    pub fn read_block_exact(&mut self, store: StoreId, block: Block) -> Result<Vec<T>> {
        Ok(self.stores[store.0].block(block).clone())
    }

    /// [`Device::write_block`] without rounding to f32.
    ///
    /// # Errors
    /// If there are not as many numbers as the block holds.
    pub fn write_block_exact(&mut self, store: StoreId, block: Block, numbers: &[T]) -> Result<()> {
        let block = self.stores[store.0].block(block);
        if block.len() != numbers.len() {
            return Err(Error::input(format!("{} numbers do not fit a block of {}", numbers.len(), block.len())));
        }
        block.copy_from_slice(numbers);
        Ok(())
    }

    /// [`Device::reports`] without rounding to f32.
    ///
    /// # Errors
    /// None; the trait's signature allows them.
    pub fn reports_exact(&mut self, program: ProgramId) -> Result<Vec<Vec<T>>> {
        let executable = self.executable_mut(program);
        let reports = executable.reports.chunks(executable.program.reports.len().max(1)).map(<[T]>::to_vec).collect();
        executable.reports.clear();
        Ok(reports)
    }

    /// The time that each instruction of a program has taken since it was made ready.
    pub fn profile(&self, program: ProgramId) -> Vec<Spent> {
        self.executable(program).spent.clone()
    }
}

impl<T: Real> Device for Cpu<T> {
    fn info(&self) -> &DeviceInfo {
        &self.info
    }

    fn fusions(&self) -> Fusions {
        // What these save is kernels and small passes over memory, which cost nothing here.
        Fusions { load: false, fold: false, bias_gradient: false, head: false, ..Fusions::ALL }
    }

    fn load(&mut self, samples: &Samples) -> Result<DataId> {
        self.data.push(Data::new(samples)?);
        Ok(DataId(self.data.len() - 1))
    }

    fn store(&mut self, layout: &Arc<Layout>, memories: usize) -> Result<StoreId> {
        self.stores.push(Store::new(layout, memories));
        Ok(StoreId(self.stores.len() - 1))
    }

    fn prepare(&mut self, program: Arc<Program>, store: StoreId, data: Option<DataId>) -> Result<ProgramId> {
        machine::check_memory(&program, size_of::<T>())?;
        for instruction in &program.instructions {
            let fits = match (&instruction.op, data.map(|data| &self.data[data.0])) {
                (Op::LoadBatch(load), Some(data)) => data.size == load.shape.count(),
                (Op::LoadLabels(_), Some(data)) => data.has_labels(),
                (Op::LoadTargets(load), Some(data)) => data.width() == load.width,
                (Op::LoadBatch(_) | Op::LoadLabels(_) | Op::LoadTargets(_), None) => false,
                _ => true,
            };
            if !fits {
                return Err(Error::input("the data set does not fit what the network takes in and is to predict"));
            }
        }
        let executable = Executable::new(program, store.0, data.map(|data| data.0), self.shortcuts);
        self.programs.push(Some(executable));
        Ok(ProgramId(self.programs.len() - 1))
    }

    fn set_order(&mut self, data: DataId, order: &[u32]) -> Result<()> {
        let data = &mut self.data[data.0];
        if let Some(place) = order.iter().find(|&&place| place as usize >= data.count()) {
            return Err(Error::input(format!("there is no sample {place} among {}", data.count())));
        }
        data.order.clear();
        data.order.extend_from_slice(order);
        Ok(())
    }

    fn write(&mut self, program: ProgramId, value: Value, numbers: &[f32]) -> Result<()> {
        self.write_each(program, value, numbers, |number| T::of(number.into()))
    }

    fn write_indices(&mut self, program: ProgramId, value: Value, indices: &[u32]) -> Result<()> {
        self.check_written(program, value, indices.len(), Element::Index)?;
        if let Write::Index(numbers) = self.executable_mut(program).input(value, indices.len()) {
            numbers.copy_from_slice(indices);
        }
        Ok(())
    }

    fn run(&mut self, program: ProgramId, steps: &[Step]) -> Result<()> {
        let executable = self.programs[program.0].as_mut().expect("a program is not used after it was forgotten");
        let data = executable.data.map(|data| &self.data[data]);
        let loads =
            executable.program.instructions.iter().any(|i| matches!(i.op, Op::LoadBatch(_) | Op::LoadLabels(_)));
        for step in steps {
            let batch = executable.program.batch;
            if step.rows == 0 || step.rows as usize > batch {
                return Err(Error::input(format!("a step of {} rows does not fit a batch of {batch}", step.rows)));
            }
            let end = step.offset as usize + step.rows as usize;
            if let Some(data) = data.filter(|data| loads && end > data.order.len()) {
                let count = data.order.len();
                return Err(Error::input(format!("a batch up to sample {end} reaches beyond the {count} in order")));
            }
        }
        let store = &mut self.stores[executable.store];
        let mut trial = std::mem::take(&mut executable.trial);
        self.crew.work(&mut trial, steps.len(), || steps.iter().for_each(|step| executable.step(step, store, data)));
        executable.trial = trial;
        Ok(())
    }

    fn reports(&mut self, program: ProgramId, _all: bool) -> Result<Vec<Vec<f32>>> {
        let reports = self.reports_exact(program)?;
        Ok(reports.into_iter().map(|report| report.into_iter().map(Real::single).collect()).collect())
    }

    fn read(&mut self, program: ProgramId, value: Value, rows: usize) -> Result<Vec<f32>> {
        Ok(self.read_exact(program, value, rows)?.into_iter().map(Real::single).collect())
    }

    fn read_block(&mut self, store: StoreId, block: Block) -> Result<Vec<f32>> {
        Ok(self.stores[store.0].block(block).iter().map(|&number| number.single()).collect())
    }

    fn write_block(&mut self, store: StoreId, block: Block, numbers: &[f32]) -> Result<()> {
        let numbers: Vec<T> = numbers.iter().map(|&number| T::of(number.into())).collect();
        self.write_block_exact(store, block, &numbers)
    }

    fn forget(&mut self, program: ProgramId) {
        self.programs[program.0] = None;
    }
}
