//! What changes the stores and what is loaded: the optimiser, running statistics, reports, batches; and that the number
//! of steps in a submission changes nothing.

use std::sync::Arc;

use netloom::base::{Philox, Shape};
use netloom::data::Augmentation;
use netloom::device::gpu::{Gpu, GpuOptions};
use netloom::device::{Block, Device, Samples, Step, Stored, Targets};
use netloom::ops::{
    Emit, Function, GlobalNorm, Input, LoadBatch, LoadLabels, LoadTargets, MovingAverage, Reduce, Rule, Type, Unary,
    Update, Value,
};
use netloom::program::{Builder, Fusions, Layout, Program};

use crate::harness::Devices;

/// Weights of awkward sizes: one number, more than a piece of the update, a gap after each.
fn layout() -> Arc<Layout> {
    let mut layout = Layout::default();
    for (place, count) in [1, 70, 1024, 2500, 3].into_iter().enumerate() {
        layout.add_weight(format!("w{place}"), Shape::from([count]));
    }
    layout.add_state("s", Shape::from([67]));
    Arc::new(layout)
}

fn numbers(count: usize, seed: u64) -> Vec<f32> {
    let mut random = Philox::new(seed, 3);
    (0..count).map(|_| random.between(-2.0, 2.0) as f32).collect()
}

fn emit(builder: &mut Builder, op: impl Into<netloom::ops::Op>, inputs: &[Value]) -> Value {
    (builder as &mut dyn Emit).emit(op, inputs)
}

/// One step of the rule with gradient 0.3·w + 1.5 for every target, reporting the mean of the second weight.
fn update_program(rule: Rule, decay: f32, clip: Option<f32>, targets: Vec<usize>) -> Arc<Program> {
    let mut builder = Builder::new(layout());
    let mut gradients = Vec::new();
    for &target in &targets {
        let weight = builder.weight(target);
        let function = Function::Linear { scale: 0.3, offset: 1.5 };
        gradients.push(emit(&mut builder, Unary { function }, &[weight]));
    }
    let weight = builder.weight(1);
    let mean = emit(&mut builder, Reduce { mean: true, axes: vec![0], rows: false, by_product: false }, &[weight]);
    let mean = (&mut builder as &mut dyn Emit).reshape(mean, []);
    builder.report("mean", mean);
    builder.update(Update { rule, decay, clip, targets, folds: false }, gradients);
    Arc::new(builder.finish(1, Fusions::ALL))
}

fn steps(count: u64) -> Vec<Step> {
    (0..count).map(|step| Step { rows: 1, step, rate: 0.01 + 0.001 * step as f64, ..Step::default() }).collect()
}

/// Weights, memories and reports after some steps, so many to a call.
fn train<D: Device>(device: &mut D, program: &Arc<Program>, memories: usize, together: usize) -> Vec<Vec<f32>> {
    let layout = &program.layout;
    let store = device.store(layout, memories).expect("a store");
    device.write_block(store, Block::Weights, &numbers(layout.weights_extent(), 1)).expect("written");
    let id = device.prepare(program.clone(), store, None).expect("a program");
    for block in steps(20).chunks(together) {
        device.run(id, block).expect("run");
    }
    let reports = device.reports(id, true).expect("reports");
    assert_eq!(reports.len(), 20, "one report for each step");
    let mut all = vec![reports.concat(), device.read_block(store, Block::Weights).expect("weights")];
    all.extend((0..memories).map(|place| device.read_block(store, Block::Memory(place)).expect("memory")));
    all
}

#[test]
fn update() {
    let Some(mut devices) = Devices::open() else { return };
    let adam = Rule::Adam { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 };
    let rms = |momentum| Rule::RmsProp { rho: 0.9, momentum, epsilon: 1e-7 };
    let sgd = |momentum, nesterov| Rule::Sgd { momentum, nesterov };
    let cases = [
        (sgd(0.0, false), 0.0, None),
        (sgd(0.9, false), 0.0, Some(1.5)),
        (sgd(0.9, true), 0.01, None),
        (rms(0.0), 0.0, None),
        (rms(0.5), 0.01, Some(1e9)),
        (adam, 0.0, None),
        (adam, 0.01, Some(1.5)),
    ];
    for (rule, decay, clip) in cases {
        for targets in [vec![0, 1, 2, 3, 4], vec![3, 1]] {
            let program = update_program(rule, decay, clip, targets.clone());
            let memories = rule.memories();
            let got = train(&mut devices.gpu, &program, memories, 20);
            assert_eq!(got, train(&mut devices.gpu, &program, memories, 1), "{rule:?}: steps one by one differ");
            assert_eq!(got, train(&mut devices.checked, &program, memories, 7), "{rule:?}: the checked shader differs");
            let wanted = train(&mut devices.cpu, &program, memories, 20);
            for (block, (got, wanted)) in got.iter().zip(&wanted).enumerate() {
                for (place, (got, wanted)) in got.iter().zip(wanted).enumerate() {
                    let close = (got - wanted).abs() <= 2e-5 * (wanted.abs() + 0.1);
                    assert!(close, "{rule:?} of {targets:?}, block {block}, number {place}: {got}, not {wanted}");
                }
            }
        }
    }
}

