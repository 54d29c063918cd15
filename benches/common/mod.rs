//! What the measurements share: words of the command line, a template ready to train on made-up data, what an op costs.

#![allow(dead_code, reason = "each measurement uses a part of it")]

use std::sync::Arc;

use netloom::base::{Philox, Shape};
use netloom::compile::{Design, Feed, Plan};
use netloom::device::{Block, Device, ProgramId, Samples, Step, Stored, Targets};
use netloom::network::{Network, Template, templates};
use netloom::ops::{Op, Type};
use netloom::program::{Instruction, Program};

/// The words after the command's name.
pub fn words() -> Vec<String> {
    std::env::args().skip(1).filter(|word| word != "--bench").collect()
}

/// The templates that the words name, or those with these names.
pub fn named(words: &[String], otherwise: &[&str]) -> Vec<&'static Template> {
    let find = |name: &str| templates().iter().find(|template| template.name == name);
    let found: Vec<_> = words.iter().filter_map(|word| find(word)).collect();
    if found.is_empty() { otherwise.iter().filter_map(|name| find(name)).collect() } else { found }
}

/// The batches that the words name, or these.
pub fn batches(words: &[String], otherwise: &[usize]) -> Vec<usize> {
    let found: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    if found.is_empty() { otherwise.to_vec() } else { found }
}

/// The pictures that a template is measured with: those it was made for.
pub fn pictures(template: &Template) -> Shape {
    if ["vgg-small", "resnet-small"].contains(&template.name) { [32, 32, 3].into() } else { [28, 28, 1].into() }
}

/// Makes a training step of a network ready, on `count` samples that are made up.
pub fn training(
    device: &mut dyn Device,
    network: Network,
    shape: &Shape,
    [batch, count]: [usize; 2],
) -> (Arc<Program>, ProgramId) {
    let mut random = Philox::new(1, 1);
    let labels: Vec<u32> = (0..count).map(|_| random.below(10) as u32).collect();
    let bytes: Vec<u8> = (0..count * shape.count()).map(|_| random.next_u32() as u8).collect();
    let samples = Samples { shape, inputs: Stored::Bytes(&bytes.into()), targets: Targets::Labels(&labels) };
    let design = Design { batch, ..Design::classify(network, shape.clone(), 10) };
    let plan = Plan::new(&design.within(device.fusions())).expect("templates suit the pictures they were made for");
    let data = device.load(&samples).expect("the samples fit");
    let store = device.store(plan.layout(), 2).expect("the store fits");
    let initial = plan.initial(0);
    device.write_block(store, Block::Weights, &initial.weights).expect("the weights fit");
    device.write_block(store, Block::States, &initial.states).expect("the states fit");
    let program = Arc::new(plan.training(Feed::DataSet));
    let id = device.prepare(program.clone(), store, Some(data)).expect("the program fits");
    (program, id)
}

/// A step of that program.
pub fn step(number: usize, [batch, count]: [usize; 2]) -> Step {
    let offset = (number * batch % (count - batch + 1)) as u32;
    Step { rows: batch as u32, offset, step: number as u64, seed: 0, rate: 1e-3 }
}

/// Floating-point operations of an instruction, and the bytes that it must at least read and write.
pub fn cost(program: &Program, instruction: &Instruction, rows: usize) -> [f64; 2] {
    let [inputs, outputs] = [&instruction.inputs, &instruction.outputs].map(|values| program.types_of(values));
    let flops = instruction.op.cost(&inputs, &outputs, rows).flops;
    let bytes = |types: &[&Type]| types.iter().map(|of| 4.0 * of.count(rows) as f64).sum::<f64>();
    let more = match &instruction.op {
        // The weights and what the optimiser remembers of them, read and written.
        Op::Update(update) => bytes(&inputs) * 2.0 * (1.0 + update.rule.memories() as f64),
        Op::LoadBatch(_) => bytes(&outputs) / 4.0,
        _ => 0.0,
    };
    [flops, bytes(&inputs) + bytes(&outputs) + more]
}
