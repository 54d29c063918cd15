//! Milliseconds per training step of mnist-cnn on the native device, and which ops they go to (the least time of each,
//! which other work on the machine disturbs least): `cargo bench --bench steps [-- BATCH …] [THREADSt]`.

use std::sync::Arc;
use std::time::Instant;

use netloom::base::{Philox, Shape};
use netloom::device::cpu::Cpu;
use netloom::device::{Block, Device, Samples, Step, Stored, Targets};
use netloom::ops::*;
use netloom::program::{Builder, Fusions, Layout, Program};

fn layout() -> Arc<Layout> {
    let mut layout = Layout::default();
    let shapes: [&[usize]; 5] = [&[3, 3, 1, 32], &[3, 3, 32, 64], &[3, 3, 64, 64], &[576, 64], &[64, 10]];
    for (place, shape) in shapes.into_iter().enumerate() {
        layout.add_weight(format!("layer {place}/kernel"), shape.into());
        layout.add_weight(format!("layer {place}/bias"), [shape[shape.len() - 1]].into());
    }
    Arc::new(layout)
}

/// Convolutions of 32, 64 and 64 filters with pools between, dense layers of 64 and 10, Adam: as Keras has it.
fn training(layout: &Arc<Layout>, batch: usize) -> Program {
    let mut builder = Builder::new(layout.clone());
    let weights = builder.weights();
    let emit: &mut dyn Emit = &mut builder;
    let load = LoadBatch { shape: [28, 28, 1].into(), scale: vec![1.0 / 255.0], offset: vec![0.0] };
    let mut x = emit.emit(load, &[]);
    let labels = emit.emit(LoadLabels {}, &[]);
    for layer in 0..3 {
        x = emit.emit(Conv2d::default(), &[x, weights[2 * layer]]);
        x = emit.add(x, weights[2 * layer + 1]);
        x = emit.unary(Function::Relu, x);
        if layer < 2 {
            x = emit.emit(MaxPool::default(), &[x]);
        }
    }
    x = emit.reshape(x, [576]);
    x = emit.emit(Matmul::fold(false), &[x, weights[6]]);
    x = emit.add(x, weights[7]);
    x = emit.unary(Function::Relu, x);
    x = emit.emit(Matmul::fold(false), &[x, weights[8]]);
    x = emit.add(x, weights[9]);
    let losses = emit.emit(SoftmaxCrossEntropy { smoothing: 0.0 }, &[x, labels]);
    let loss = emit.emit(Reduce { mean: true, axes: vec![], rows: true }, &[losses]);
    let right = emit.emit(Correct { threshold: 0.5 }, &[x, labels]);
    let right = emit.emit(Reduce { mean: false, axes: vec![], rows: true }, &[right]);
    builder.report("loss", loss);
    builder.report("correct", right);
    let gradients = builder.gradient(loss, &weights).into_iter().flatten().collect();
    builder.update(Update { targets: (0..weights.len()).collect(), ..Update::default() }, gradients);
    builder.finish(batch, Fusions::ALL)
}

fn initial(layout: &Layout) -> Vec<f32> {
    let mut numbers = vec![0.0; layout.weights_extent()];
    let mut random = Philox::new(1, 2);
    for slot in layout.weights.iter().filter(|slot| slot.shape.len() > 1) {
        let size = slot.shape.count();
        let bound = (6.0 * slot.shape.last() as f64 / size as f64).sqrt();
        numbers[slot.offset..][..size].fill_with(|| random.between(-bound, bound) as f32);
    }
    numbers
}

fn main() {
    const COUNT: usize = 8192;
    let mut random = Philox::new(1, 1);
    let labels: Vec<u32> = (0..COUNT).map(|_| random.below(10) as u32).collect();
    // A bright row that tells the class, so that a falling loss shows that all works.
    let pixel = |place: usize, random: &mut Philox| {
        let bright = (place % 784) / 56 == labels[place / 784] as usize;
        (random.below(200) + if bright { 55 } else { 0 }) as u8
    };
    let bytes: Vec<u8> = (0..COUNT * 784).map(|place| pixel(place, &mut random)).collect();
    let shape = Shape::from([28, 28, 1]);
    let samples = Samples { shape: &shape, inputs: Stored::Bytes(&bytes), targets: Targets::Labels(&labels) };
    let wanted: Vec<usize> = std::env::args().filter_map(|word| word.parse().ok()).collect();
    let threads = std::env::args().find_map(|word| word.strip_suffix('t')?.parse().ok());
    for batch in if wanted.is_empty() { vec![1, 32, 128] } else { wanted } {
        let mut device = Cpu::<f32>::new(threads).expect("threads start");
        let data = device.load(&samples).expect("the samples fit");
        let layout = layout();
        let store = device.store(&layout, 2).expect("the store fits");
        device.write_block(store, Block::Weights, &initial(&layout)).expect("the weights fit");
        let program = Arc::new(training(&layout, batch));
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
        let reports = device.reports(id, true).expect("reports are read");
        let loss = reports.iter().rev().take(20).map(|report| report[0]).sum::<f32>() / 20.0;
        println!(
            "batch {batch}: {:.3} ms a step (median), {:.3} (best); loss {loss:.3} after {} steps",
            times[times.len() / 2],
            times[0],
            reports.len()
        );
        for spent in device.profile(id) {
            let instruction = &program.instructions[spent.instruction];
            let milliseconds = spent.least * 1e3;
            let of = instruction.outputs.first().map_or(String::new(), |&y| program.type_of(y).shape.to_string());
            if milliseconds.is_finite() {
                println!("  {milliseconds:8.4} ms  {} {} {of}", instruction.op.key(), instruction.op.words());
            }
        }
    }
}
