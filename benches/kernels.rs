//! Milliseconds of every kernel of a training step on a graphics adapter, by its own clock, and of a product of two
//! matrices of 512: `cargo bench --bench kernels [-- NETWORK] [BATCH …] [ADAPTER]`.

use std::sync::Arc;

use netloom::base::{Philox, Shape};
use netloom::compile::{Design, Feed, Plan};
use netloom::device::gpu::Gpu;
use netloom::device::{Block, Device, Samples, Step, Stored, Targets};
use netloom::network::{Template, templates};
use netloom::ops::{Emit, Epilogue, Input, Matmul, MatmulKind, Type};
use netloom::program::{Builder, Fusions, Layout};

/// Samples that are made up.
const COUNT: usize = 512;
/// Each time is the least of so many.
const REPEATS: usize = 8;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let named = templates().iter().find(|template| words.iter().any(|word| word == template.name));
    let batches: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let adapter = words.iter().find(|word| word.parse::<usize>().is_err() && named.is_none_or(|it| it.name != **word));
    let mut gpu = Gpu::open(Some(adapter.map_or("gpu", String::as_str))).expect("there is such an adapter");
    println!("{}", gpu.info().name);
    square(&mut gpu, 512);
    let template = named.or(templates().iter().find(|template| template.name == "mnist-cnn"));
    let template = template.expect("the reference network is among the templates");
    for batch in if batches.is_empty() { vec![32] } else { batches } {
        network(&mut gpu, template, batch);
    }
}

/// The product of two square matrices.
fn square(gpu: &mut Gpu, extent: usize) {
    let mut builder = Builder::new(Arc::new(Layout::default()));
    let of = Type::single(Shape::from([extent, extent]));
    let emit: &mut dyn Emit = &mut builder;
    let [a, b] = [0, 1].map(|_| emit.emit(Input { of: of.clone() }, &[]));
    let epilogue = Epilogue::default();
    let product = Matmul { kind: MatmulKind::Fold, transpose_a: false, transpose_b: false, epilogue };
    let c = emit.emit(product, &[a, b]);
    builder.name("c".to_owned(), c);
    let program = Arc::new(builder.finish(1, Fusions::NONE));
    let store = gpu.store(&program.layout, 0).expect("there is room for no weights");
    let id = gpu.prepare(program, store, None).expect("the product is prepared");
    for value in [a, b] {
        gpu.write(id, value, &vec![0.5; extent * extent]).expect("a matrix is written");
    }
    let times = gpu.profile(id, &Step { rows: 1, ..Step::default() }, 3 * REPEATS).expect("the adapter has a clock");
    let seconds: f64 = times.iter().map(|time| time.seconds).sum();
    let operations = 2.0 * (extent as f64).powi(3);
    println!("matmul {extent}³: {:.2} ms, {:.2} GFLOP/s", seconds * 1e3, operations / seconds / 1e9);
}

/// A training step.
fn network(gpu: &mut Gpu, template: &Template, batch: usize) {
    let colour = ["vgg-small", "resnet-small"].contains(&template.name);
    let shape: Shape = if colour { [32, 32, 3].into() } else { [28, 28, 1].into() };
    let mut random = Philox::new(1, 1);
    let labels: Vec<u32> = (0..COUNT).map(|_| random.below(10) as u32).collect();
    let bytes: Vec<u8> = (0..COUNT * shape.count()).map(|_| random.next_u32() as u8).collect();
    let samples = Samples { shape: &shape, inputs: Stored::Bytes(&bytes.into()), targets: Targets::Labels(&labels) };
    let design = Design { batch, ..Design::classify(template.build(&shape, 10), shape.clone(), 10) };
    let design = design.within(gpu.fusions());
    let plan = Plan::new(&design).expect("templates suit the pictures they were made for");
    let data = gpu.load(&samples).expect("the samples fit");
    let store = gpu.store(plan.layout(), 2).expect("the store fits");
    let initial = plan.initial(0);
    gpu.write_block(store, Block::Weights, &initial.weights).expect("the weights fit");
    gpu.write_block(store, Block::States, &initial.states).expect("the states fit");
    let program = Arc::new(plan.training(Feed::DataSet));
    let id = gpu.prepare(program.clone(), store, Some(data)).expect("the program fits");
    let step = Step { rows: batch as u32, offset: 0, step: 0, seed: 0, rate: 1e-3 };
    // Software compiles for good when a kernel first runs.
    let first = gpu.profile(id, &step, 1).expect("the adapter has a clock");
    let times = gpu.profile(id, &step, REPEATS).expect("the adapter has a clock");
    let all: f64 = times.iter().map(|time| time.seconds).sum();
    println!("{}, batch {batch}: {:.3} ms in kernels", template.name, all * 1e3);
    for (time, first) in times.iter().zip(&first) {
        let instruction = &program.instructions[time.instruction];
        let of = instruction.outputs.first().map_or(String::new(), |&y| program.type_of(y).shape.to_string());
        let (milliseconds, first, op) = (time.seconds * 1e3, first.seconds * 1e3, &instruction.op);
        println!("  {milliseconds:8.4} ms, first {first:8.3} ms  {} for {} {} {of}", time.shader, op.key(), op.words());
    }
    gpu.forget(id);
}
