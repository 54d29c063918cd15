//! Speed of every kernel: ops of the sizes that networks have, alone, as GFLOP/s and GB/s beside what the machine
//! reaches at most; and the kernels of a training step of each network that is named:
//! `cargo bench --bench kernels [-- NETWORK …] [BATCH …] [THREADSt] [DEVICE …]`, a device being cpu, gpu or part of an
//! adapter's name, and all there are without one. Times are the least of several, on a GPU by its own clock.

#[path = "kernels/cases.rs"]
mod cases;
mod common;

use std::sync::Arc;
use std::time::Instant;

use netloom::base::Philox;
use netloom::device::cpu::{Cpu, Peak};
use netloom::device::gpu::Gpu;
use netloom::device::{Block, Device, ProgramId, Step};
use netloom::network::Template;
use netloom::ops::{Element, Emit, Input, Op};
use netloom::program::{Builder, Fusions, Layout};

use cases::Case;

/// Samples that are made up.
const COUNT: usize = 512;
/// A GPU's times are the least of so many.
const REPEATS: usize = 8;
/// Seconds for each op on the native device.
const LONG: f64 = 0.1;

fn main() {
    let words = common::words();
    let threads = words.iter().find_map(|word| word.strip_suffix('t')?.parse().ok());
    let networks = common::named(&words, &[]);
    let known = |word: &str| networks.iter().any(|it| it.name == word);
    let number = |word: &str| word.trim_end_matches('t').parse::<usize>().is_ok();
    let mut devices: Vec<&str> =
        words.iter().map(String::as_str).filter(|word| !known(word) && !number(word)).collect();
    if devices.is_empty() {
        devices = vec!["cpu", "gpu"];
    }
    for device in devices {
        let machine = match device {
            "cpu" => Ok(Machine::Cpu(Cpu::new(threads).expect("threads start"))),
            adapter => Gpu::open(Some(adapter)).map(Machine::Gpu),
        };
        match machine {
            Ok(mut machine) => machine.measure(&networks, &common::batches(&words, &[32])),
            Err(error) => println!("{device}: {error}\n"),
        }
    }
}

/// What is measured.
enum Machine {
    Cpu(Cpu<f32>),
    Gpu(Gpu),
}

/// The seconds that an instruction of a program takes in one kernel.
struct Time {
    instruction: usize,
    kernel: &'static str,
    seconds: f64,
}

impl Machine {
    fn device(&mut self) -> &mut dyn Device {
        match self {
            Machine::Cpu(cpu) => cpu,
            Machine::Gpu(gpu) => gpu,
        }
    }

    fn measure(&mut self, networks: &[&Template], batches: &[usize]) {
        let peak = if let Machine::Cpu(cpu) = self { Some(cpu.peak()) } else { None };
        let info = self.device().info();
        println!("{}, {} threads", info.name, info.threads);
        if let Some(Peak { flops, memory, cache }) = peak {
            let [flops, memory, cache] = [flops, memory, cache].map(|rate| rate / 1e9);
            println!("at most {flops:.0} GFLOP/s, {memory:.0} GB/s from memory, {cache:.0} GB/s from the second cache");
        }
        println!("\n| op | of | ms | GFLOP/s | of the peak | GB/s |\n| --- | --- | ---: | ---: | ---: | ---: |");
        for case in cases::all() {
            self.alone(&case, peak);
        }
        println!();
        for template in networks {
            for &batch in batches {
                self.network(template, batch, peak);
            }
        }
    }

    /// The times of a program's kernels.
    fn times(&mut self, id: ProgramId, step: &Step) -> Vec<Time> {
        match self {
            Machine::Cpu(cpu) => {
                let start = Instant::now();
                let mut count = 0;
                while start.elapsed().as_secs_f64() < LONG || count < 3 {
                    cpu.run(id, std::slice::from_ref(step)).expect("the step runs");
                    cpu.reports(id, false).expect("the step reports");
                    count += 1;
                }
                let of = |spent: &netloom::device::cpu::Spent| Time {
                    instruction: spent.instruction,
                    kernel: "",
                    seconds: spent.least,
                };
                cpu.profile(id).iter().filter(|spent| spent.least.is_finite()).map(of).collect()
            }
            Machine::Gpu(gpu) => {
                let times = gpu.profile(id, step, REPEATS).expect("the adapter has a clock");
                let of = |time: &netloom::device::gpu::KernelTime| Time {
                    instruction: time.instruction,
                    kernel: time.shader,
                    seconds: time.seconds,
                };
                times.iter().map(of).collect()
            }
        }
    }