#[test]
fn norm_of_gradients_elsewhere() {
    let Some(mut devices) = Devices::open() else { return };
    let mut builder = Builder::new(layout());
    let weights: Vec<Value> = (0..5).map(|place| builder.weight(place)).collect();
    let norm = emit(&mut builder, GlobalNorm {}, &weights);
    builder.name("norm", norm);
    let program = Arc::new(builder.finish(1, Fusions::NONE));
    let mut norms = Vec::new();
    let Devices { gpu, checked, cpu } = &mut devices;
    for device in [gpu as &mut dyn Device, checked, cpu] {
        let store = device.store(&program.layout, 0).expect("a store");
        let weights = numbers(program.layout.weights_extent(), 4);
        device.write_block(store, Block::Weights, &weights).expect("written");
        let id = device.prepare(program.clone(), store, None).expect("a program");
        device.run(id, &steps(1)).expect("run");
        norms.push(device.read(id, norm, 1).expect("read")[0]);
    }
    assert_eq!(norms[0].to_bits(), norms[1].to_bits());
    assert!((norms[0] - norms[2]).abs() <= 2e-6 * norms[2], "{norms:?}");
}

#[test]
fn moving_average() {
    let Some(mut devices) = Devices::open() else { return };
    let mut builder = Builder::new(layout());
    let of = Type::single([67]);
    let fresh = emit(&mut builder, Input { of }, &[]);
    builder.name("fresh", fresh);
    let state = builder.state(0);
    builder.emit_all(MovingAverage { momentum: 0.99 }.into(), &[state, fresh]);
    // A state into a state: both lie in one buffer.
    builder.emit_all(MovingAverage { momentum: 0.5 }.into(), &[state, state]);
    let program = Arc::new(builder.finish(1, Fusions::NONE));
    let mut states = Vec::new();
    let Devices { gpu, cpu, .. } = &mut devices;
    for device in [gpu as &mut dyn Device, cpu] {
        let store = device.store(&program.layout, 0).expect("a store");
        device.write_block(store, Block::States, &numbers(program.layout.states_extent(), 4)).expect("written");
        let id = device.prepare(program.clone(), store, None).expect("a program");
        device.write(id, fresh, &numbers(67, 5)).expect("written");
        device.run(id, &steps(3)).expect("run");
        states.push(device.read_block(store, Block::States).expect("read"));
    }
    for (got, wanted) in states[0].iter().zip(&states[1]) {
        assert!((got - wanted).abs() <= 2e-6 * (wanted.abs() + 1e-3), "{got}, not {wanted}");
    }
}

#[test]
fn batches_of_bytes_and_numbers() {
    let Some(mut devices) = Devices::open() else { return };
    // Room for a few samples in each buffer: the data set lies in several.
    let options = GpuOptions { poison: true, piece: Some(64), ..GpuOptions::default() };
    let mut pieces = Gpu::open_with(Some("gpu"), options).expect("it was opened before");
    let order = [4u32, 0, 6, 2, 5, 1, 3];
    for (shape, scales, offsets) in [([4, 4, 1], 1, 1), ([3, 5, 3], 3, 1), ([2, 2, 4], 4, 4), ([1, 1, 1], 1, 1)] {
        let shape = Shape::from(shape);
        let count = shape.count();
        let bytes: Vec<u8> = (0..7 * count).map(|place| (place * 37 % 256) as u8).collect();
        let table = numbers(7 * count, 8);
        let labels = [3u32, 1, 4, 1, 5, 9, 2];
        let targets = numbers(7 * 3, 9);
        for as_bytes in [true, false] {
            let mut builder = Builder::new(Arc::new(Layout::default()));
            let op = LoadBatch {
                shape: shape.clone(),
                scale: numbers(scales, 1),
                offset: numbers(offsets, 2),
                augment: None,
                by_products: false,
            };
            let x = emit(&mut builder, op, &[]);
            let op: netloom::ops::Op = if as_bytes { LoadLabels {}.into() } else { LoadTargets { width: 3 }.into() };
            let t = emit(&mut builder, op, &[]);
            builder.name("x", x);
            builder.name("t", t);
            let program = Arc::new(builder.finish(4, Fusions::NONE));
            let stored = bytes.clone().into();
            let samples = Samples {
                shape: &shape,
                inputs: if as_bytes { Stored::Bytes(&stored) } else { Stored::Numbers(&table) },
                targets: if as_bytes { Targets::Labels(&labels) } else { Targets::Numbers(&targets, 3) },
            };
            let mut results = Vec::new();
            let Devices { gpu, checked, cpu } = &mut devices;
            for device in [gpu as &mut dyn Device, checked, cpu, &mut pieces] {
                let data = device.load(&samples).expect("loaded");
                let store = device.store(&program.layout, 0).expect("a store");
                let id = device.prepare(program.clone(), store, Some(data)).expect("a program");
                device.set_order(data, &order).expect("ordered");
                device.run(id, &[Step { rows: 3, offset: 2, ..Step::default() }]).expect("run");
                let x = device.read(id, x, 3).expect("read");
                results.push((x, device.read(id, t, 3).expect("read")));
            }
            assert_eq!(results[0], results[1]);
            assert_eq!(results[0], results[3], "{shape}: in several buffers");
            assert_eq!(results[0].1, results[2].1);
            for (got, wanted) in results[0].0.iter().zip(&results[2].0) {
                assert!((got - wanted).abs() <= 2e-6 * (wanted.abs() + 1.0), "{shape}: {got}, not {wanted}");
            }
        }
    }
}

