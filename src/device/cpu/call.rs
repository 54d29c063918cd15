//! One op at work: the numbers it reads, those it writes, and what it may use meanwhile.

use std::sync::Mutex;

use super::Real;
use super::execute::Executable;
use super::store::Store;
use crate::device::Step;
use crate::ops::{Type, Value};

/// Numbers that an op reads.
#[derive(Clone, Copy)]
pub(super) enum Read<'a, T> {
    Real(&'a [T]),
    Index(&'a [u32]),
}

/// Numbers that an op writes.
pub(super) enum Write<'a, T> {
    Real(&'a mut [T]),
    Index(&'a mut [u32]),
}

/// The most outputs of an op.
pub(super) const OUTPUTS: usize = 4;

/// One op at work, each value cut to the rows in use.
pub(super) struct Call<'a, T> {
    pub step: &'a Step,
    pub rows: usize,
    pub inputs: Inputs<'a, T>,
    pub outputs: [Option<(&'a Type, Write<'a, T>)>; OUTPUTS],
    pub workspace: &'a Workspace<T>,
}

/// The values that an op reads, found when they are asked for.
pub(super) struct Inputs<'a, T> {
    pub values: &'a [Value],
    pub executable: &'a Executable<T>,
    /// Where weights and states lie; `None` for an op that changes them.
    pub store: Option<&'a Store<T>>,
}

impl<'a, T: Real> Call<'a, T> {
    /// The real numbers of an input.
    pub fn input(&self, place: usize) -> &'a [T] {
        match self.read(place) {
            Read::Real(numbers) => numbers,
            Read::Index(_) => panic!("input {place} of an op holds indices where its shape rule asked for numbers"),
        }
    }

    /// The whole numbers of an input.
    pub fn indices(&self, place: usize) -> &'a [u32] {
        match self.read(place) {
            Read::Index(numbers) => numbers,
            Read::Real(_) => panic!("input {place} of an op holds numbers where its shape rule asked for indices"),
        }
    }

    fn read(&self, place: usize) -> Read<'a, T> {
        let &Inputs { values, executable, store } = &self.inputs;
        executable.value(values[place], self.rows, store)
    }

    /// How many inputs there are.
    pub fn count(&self) -> usize {
        self.inputs.values.len()
    }

    /// What an input is.
    pub fn of(&self, place: usize) -> &'a Type {
        self.inputs.executable.program.type_of(self.inputs.values[place])
    }

    /// What an output is.
    pub fn output_type(&self, place: usize) -> &'a Type {
        self.outputs[place].as_ref().map(|output| output.0).expect("an op has the outputs of its shape rule")
    }

    fn write(&mut self, place: usize) -> &mut Write<'a, T> {
        self.outputs[place].as_mut().map(|output| &mut output.1).expect("an op has the outputs of its shape rule")
    }

    /// The numbers of an output, to be asked for once.
    pub fn output(&mut self, place: usize) -> &'a mut [T] {
        match self.write(place) {
            Write::Real(numbers) => std::mem::take(numbers),
            Write::Index(_) => panic!("output {place} of an op holds indices where its shape rule said numbers"),
        }
    }

    /// The whole numbers of an output, to be asked for once.
    pub fn output_indices(&mut self, place: usize) -> &'a mut [u32] {
        match self.write(place) {
            Write::Index(numbers) => std::mem::take(numbers),
            Write::Real(_) => panic!("output {place} of an op holds numbers where its shape rule said indices"),
        }
    }
}

/// How many bytes a line of the cache has: vectors that begin at one never reach into the next.
const LINE: usize = 64;

/// Scratch memory that tasks borrow and give back, so that a step allocates nothing once it has run before.
pub(super) struct Workspace<T> {
    /// Whether kernels may go round multiply-adds, which gives the same numbers within rounding.
    pub shortcuts: bool,
    free: Mutex<Vec<Vec<T>>>,
}

impl<T: Real> Workspace<T> {
    /// A workspace that has lent nothing yet.
    pub fn new(shortcuts: bool) -> Workspace<T> {
        Workspace { shortcuts, free: Mutex::new(Vec::new()) }
    }

    /// Does something with `count` numbers of scratch memory, which hold anything and begin at a line of the cache.
    pub fn with<R>(&self, count: usize, work: impl FnOnce(&mut [T]) -> R) -> R {
        let taken = self.free.lock().ok().and_then(|mut free| free.pop());
        let mut scratch = taken.unwrap_or_default();
        let room = count + LINE / size_of::<T>();
        if scratch.len() < room {
            scratch.resize(room, T::ZERO);
        }
        let start = scratch.as_ptr().align_offset(LINE);
        let result = work(&mut scratch[start..start + count]);
        if let Ok(mut free) = self.free.lock() {
            free.push(scratch);
        }
        result
    }
}
