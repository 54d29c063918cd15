//! A program at work: for each op, its numbers are borrowed from where they lie and its kernel is called.

use std::sync::Arc;
use std::time::Instant;

use super::call::{Call, Inputs, OUTPUTS, Read, Workspace, Write};
use super::crew::Trial;
use super::load::{Data, load_batch, load_labels, load_targets};
use super::store::Store;
use super::{
    Real, Spent, batch_norm, binary, conv2d, conv2d_max_pool, dropout, layer_norm, loss, matmul, pool, reduce, resize,
    shape, softmax, unary, update,
};
use crate::device::Step;
use crate::ops::{Element, Op, Value};
use crate::program::{Instruction, Place, Program};

/// The numbers of one buffer.
pub(super) enum Numbers<T> {
    Real(Vec<T>),
    Index(Vec<u32>),
}

impl<T> Default for Numbers<T> {
    fn default() -> Numbers<T> {
        Numbers::Real(Vec::new())
    }
}

impl<T: Real> Numbers<T> {
    fn new(count: usize, element: Element) -> Numbers<T> {
        match element {
            Element::Real => Numbers::Real(vec![T::ZERO; count]),
            Element::Index => Numbers::Index(vec![0; count]),
        }
    }

    fn read(&self, count: usize) -> Read<'_, T> {
        match self {
            Numbers::Real(numbers) => Read::Real(&numbers[..count]),
            Numbers::Index(numbers) => Read::Index(&numbers[..count]),
        }
    }

    fn write(&mut self, count: usize) -> Write<'_, T> {
        match self {
            Numbers::Real(numbers) => Write::Real(&mut numbers[..count]),
            Numbers::Index(numbers) => Write::Index(&mut numbers[..count]),
        }
    }
}

/// A program with its memory.
pub(super) struct Executable<T> {
    pub program: Arc<Program>,
    pub store: usize,
    pub data: Option<usize>,
    /// What the steps since the host last asked have reported, one step after the other.
    pub reports: Vec<T>,
    /// The time that each instruction has taken so far.
    pub spent: Vec<Spent>,
    /// Which threads are faster at its steps.
    pub trial: Trial,
    buffers: Vec<Numbers<T>>,
    gradients: Vec<Numbers<T>>,
    workspace: Workspace<T>,
}

impl<T: Real> Executable<T> {
    /// The program with its memory, all zero; `shortcuts` is whether its kernels may go round multiply-adds.
    pub fn new(program: Arc<Program>, store: usize, data: Option<usize>, shortcuts: bool) -> Executable<T> {
        let buffers = program.memory.buffers.iter().map(|buffer| Numbers::new(buffer.count, buffer.element)).collect();
        let mut gradients: Vec<Numbers<T>> = program.layout.weights.iter().map(|_| Numbers::default()).collect();
        for place in &program.memory.places {
            if let Place::Gradient(weight) = *place {
                gradients[weight] = Numbers::new(program.layout.weights[weight].shape.count(), Element::Real);
            }
        }
        let unspent = |instruction| Spent { instruction, seconds: 0.0, least: f64::INFINITY };
        let spent = (0..program.instructions.len()).map(unspent).collect();
        let workspace = Workspace::new(shortcuts);
        Executable {
            program,
            store,
            data,
            reports: Vec::new(),
            spent,
            trial: Trial::default(),
            buffers,
            gradients,
            workspace,
        }
    }

    /// The numbers of a value, for this many rows.
    pub fn value<'a>(&'a self, value: Value, rows: usize, store: Option<&'a Store<T>>) -> Read<'a, T> {
        let count = self.program.type_of(value).count(rows);
        match (self.program.memory.place(value), store) {
            (Place::Buffer(buffer), _) => self.buffers[buffer].read(count),
            (Place::Gradient(weight), _) => self.gradients[weight].read(count),
            (Place::Weight(weight), Some(store)) => Read::Real(store.weight(weight)),
            (Place::State(state), Some(store)) => Read::Real(store.state(state)),
            _ => panic!("value %{} is asked for, but nothing gives it", value.0),
        }
    }

