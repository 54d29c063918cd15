//! A program at work: for each op, its numbers are borrowed from where they lie and its kernel is called.

use std::sync::Arc;
use std::time::Instant;

use super::call::{Call, Read, Workspace, Write};
use super::load::{Data, load_batch, load_labels, load_targets};
use super::store::Store;
use super::{
    Real, Spent, batch_norm, binary, conv2d, conv2d_max_pool, dropout, layer_norm, loss, matmul, pool, reduce, resize,
    shape, softmax, unary, update,
};
use crate::device::Step;
use crate::ops::{Element, Op, Type, Value};
use crate::program::{Place, Program};

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
    pub reports: Vec<Vec<T>>,
    /// The time that each instruction has taken so far.
    pub spent: Vec<Spent>,
    buffers: Vec<Numbers<T>>,
    gradients: Vec<Numbers<T>>,
    workspace: Workspace<T>,
}

impl<T: Real> Executable<T> {
    /// The program with its memory, all zero.
    pub fn new(program: Arc<Program>, store: usize, data: Option<usize>) -> Executable<T> {
        let buffers = program.memory.buffers.iter().map(|buffer| Numbers::new(buffer.count, buffer.element)).collect();
        let mut gradients: Vec<Numbers<T>> = program.layout.weights.iter().map(|_| Numbers::default()).collect();
        for place in &program.memory.places {
            if let Place::Gradient(weight) = *place {
                gradients[weight] = Numbers::new(program.layout.weights[weight].shape.count(), Element::Real);
            }
        }
        let unspent = |instruction| Spent { instruction, seconds: 0.0, least: f64::INFINITY };
        let spent = (0..program.instructions.len()).map(unspent).collect();
        let workspace = Workspace::default();
        Executable { program, store, data, reports: Vec::new(), spent, buffers, gradients, workspace }
    }

    /// The numbers of a value, for this many rows.
    pub fn value<'a>(&'a self, value: Value, rows: usize, store: &'a Store<T>) -> Read<'a, T> {
        let count = self.program.type_of(value).count(rows);
        match self.program.memory.place(value) {
            Place::Buffer(buffer) => self.buffers[buffer].read(count),
            Place::Gradient(weight) => self.gradients[weight].read(count),
            Place::Weight(weight) => Read::Real(store.weight(weight)),
            Place::State(state) => Read::Real(store.state(state)),
            Place::Nowhere => panic!("value %{} is asked for, but nothing gives it", value.0),
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
        let mut report = vec![T::ZERO; program.reports.len()];
        for (place, instruction) in program.instructions.iter().enumerate() {
            if matches!(instruction.op, Op::Input(_) | Op::Reshape(_)) {
                continue;
            }
            let start = Instant::now();
            self.instruct(place, step, store, data, &mut report);
            let seconds = start.elapsed().as_secs_f64();
            self.spent[place].seconds += seconds;
            self.spent[place].least = self.spent[place].least.min(seconds);
        }
        if !report.is_empty() {
            self.reports.push(report);
        }
    }

    fn instruct(&mut self, place: usize, step: &Step, store: &mut Store<T>, data: Option<&Data>, report: &mut [T]) {
        let program = self.program.clone();
        let instruction = &program.instructions[place];
        let rows = step.rows as usize;
        let mut taken: Vec<Numbers<T>> =
            instruction.outputs.iter().map(|&output| std::mem::take(self.numbers(output))).collect();
        let outputs = instruction.outputs.iter().zip(&mut taken).map(|(&output, numbers)| {
            let of: &Type = program.type_of(output);
            (of, numbers.write(of.count(rows)))
        });
        let mut outputs: Vec<(&Type, Write<T>)> = outputs.collect();
        match &instruction.op {
            // These change the store, so they read it themselves or not at all.
            Op::MovingAverage(op) => {
                let Place::State(state) = program.memory.place(instruction.inputs[0]) else {
                    panic!("a moving average is kept in a state")
                };
                if let Read::Real(new) = self.value(instruction.inputs[1], rows, store) {
                    let new = new.to_vec();
                    update::moving_average(op.momentum, store.state_mut(state), &new);
                }
            }
            Op::Update(op) => {
                let empty = Store::empty();
                let inputs = self.inputs(&program, &instruction.inputs, rows, &empty);
                let call = Call { step, rows, inputs, outputs: Vec::new(), workspace: &self.workspace };
                update::update(op, &call, store);
            }
            op => {
                let inputs = self.inputs(&program, &instruction.inputs, rows, store);
                let outputs = std::mem::take(&mut outputs);
                let mut call = Call { step, rows, inputs, outputs, workspace: &self.workspace };
                calculate(op, &mut call, data, report);
            }
        }
        drop(outputs);
        for (&output, numbers) in instruction.outputs.iter().zip(taken) {
            *self.numbers(output) = numbers;
        }
    }

    fn inputs<'a>(
        &'a self,
        program: &'a Program,
        inputs: &[Value],
        rows: usize,
        store: &'a Store<T>,
    ) -> Vec<(&'a Type, Read<'a, T>)> {
        inputs.iter().map(|&input| (program.type_of(input), self.value(input, rows, store))).collect()
    }
}

/// Calls the kernel of an op that gives values.
fn calculate<T: Real>(op: &Op, call: &mut Call<T>, data: Option<&Data>, report: &mut [T]) {
    let data = || data.expect("a program that loads batches was made ready with a data set");
    match op {
        Op::Input(_) | Op::Reshape(_) | Op::MovingAverage(_) | Op::Update(_) => {}
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
        Op::Correct(op) => loss::correct(op, call),
        Op::Report(op) => report[op.slot] = call.input(0)[0],
        Op::GlobalNorm(_) => update::global_norm(call),
    }
}
