//! One op at work: the numbers it reads, those it writes, and what it may use meanwhile.

use std::sync::Mutex;

use super::Real;
use crate::device::Step;
use crate::ops::Type;

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

/// One op at work, each value cut to the rows in use.
pub(super) struct Call<'a, T> {
    pub step: &'a Step,
    pub rows: usize,
    pub inputs: Vec<(&'a Type, Read<'a, T>)>,
    pub outputs: Vec<(&'a Type, Write<'a, T>)>,
    pub workspace: &'a Workspace<T>,
}

impl<'a, T: Real> Call<'a, T> {
    /// The real numbers of an input.
    pub fn input(&self, place: usize) -> &'a [T] {
        match self.inputs[place].1 {
            Read::Real(numbers) => numbers,
            Read::Index(_) => panic!("input {place} of an op holds indices where its shape rule asked for numbers"),
        }
    }

    /// The whole numbers of an input.
    pub fn indices(&self, place: usize) -> &'a [u32] {
        match self.inputs[place].1 {
            Read::Index(numbers) => numbers,
            Read::Real(_) => panic!("input {place} of an op holds numbers where its shape rule asked for indices"),
        }
    }

    /// What an input is.
    pub fn of(&self, place: usize) -> &'a Type {
        self.inputs[place].0
    }

    /// What an output is.
    pub fn output_type(&self, place: usize) -> &'a Type {
        self.outputs[place].0
    }

    /// The numbers of an output, to be asked for once.
    pub fn output(&mut self, place: usize) -> &'a mut [T] {
        match &mut self.outputs[place].1 {
            Write::Real(numbers) => std::mem::take(numbers),
            Write::Index(_) => panic!("output {place} of an op holds indices where its shape rule said numbers"),
        }
    }

    /// The whole numbers of an output, to be asked for once.
    pub fn output_indices(&mut self, place: usize) -> &'a mut [u32] {
        match &mut self.outputs[place].1 {
            Write::Index(numbers) => std::mem::take(numbers),
            Write::Real(_) => panic!("output {place} of an op holds numbers where its shape rule said indices"),
        }
    }
}

/// Scratch memory that tasks borrow and give back, so that a step allocates nothing once it has run before.
#[derive(Default)]
pub(super) struct Workspace<T> {
    free: Mutex<Vec<Vec<T>>>,
}

impl<T: Real> Workspace<T> {
    /// Does something with `count` numbers of scratch memory, which hold anything.
    pub fn with<R>(&self, count: usize, work: impl FnOnce(&mut [T]) -> R) -> R {
        let taken = self.free.lock().ok().and_then(|mut free| free.pop());
        let mut scratch = taken.unwrap_or_default();
        if scratch.len() < count {
            scratch.resize(count, T::ZERO);
        }
        let result = work(&mut scratch[..count]);
        if let Ok(mut free) = self.free.lock() {
            free.push(scratch);
        }
        result
    }
}