    /// The numbers of an input value, for this many rows, to be written.
    pub fn input(&mut self, value: Value, count: usize) -> Write<'_, T> {
        self.numbers(value).write(count)
    }

    fn numbers(&mut self, value: Value) -> &mut Numbers<T> {
        match self.program.memory.place(value) {
            Place::Buffer(buffer) => &mut self.buffers[buffer],
            Place::Gradient(weight) => &mut self.gradients[weight],
            _ => panic!("value %{} is written, but it does not lie in a buffer", value.0),
        }
    }

    /// One step.
    pub fn step(&mut self, step: &Step, store: &mut Store<T>, data: Option<&Data>) {
        let program = self.program.clone();
        let first = self.reports.len();
        self.reports.resize(first + program.reports.len(), T::ZERO);
        let mut start = Instant::now();
        for (place, instruction) in program.instructions.iter().enumerate() {
            match &instruction.op {
                Op::Input(_) | Op::Reshape(_) => continue,
                Op::Report(op) => {
                    if let Read::Real(number) = self.value(instruction.inputs[0], 1, Some(store)) {
                        self.reports[first + op.slot] = number[0];
                    }
                }
                _ => self.instruct(&program, instruction, step, store, data),
            }
            let now = Instant::now();
            let seconds = (now - start).as_secs_f64();
            self.spent[place].seconds += seconds;
            self.spent[place].least = self.spent[place].least.min(seconds);
            start = now;
        }
    }

    fn instruct(
        &mut self,
        program: &Program,
        instruction: &Instruction,
        step: &Step,
        store: &mut Store<T>,
        data: Option<&Data>,
    ) {
        let rows = step.rows as usize;
        let mut taken: [Numbers<T>; OUTPUTS] = Default::default();
        for (taken, &output) in taken.iter_mut().zip(&instruction.outputs) {
            *taken = std::mem::take(self.numbers(output));
        }
        let mut outputs = [const { None }; OUTPUTS];
        for ((output, numbers), &value) in outputs.iter_mut().zip(&mut taken).zip(&instruction.outputs) {
            let of = program.type_of(value);
            *output = Some((of, numbers.write(of.count(rows))));
        }
        let inputs = |store| Inputs { values: &instruction.inputs, executable: &*self, store };
        let workspace = &self.workspace;
        match &instruction.op {
            // These change the store, so that they cannot read it at the same time.
            Op::MovingAverage(op) => {
                let Place::State(state) = program.memory.place(instruction.inputs[0]) else {
                    panic!("a moving average is kept in a state")
                };
                let new = instruction.inputs[1];
                workspace.with(program.type_of(new).count(rows), |copy| {
                    // What is averaged may itself be a state.
                    if let Read::Real(new) = self.value(new, rows, Some(store)) {
                        copy.copy_from_slice(new);
                    }
                    update::moving_average(op.momentum, store.state_mut(state), copy);
                });
            }
            Op::Update(op) => {
                let call = Call { step, rows, inputs: inputs(None), outputs, workspace };
                update::update(op, &call, store);
            }
            op => {
                let mut call = Call { step, rows, inputs: inputs(Some(store)), outputs, workspace };
                calculate(op, &mut call, data);
            }
        }
        for (numbers, &output) in taken.into_iter().zip(&instruction.outputs) {
            *self.numbers(output) = numbers;
        }
    }
}

/// Calls the kernel of an op that gives values.
fn calculate<T: Real>(op: &Op, call: &mut Call<T>, data: Option<&Data>) {
    let data = || data.expect("a program that loads batches was made ready with a data set");
    match op {
        Op::Input(_) | Op::Reshape(_) | Op::Report(_) | Op::MovingAverage(_) | Op::Update(_) => {}
        Op::Fill(op) => unary::fill(op, call),
        Op::LoadBatch(op) => load_batch(op, call, data()),
        Op::LoadLabels(_) => load_labels(call, data()),
        Op::LoadTargets(_) => load_targets(call, data()),
        Op::Matmul(op) => matmul::matmul(op, call),
        Op::Conv2d(op) => conv2d::conv2d(op, call),
        Op::Conv2dInputGradient(op) => conv2d::conv2d_input_gradient(op, call),
        Op::Conv2dWeightGradient(op) => conv2d::conv2d_weight_gradient(op, call),
        Op::Conv2dMaxPool(op) => conv2d_max_pool::conv2d_max_pool(op, call),
        Op::Conv2dMaxPoolGradient(op) => conv2d_max_pool::conv2d_max_pool_gradient(op, call),
        Op::MaxPool(op) => pool::max_pool(op, call),
        Op::MaxPoolGradient(op) => pool::max_pool_gradient(op, call),
        Op::AveragePool(op) => pool::average_pool(op, call),
        Op::AveragePoolGradient(op) => pool::average_pool_gradient(op, call),
        Op::Unary(op) => unary::unary(op, call),
        Op::UnaryGradient(op) => unary::unary_gradient(op, call),
        Op::Binary(op) => binary::binary(op, call),
        Op::Reduce(op) => reduce::reduce(op, call),
        Op::Broadcast(op) => reduce::broadcast(op, call),
        Op::Softmax(op) => softmax::softmax(op, call),
        Op::SoftmaxGradient(op) => softmax::softmax_gradient(op, call),
        Op::LayerNorm(op) => layer_norm::layer_norm(op, call),
        Op::LayerNormGradient(op) => layer_norm::layer_norm_gradient(op, call),
        Op::BatchNorm(op) => batch_norm::batch_norm(op, call),
        Op::BatchNormGradient(op) => batch_norm::batch_norm_gradient(op, call),
        Op::Transpose(op) => shape::transpose(op, call),
        Op::Concat(op) => shape::concat(op, call),
        Op::Slice(op) => shape::slice(op, call),
        Op::Pad(op) => shape::pad(op, call),
        Op::Resize(op) => resize::resize(op, call),
        Op::ResizeGradient(op) => resize::resize_gradient(op, call),
        Op::Dropout(op) => dropout::dropout(op, call),
        Op::SoftmaxCrossEntropy(op) => loss::softmax_cross_entropy(op, call),
        Op::SoftmaxCrossEntropyGradient(op) => loss::softmax_cross_entropy_gradient(op, call),
        Op::SoftmaxCrossEntropyStep(op) => loss::softmax_cross_entropy_step(op, call),
        Op::Correct(op) => loss::correct(op, call),
        Op::GlobalNorm(_) => update::global_norm(call),
    }
}
