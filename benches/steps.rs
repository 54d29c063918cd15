//! Milliseconds per training step of a template on the native device, and which ops they go to (the least time of
//! each, which other work on the machine disturbs least): `cargo bench --bench steps [-- NETWORK] [BATCH …] [THREADSt]`.

use std::sync::Arc;
use std::time::Instant;

use netloom::base::{Philox, Shape};
use netloom::compile::{Design, Feed, Plan};
use netloom::device::cpu::Cpu;
use netloom::device::{Block, Device, Samples, Step, Stored, Targets};
use netloom::network::{Template, templates};

/// Samples that are made up.
const COUNT: usize = 2048;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let named = templates().iter().find(|template| words.iter().any(|word| word == template.name));
    let template = named.or(templates().iter().find(|template| template.name == "mnist-cnn"));
    let template = template.expect("the reference network is among the templates");
    let batches: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let threads = words.iter().find_map(|word| word.strip_suffix('t')?.parse().ok());
    for batch in if batches.is_empty() { vec![1, 32, 128] } else { batches } {
        measure(template, batch, threads);
    }
}

fn measure(template: &Template, batch: usize, threads: Option<usize>) {
    let colour = ["vgg-small", "resnet-small"].contains(&template.name);
    let shape: Shape = if colour { [32, 32, 3].into() } else { [28, 28, 1].into() };
    let mut random = Philox::new(1, 1);
    let labels: Vec<u32> = (0..COUNT).map(|_| random.below(10) as u32).collect();
    let bytes: Vec<u8> = (0..COUNT * shape.count()).map(|_| random.next_u32() as u8).collect();
    let samples = Samples { shape: &shape, inputs: Stored::Bytes(&bytes.into()), targets: Targets::Labels(&labels) };
    let design = Design { batch, ..Design::classify(template.build(&shape, 10), shape.clone(), 10) };
    let plan = Plan::new(&design).expect("templates suit the pictures they were made for");
    let mut device = Cpu::<f32>::new(threads).expect("threads start");
    let data = device.load(&samples).expect("the samples fit");
    let store = device.store(plan.layout(), 2).expect("the store fits");
    let initial = plan.initial(0);
    device.write_block(store, Block::Weights, &initial.weights).expect("the weights fit");
    device.write_block(store, Block::States, &initial.states).expect("the states fit");
    let program = Arc::new(plan.training(Feed::DataSet));
    let id = device.prepare(program.clone(), store, Some(data)).expect("the program fits");
    let mut step = 0;
    let mut run = |device: &mut Cpu<f32>, seconds: f64| {
        let mut times = Vec::new();
        let start = Instant::now();
        while start.elapsed().as_secs_f64() < seconds {
            let offset = (step * batch % (COUNT - batch + 1)) as u32;
            let now = Instant::now();
            let steps = [Step { rows: batch as u32, offset, step: step as u64, seed: 0, rate: 1e-3 }];
            device.run(id, &steps).expect("the step runs");
            times.push(now.elapsed().as_secs_f64() * 1e3);
            step += 1;
        }
        times.sort_by(f64::total_cmp);
        times
    };
    run(&mut device, 1.0);
    let times = run(&mut device, 3.0);
    let (median, best) = (times[times.len() / 2], times[0]);
    println!("{}, batch {batch}: {median:.3} ms a step (median), {best:.3} (best)", template.name);
    for spent in device.profile(id) {
        let instruction = &program.instructions[spent.instruction];
        let milliseconds = spent.least * 1e3;
        let of = instruction.outputs.first().map_or(String::new(), |&y| program.type_of(y).shape.to_string());
        if milliseconds.is_finite() {
            println!("  {milliseconds:8.4} ms  {} {} {of}", instruction.op.key(), instruction.op.words());
        }
    }
}