#[test]
fn augmented_batches() {
    let Some(mut devices) = Devices::open() else { return };
    let order = [4u32, 0, 6, 2, 5, 1, 3];
    let off = Augmentation::default;
    let all = Augmentation {
        flip_horizontal: true,
        flip_vertical: true,
        shift: 0.2,
        rotate: 40.0,
        zoom: 0.3,
        brightness: 0.4,
        contrast: 0.5,
        cut_out: 0.4,
    };
    let each = [
        Augmentation { flip_horizontal: true, ..off() },
        Augmentation { shift: 0.3, zoom: 0.5, ..off() },
        Augmentation { rotate: 180.0, ..off() },
        Augmentation { brightness: 1.0, contrast: 1.0, ..off() },
        Augmentation { cut_out: 1.0, ..off() },
        all.clone(),
        all,
    ];
    let shapes = [[5, 7, 3], [8, 8, 1], [6, 4, 2], [3, 5, 3], [9, 9, 1], [12, 10, 3], [1, 1, 1]];
    for (settings, shape) in each.into_iter().zip(shapes) {
        let channels = shape[2];
        let shape = Shape::from(shape);
        let count = shape.count();
        let bytes: Vec<u8> = (0..7 * count).map(|place| (place * 37 % 256) as u8).collect();
        let table: Vec<f32> = bytes.iter().map(|&byte| f32::from(byte) / 255.0).collect();
        for as_bytes in [true, false] {
            let mut builder = Builder::new(Arc::new(Layout::default()));
            let [scale, offset] = [numbers(channels, 1), numbers(1, 2)];
            let op =
                LoadBatch { shape: shape.clone(), scale, offset, augment: Some(settings.clone()), by_products: false };
            let x = emit(&mut builder, op, &[]);
            builder.name("x", x);
            let program = Arc::new(builder.finish(4, Fusions::NONE));
            let stored = bytes.clone().into();
            let samples = Samples {
                shape: &shape,
                inputs: if as_bytes { Stored::Bytes(&stored) } else { Stored::Numbers(&table) },
                targets: Targets::Labels(&[0; 7]),
            };
            let mut results = Vec::new();
            let mut native = netloom::device::cpu::Cpu::<f32>::new(Some(2)).expect("two threads");
            let Devices { gpu, checked, cpu } = &mut devices;
            for device in [gpu as &mut dyn Device, checked, cpu, &mut native] {
                let data = device.load(&samples).expect("loaded");
                let store = device.store(&program.layout, 0).expect("a store");
                let id = device.prepare(program.clone(), store, Some(data)).expect("a program");
                device.set_order(data, &order).expect("ordered");
                let step = Step { rows: 3, offset: 2, step: 5 + (3 << 32), seed: 9 + (1 << 40), rate: 0.0 };
                device.run(id, &[step]).expect("run");
                let first = device.read(id, x, 3).expect("read");
                device.run(id, &[step]).expect("run");
                assert_eq!(first, device.read(id, x, 3).expect("read"), "the same bits again");
                results.push(first);
            }
            // Stored numbers run to 255, and a place that is rounded lies between pixels that may differ by as much.
            let largest = if as_bytes { 255.0 } else { 1.0 };
            // The checked shader is another compilation, which may fuse other products and sums.
            for other in [0, 1, 3] {
                for (got, wanted) in results[other].iter().zip(&results[2]) {
                    assert!((got - wanted).abs() <= 2e-5 * largest, "{settings:?} {shape}: {got}, not {wanted}");
                }
            }
        }
    }
}

#[test]
fn too_much_is_refused_with_a_sentence() {
    let Some(mut devices) = Devices::open() else { return };
    let mut builder = Builder::new(Arc::new(Layout::default()));
    let x = emit(&mut builder, Input { of: Type::batched([1 << 20]) }, &[]);
    builder.name("x", x);
    let program = Arc::new(builder.finish(8192, Fusions::NONE));
    let store = devices.gpu.store(&program.layout, 0).expect("a store");
    let error = devices.gpu.prepare(program, store, None).expect_err("32 GiB in one piece");
    assert!(error.to_string().contains("smaller batch"), "{error}");
    assert!(!devices.gpu.is_lost());
}
