//! Where the time of a training step goes on the native device, per layer, beside the floor that the machine sets (its
//! operations at the measured peak): `cargo bench --bench steps [-- NETWORK …] [BATCH …] [THREADSt] [ops]`. With `ops`
//! also per op. Times are the least of each op, which other work on the machine disturbs least.

mod common;

use std::time::Instant;

use netloom::device::Device;
use netloom::device::cpu::{Cpu, Peak};
use netloom::network::Template;
use netloom::ops::Op;
use netloom::program::{Instruction, Program};

/// Samples that are made up.
const COUNT: usize = 2048;

fn main() {
    let words = common::words();
    let threads = words.iter().find_map(|word| word.strip_suffix('t')?.parse().ok());
    let device = Cpu::<f32>::new(threads).expect("threads start");
    let (peak, info) = (device.peak(), device.info());
    println!("{} threads of {}: {}\n", info.threads, info.name, words_of(&peak));
    for template in common::named(&words, &["mnist-cnn", "mlp", "vgg-small", "resnet-small"]) {
        for batch in common::batches(&words, &[32]) {
            measure(template, batch, threads, &peak, words.iter().any(|word| word == "ops"));
        }
    }
}

fn words_of(peak: &Peak) -> String {
    let [flops, memory, cache] = [peak.flops, peak.memory, peak.cache].map(|rate| rate / 1e9);
    format!("at most {flops:.0} GFLOP/s, {memory:.0} GB/s from memory, {cache:.0} GB/s from the second cache")
}

/// What a layer takes: seconds of the forward pass and of its gradients, and floating-point operations.
#[derive(Default)]
struct Spent {
    name: String,
    seconds: [f64; 2],
    flops: f64,
}

fn measure(template: &Template, batch: usize, threads: Option<usize>, peak: &Peak, ops: bool) {
    let shape = common::pictures(template);
    let network = template.build(&shape, 10);
    let names: Vec<(u32, String)> = network.nodes.iter().map(|node| (node.id, node.name.clone())).collect();
    let mut device = Cpu::<f32>::new(threads).expect("threads start");
    let (program, id) = common::training(&mut device, network, &shape, [batch, COUNT]);
    let mut number = 0;
    let mut run = |device: &mut Cpu<f32>, seconds: f64| {
        let mut times = Vec::new();
        let start = Instant::now();
        while start.elapsed().as_secs_f64() < seconds || times.len() < 3 {
            let now = Instant::now();
            device.run(id, &[common::step(number, [batch, COUNT])]).expect("the step runs");
            device.reports(id, false).expect("the step reports");
            times.push(now.elapsed().as_secs_f64() * 1e3);
            number += 1;
        }
        times.sort_by(f64::total_cmp);
        times
    };
    run(&mut device, 1.0);
    let times = run(&mut device, 3.0);
    let (median, best) = (times[times.len() / 2], times[0]);
    println!("{}, batch {batch}: {median:.3} ms a step (median), {best:.3} (best)\n", template.name);
    let judged = program.instructions.iter().position(|it| matches!(it.op, Op::Report(_))).unwrap_or(0);
    let mut layers: Vec<Spent> = Vec::new();
    for spent in device.profile(id).iter().filter(|spent| spent.least.is_finite()) {
        let instruction = &program.instructions[spent.instruction];
        let name = layer(instruction, &names);
        let place = layers.iter().position(|layer| layer.name == name).unwrap_or_else(|| {
            layers.push(Spent { name, ..Spent::default() });
            layers.len() - 1
        });
        layers[place].seconds[usize::from(spent.instruction > judged)] += spent.least;
        layers[place].flops += common::cost(&program, instruction, batch)[0];
    }
    table(&layers, peak);
    if ops {
        for spent in device.profile(id).iter().filter(|spent| spent.least.is_finite()) {
            op(&program, &program.instructions[spent.instruction], spent.least, batch);
        }
        println!();
    }
}

/// The layer that an instruction stems from, or what else it is for.
fn layer(instruction: &Instruction, names: &[(u32, String)]) -> String {
    let name = names.iter().find(|(id, _)| instruction.node == Some(*id)).map(|(_, name)| name.as_str());
    name.unwrap_or(match instruction.op {
        Op::LoadBatch(_) | Op::LoadLabels(_) | Op::LoadTargets(_) => "(samples)",
        Op::Update(_) | Op::GlobalNorm(_) => "(optimiser)",
        Op::MovingAverage(_) => "(running statistics)",
        _ => "(loss)",
    })
    .to_owned()
}

/// Markdown; a layer that has no line is done by the one before it.
fn table(layers: &[Spent], peak: &Peak) {
    println!("| layer | forward, ms | gradients, ms | share | MFLOP | at the peak, ms |");
    println!("| --- | ---: | ---: | ---: | ---: | ---: |");
    let all = |of: &dyn Fn(&Spent) -> f64| layers.iter().map(of).sum::<f64>();
    let seconds = all(&|layer| layer.seconds.iter().sum());
    let sums = [0, 1].map(|half| all(&|layer| layer.seconds[half]));
    let total = Spent { name: "all".to_owned(), seconds: sums, flops: all(&|layer| layer.flops) };
    for Spent { name, seconds: [forward, gradients], flops } in layers.iter().chain([&total]) {
        let share = 100.0 * (forward + gradients) / seconds;
        let [forward, gradients, floor] = [*forward, *gradients, flops / peak.flops].map(|seconds| seconds * 1e3);
        println!("| {name} | {forward:.3} | {gradients:.3} | {share:.0} % | {:.1} | {floor:.3} |", flops / 1e6);
    }
    println!();
}

fn op(program: &Program, instruction: &Instruction, seconds: f64, batch: usize) {
    let [flops, bytes] = common::cost(program, instruction, batch).map(|count| count / seconds / 1e9);
    let of = instruction.outputs.first().map_or(String::new(), |&y| program.type_of(y).shape.to_string());
    let (key, words, milliseconds) = (instruction.op.key(), instruction.op.words(), seconds * 1e3);
    println!("  {milliseconds:8.4} ms {flops:7.1} GFLOP/s {bytes:7.1} GB/s  {key} {words} {of}");
}