    /// One op.
    fn alone(&mut self, case: &Case, peak: Option<Peak>) {
        let mut layout = Layout::default();
        for shape in case.weights() {
            layout.add_weight("weight", shape);
        }
        let mut builder = Builder::new(Arc::new(layout));
        let emit: &mut dyn Emit = &mut builder;
        let inputs: Vec<_> = case.inputs.iter().map(|of| emit.emit(Input { of: of.clone() }, &[])).collect();
        for (place, output) in builder.emit_all(case.op.clone(), &inputs).into_iter().enumerate() {
            builder.name(format!("output {place}"), output);
        }
        let program = Arc::new(builder.finish(case.rows, Fusions::NONE));
        let device = self.device();
        let store = device.store(&program.layout, 2).expect("the store fits");
        let weights = vec![0.5; program.layout.weights_extent()];
        device.write_block(store, Block::Weights, &weights).expect("the weights fit");
        let id = device.prepare(program.clone(), store, None).expect("the op is prepared");
        let mut random = Philox::new(2, 2);
        for (of, &value) in case.inputs.iter().zip(&inputs) {
            let count = of.count(case.rows);
            if of.element == Element::Index {
                // Places in windows of four, or classes.
                let indices: Vec<u32> = (0..count).map(|_| random.below(4) as u32).collect();
                device.write_indices(id, value, &indices).expect("an input is written");
            } else {
                let numbers: Vec<f32> = (0..count).map(|_| random.between(0.1, 1.0) as f32).collect();
                device.write(id, value, &numbers).expect("an input is written");
            }
        }
        let step = Step { rows: case.rows as u32, rate: 1e-3, ..Step::default() };
        let times = self.times(id, &step);
        let seconds = times.iter().map(|time| time.seconds).sum();
        let instruction = program.instructions.iter().find(|it| !matches!(it.op, Op::Input(_)));
        let [flops, bytes] = common::cost(&program, instruction.expect("an op was emitted"), case.rows);
        let name = format!("{} {}", case.op.key(), case.name);
        println!("| {} | {} |{}", name.trim_end(), case.of, numbers(seconds, flops, bytes, peak));
        self.device().forget(id);
    }

    /// A training step.
    fn network(&mut self, template: &Template, batch: usize, peak: Option<Peak>) {
        let shape = common::pictures(template);
        let of = [batch, COUNT.max(batch)];
        let (program, id) = common::training(self.device(), template.build(&shape, 10), &shape, of);
        // Software compiles for good when a kernel first runs.
        let first = self.times(id, &common::step(0, of));
        let times = self.times(id, &common::step(1, of));
        let sum = |times: &[Time]| times.iter().map(|time| time.seconds).sum::<f64>() * 1e3;
        let [all, compiled] = [sum(&times), sum(&first)];
        println!("{}, batch {batch}: {all:.3} ms in kernels, when they first ran {compiled:.3}\n", template.name);
        println!("| op | of | ms | GFLOP/s | of the peak | GB/s |\n| --- | --- | ---: | ---: | ---: | ---: |");
        for time in &times {
            let instruction = &program.instructions[time.instruction];
            let of = instruction.outputs.first().map_or(String::new(), |&y| program.type_of(y).shape.to_string());
            let [flops, bytes] = common::cost(&program, instruction, batch);
            let (key, words) = (instruction.op.key(), instruction.op.words());
            let kernel = if time.kernel == key { "" } else { time.kernel };
            let name = format!("{key} {kernel}");
            let of = format!("{words} {of}");
            let numbers = numbers(time.seconds, flops, bytes, peak);
            println!("| {} | {} |{numbers}", name.trim_end(), of.trim());
        }
        println!();
        self.device().forget(id);
    }
}

/// The rest of a line of a table.
fn numbers(seconds: f64, flops: f64, bytes: f64, peak: Option<Peak>) -> String {
    let share = peak.map_or(String::new(), |peak| format!("{:.0} %", 100.0 * flops / seconds / peak.flops));
    let [flops, bytes] = [flops, bytes].map(|count| count / seconds / 1e9);
    format!(" {:.4} | {flops:.1} | {share} | {bytes:.1} |", seconds * 1e3)
}
