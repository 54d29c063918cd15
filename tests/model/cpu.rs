//! The native device: against naive loops and formulas, f32 against f64, fused against unfused, any number of threads.

use std::sync::Arc;

use netloom::base::{Philox, Shape};
use netloom::device::cpu::Cpu;
use netloom::device::{Block, Device, Samples, Step, Stored, Targets};
use netloom::ops::*;
use netloom::program::{Builder, Fusions, Layout, Program};

use crate::cases::{COUNT, convolution, depthwise_convolution, kinds, wide_convolution};
use crate::trial::{Draw, Given, outputs};

#[test]
fn single_precision_agrees_with_double() {
    let [mut single, mut double] = [Cpu::<f32>::new(Some(2)).unwrap(), Cpu::<f32>::new(Some(1)).unwrap()];
    let mut oracle = Cpu::<f64>::new(Some(2)).unwrap();
    for (name, kind) in kinds() {
        for number in 0..COUNT {
            let mut draw = Draw::new(number);
            let mut case = kind(&mut draw);
            for given in &mut case.given {
                given.numbers.iter_mut().for_each(|number| *number = f64::from(*number as f32));
            }
            let step = Step { seed: 5, ..Step::default() };
            let one = outputs(&mut single, &case.op, &draw, &case.given, step);
            let other = outputs(&mut double, &case.op, &draw, &case.given, step);
            assert_eq!(one, other, "{name}, case {number}: two devices give different bits");
            let exact = outputs(&mut oracle, &case.op, &draw, &case.given, step);
            for (one, exact) in one.iter().flatten().zip(exact.iter().flatten()) {
                assert!(
                    (one - exact).abs() <= 1e-5 + 1e-4 * exact.abs(),
                    "{name}, case {number}: {one} is not {exact}"
                );
            }
        }
    }
}

/// The three products of a convolution by its definition: y, dx and dw, of x, w and dy.
fn naive(draw: &Draw, geometry: Geometry, x: &Given, w: &Given, dy: &Given) -> [Vec<f64>; 3] {
    let Geometry { stride, padding, dilation, groups } = geometry;
    let ([h, wd, ci], [oh, ow, co]) = (x.of.shape.picture().unwrap(), dy.of.shape.picture().unwrap());
    let [kh, kw, inner] = [w.of.shape[0], w.of.shape[1], w.of.shape[2]];
    let [mut y, mut dx, mut dw] = [&dy.numbers, &x.numbers, &w.numbers].map(|like| vec![0.0; like.len()]);
    for (place, &upstream) in dy.numbers.iter().enumerate() {
        let (row, oy, ox, c) = (place / co / ow / oh, place / co / ow % oh, place / co % ow, place % co);
        for tap in 0..kh * kw * inner {
            let (ky, kx, k) = (tap / inner / kw, tap / inner % kw, tap % inner);
            let iy = (oy * stride[0] + ky * dilation[0]).wrapping_sub(padding.top);
            let ix = (ox * stride[1] + kx * dilation[1]).wrapping_sub(padding.left);
            if iy < h && ix < wd {
                let from = ((row * h + iy) * wd + ix) * ci + c / (co / groups) * inner + k;
                let by = tap * co + c;
                y[place] += x.numbers[from] * w.numbers[by];
                dx[from] += upstream * w.numbers[by];
                dw[by] += upstream * x.numbers[from];
            }
        }
    }
    assert_eq!(x.numbers.len(), draw.rows * h * wd * ci);
    [y, dx, dw]
}

#[test]
fn convolution_is_what_its_definition_says() {
    let mut device = Cpu::<f64>::new(Some(2)).unwrap();
    for number in 0..200 {
        let mut draw = Draw::new(number);
        if number % 3 == 0 {
            draw.rows = 5;
            draw.batch = 6;
        }
        let kind = [convolution, wide_convolution, depthwise_convolution][number as usize / 3 % 3];
        let (geometry, input, kernel, [ci, co]) = kind(&mut draw);
        let [oh, ow] = geometry.output(input, kernel).unwrap();
        let x = draw.given(Type::batched([input[0], input[1], ci]));
        let w = draw.given(Type::single([kernel[0], kernel[1], ci / geometry.groups, co]));
        let dy = draw.given(Type::batched([oh, ow, co]));
        let epilogue = Epilogue::default();
        let wanted = naive(&draw, geometry, &x, &w, &dy);
        let ops: [(Op, Vec<Given>); 3] = [
            (Conv2d { geometry, epilogue }.into(), vec![x.clone(), w.clone()]),
            (Conv2dInputGradient { geometry, input, epilogue }.into(), vec![dy.clone(), w]),
            (Conv2dWeightGradient { geometry, kernel }.into(), vec![x, dy]),
        ];
        for ((op, given), wanted) in ops.into_iter().zip(wanted) {
            let found = outputs(&mut device, &op, &draw, &given, Step::default()).remove(0);
            assert_eq!(found.len(), wanted.len());
            for (found, wanted) in found.iter().zip(&wanted) {
                let close = (found - wanted).abs() < 1e-11 * (1.0 + wanted.abs());
                assert!(close, "case {number}, {op:?} of {:?}: {found} is not {wanted}", given[0].of);
            }
        }
    }
}

#[test]
fn of_equal_numbers_the_first_is_the_largest() {
    let mut device = Cpu::<f32>::new(Some(1)).unwrap();
    let draw = Draw { random: Philox::new(0, 0), rows: 1, batch: 1 };
    for channels in [1, 5, 16, 35] {
        let numbers = [1.0, 2.0, 2.0, 0.0, -1.0, -1.0, -1.0, -1.0].map(|number| vec![number; channels]).concat();
        let x = Given { of: Type::batched([4, 2, channels]), numbers, varies: false };
        let found = outputs(&mut device, &MaxPool::default().into(), &draw, &[x], Step::default());
        assert_eq!(found[0], [2.0, -1.0].map(|number| vec![number; channels]).concat());
        assert_eq!(found[1], [1.0, 0.0].map(|number| vec![number; channels]).concat());
    }
}

#[test]
fn dropout_keeps_its_rate_and_depends_on_seed_step_and_stream_alone() {
    let [mut one, mut other] = [1, 3].map(|threads| Cpu::<f32>::new(Some(threads)).unwrap());
    let draw = Draw { random: Philox::new(0, 0), rows: 2, batch: 2 };
    let x = Given { of: Type::batched([50_001]), numbers: vec![1.0; 100_002], varies: false };
    let op = |stream| Op::from(Dropout { rate: 0.3, stream });
    let step = Step { seed: 1 << 40, step: 7, ..Step::default() };
    let first = outputs(&mut one, &op(1), &draw, std::slice::from_ref(&x), step);
    assert_eq!(first, outputs(&mut other, &op(1), &draw, std::slice::from_ref(&x), step));
    let survivors: Vec<f64> = first[0].iter().copied().filter(|&y| y != 0.0).collect();
    assert!(survivors.iter().all(|&y| y == f64::from(1.0f32 / (1.0 - 0.3))));
    assert!((survivors.len() as f64 / 100_002.0 - 0.7).abs() < 0.005, "{} survive", survivors.len());
    for (stream, step) in [(2, step), (1, Step { step: 8, ..step }), (1, Step { seed: 1, ..step })] {
        assert_ne!(first, outputs(&mut one, &op(stream), &draw, std::slice::from_ref(&x), step));
    }
}

/// A small network with all that training has, its batch and its data.
fn network(batch: usize, fusions: Fusions, rule: Rule) -> Program {
    let mut layout = Layout::default();
    for shape in [&[3, 3, 2, 16][..], &[16], &[3, 3, 16, 32], &[32], &[288, 24], &[24], &[24, 5], &[5]] {
        layout.add_weight(format!("weight {}", layout.weights.len()), shape.into());
    }
    let average = layout.add_state("average", [5].into());
    let mut builder = Builder::new(Arc::new(layout));
    let weights = builder.weights();
    let average = builder.state(average);
    let emit: &mut dyn Emit = &mut builder;
    let load = LoadBatch {
        shape: [11, 11, 2].into(),
        scale: vec![1.0 / 255.0, 0.01],
        offset: vec![0.0, -0.5],
        ..LoadBatch::default()
    };
    let mut x = emit.emit(load, &[]);
    let labels = emit.emit(LoadLabels {}, &[]);
    for layer in 0..2 {
        let padding = Padding { top: 1, bottom: 1, left: 1, right: 1 };
        let geometry =
            Geometry { padding: if layer == 0 { padding } else { Padding::default() }, ..Geometry::default() };
        x = emit.emit(Conv2d { geometry, epilogue: Epilogue::default() }, &[x, weights[2 * layer]]);
        x = emit.add(x, weights[2 * layer + 1]);
        x = emit.unary(if layer == 0 { Function::Gelu } else { Function::Relu }, x);
        if layer == 0 {
            x = emit.emit(MaxPool::default(), &[x]);
        }
    }
    x = emit.reshape(x, [288]);
    x = emit.emit(Dropout { rate: 0.25, stream: 1 }, &[x]);
    x = emit.emit(Matmul::fold(false), &[x, weights[4]]);
    x = emit.add(x, weights[5]);
    x = emit.unary(Function::Tanh, x);
    x = emit.emit(Matmul::fold(false), &[x, weights[6]]);
    x = emit.add(x, weights[7]);
    let losses = emit.emit(SoftmaxCrossEntropy { smoothing: 0.1 }, &[x, labels]);
    let loss = emit.emit(Reduce { mean: true, axes: vec![], rows: true, by_product: false }, &[losses]);
    let right = emit.emit(Correct { threshold: 0.5 }, &[x, labels]);
    let right = emit.emit(Reduce { mean: false, axes: vec![], rows: true, by_product: false }, &[right]);
    let mean = emit.emit(Reduce { mean: true, axes: vec![], rows: true, by_product: false }, &[x]);
    emit.emit_all(MovingAverage { momentum: 0.9 }.into(), &[average, mean]);
    builder.report("loss", loss);
    builder.report("correct", right);
    builder.name("logits", x);
    let gradients = builder.gradient(loss, &weights).into_iter().flatten().collect();
    let targets = (0..weights.len()).collect();
    builder.update(Update { rule, decay: 0.01, clip: Some(0.5), targets, folds: false }, gradients);
    builder.finish(batch, fusions)
}

/// Twelve steps of the network, the last of each four with fewer rows: reports, weights, states, memories.
fn train<T: netloom::device::cpu::Real>(threads: usize, batch: usize, fusions: Fusions, rule: Rule) -> Vec<Vec<f64>> {
    let mut device = Cpu::<T>::new(Some(threads)).unwrap();
    let mut random = Philox::new(3, 0);
    let bytes: Vec<u8> = (0..100 * 242).map(|_| random.below(256) as u8).collect();
    let labels: Vec<u32> = (0..100).map(|_| random.below(5) as u32).collect();
    let shape = Shape::from([11, 11, 2]);
    let samples = Samples { shape: &shape, inputs: Stored::Bytes(&bytes.into()), targets: Targets::Labels(&labels) };
    let data = device.load(&samples).unwrap();
    let mut order: Vec<u32> = (0..100).collect();
    random.shuffle(&mut order);
    device.set_order(data, &order).unwrap();
    let program = Arc::new(network(batch, fusions, rule));
    let store = device.store(&program.layout, rule.memories()).unwrap();
    let mut weights = vec![0.0; program.layout.weights_extent()];
    for slot in &program.layout.weights {
        weights[slot.offset..][..slot.shape.count()].fill_with(|| 0.1 * random.normal() as f32);
    }
    device.write_block(store, Block::Weights, &weights).unwrap();
    let id = device.prepare(program.clone(), store, Some(data)).unwrap();
    let step = |step: usize| {
        let rows = if step % 4 == 3 { batch.div_ceil(2) } else { batch } as u32;
        Step { rows, offset: (step * 5) as u32, step: step as u64, seed: 9, rate: 0.01 }
    };
    device.run(id, &(0..12).map(step).collect::<Vec<Step>>()).unwrap();
    let mut results: Vec<Vec<f64>> = Vec::new();
    let double = |numbers: Vec<T>| numbers.into_iter().map(T::double).collect::<Vec<f64>>();
    results.extend(device.reports_exact(id).unwrap().into_iter().map(double));
    assert_eq!(results.len(), 12);
    let blocks = [Block::Weights, Block::States].into_iter().chain((0..rule.memories()).map(Block::Memory));
    results.extend(blocks.map(|block| double(device.read_block_exact(store, block).unwrap())));
    results
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    for batch in [1, 3, 33] {
        let one = train::<f32>(1, batch, Fusions::ALL, Rule::default());
        for threads in [1, 2, 3] {
            assert_eq!(
                one,
                train::<f32>(threads, batch, Fusions::ALL, Rule::default()),
                "{threads} threads, batch {batch}"
            );
        }
    }
}

#[test]
fn fused_programs_agree_with_unfused_ones_and_f32_with_f64() {
    for rule in [Rule::default(), Rule::Sgd { momentum: 0.9, nesterov: true }] {
        let fused = train::<f64>(2, 9, Fusions::ALL, rule);
        let close = |name: &str, others: Vec<Vec<f64>>, bound: f64| {
            for (one, other) in fused.iter().flatten().zip(others.iter().flatten()) {
                assert!((one - other).abs() < bound * (1.0 + one.abs()), "{name}: {one} is not {other}");
            }
        };
        close("unfused", train::<f64>(2, 9, Fusions::NONE, rule), 1e-12);
        let activation = Fusions { gradient: false, ..Fusions::ALL };
        close("without gradients", train::<f64>(2, 9, activation, rule), 1e-12);
        close("f32", train::<f32>(2, 9, Fusions::ALL, rule), 2e-3);
    }
}

/// Three steps of a rule on one weight with a fixed gradient, by the device.
fn moved(rule: Rule, decay: f32, clip: Option<f32>, gradient: [f64; 2], weights: [f64; 2]) -> Vec<[f64; 2]> {
    let mut layout = Layout::default();
    layout.add_weight("p", [2].into());
    let mut builder = Builder::new(Arc::new(layout));
    let g = (&mut builder as &mut dyn Emit).emit(Input { of: Type::single([2]) }, &[]);
    builder.name("g", g);
    builder.update(Update { rule, decay, clip, targets: vec![0], folds: false }, vec![g]);
    let program = Arc::new(builder.finish(1, Fusions::ALL));
    let mut device = Cpu::<f64>::new(Some(1)).unwrap();
    let store = device.store(&program.layout, rule.memories()).unwrap();
    let id = device.prepare(program.clone(), store, None).unwrap();
    let mut block = vec![0.0; 64];
    block[..2].copy_from_slice(&weights);
    device.write_block_exact(store, Block::Weights, &block).unwrap();
    device.write_exact(id, g, &gradient).unwrap();
    let mut seen = Vec::new();
    for step in 0..3 {
        device.run(id, &[Step { rows: 1, step, rate: 0.1, ..Step::default() }]).unwrap();
        let block = device.read_block_exact(store, Block::Weights).unwrap();
        seen.push([block[0], block[1]]);
    }
    seen
}

#[test]
fn optimisers_are_their_formulas() {
    let (g, p) = ([0.5f64, -2.0], [1.0f64, 3.0]);
    let expect = |rule: Rule, decay: f32, clip: Option<f32>, formula: &dyn Fn(usize, f64, &mut [f64; 2]) -> f64| {
        let norm = (g[0] * g[0] + g[1] * g[1]).sqrt();
        let factor = clip.map_or(1.0, |clip| (f64::from(clip) / norm).min(1.0));
        let found = moved(rule, decay, clip, g, p);
        for weight in 0..2 {
            let (mut p, mut memory) = (p[weight], [0.0; 2]);
            for (step, found) in found.iter().enumerate() {
                p = p - 0.1 * f64::from(decay) * p + formula(step + 1, g[weight] * factor, &mut memory);
                assert!((p - found[weight]).abs() < 1e-12, "{rule:?}, step {step}: {} is not {p}", found[weight]);
            }
        }
    };
    let sgd = |momentum, nesterov| Rule::Sgd { momentum, nesterov };
    expect(sgd(0.0, false), 0.0, None, &|_, g, _| -0.1 * g);
    expect(sgd(0.0, false), 0.25, Some(0.5), &|_, g, _| -0.1 * g);
    expect(sgd(0.0, false), 0.0, Some(50.0), &|_, g, _| -0.1 * g);
    expect(sgd(0.5, false), 0.0, None, &|_, g, m| {
        m[0] = 0.5 * m[0] - 0.1 * g;
        m[0]
    });
    expect(sgd(0.5, true), 0.0, None, &|_, g, m| {
        m[0] = 0.5 * m[0] - 0.1 * g;
        0.5 * m[0] - 0.1 * g
    });
    let rms = |momentum| Rule::RmsProp { rho: 0.75, momentum, epsilon: 0.125 };
    expect(rms(0.0), 0.0, None, &|_, g, m| {
        m[0] = 0.75 * m[0] + 0.25 * g * g;
        -0.1 * g / (m[0] + 0.125).sqrt()
    });
    expect(rms(0.5), 0.0, None, &|_, g, m| {
        m[0] = 0.75 * m[0] + 0.25 * g * g;
        m[1] = 0.5 * m[1] + 0.1 * g / (m[0] + 0.125).sqrt();
        -m[1]
    });
    let adam = Rule::Adam { beta_1: 0.75, beta_2: 0.875, epsilon: 0.125 };
    expect(adam, 0.5, None, &|t, g, m| {
        m[0] = 0.75 * m[0] + 0.25 * g;
        m[1] = 0.875 * m[1] + 0.125 * g * g;
        let corrected = 0.1 * (1.0 - 0.875f64.powi(t as i32)).sqrt() / (1.0 - 0.75f64.powi(t as i32));
        -corrected * m[0] / (m[1].sqrt() + 0.125)
    });
}

#[test]
fn batches_come_from_the_data_set_in_order() {
    let mut builder = Builder::new(Arc::new(Layout::default()));
    let emit: &mut dyn Emit = &mut builder;
    let x = emit
        .emit(LoadBatch { shape: [2].into(), scale: vec![2.0], offset: vec![0.0, 1.0], ..LoadBatch::default() }, &[]);
    let y = emit.emit(LoadTargets { width: 1 }, &[]);
    builder.name("x", x);
    builder.name("y", y);
    let program = Arc::new(builder.finish(2, Fusions::ALL));
    let mut device = Cpu::<f32>::new(Some(1)).unwrap();
    let shape = Shape::from([2]);
    let inputs = Stored::Numbers(&[0.0, 1.0, 10.0, 11.0, 20.0, 21.0]);
    let samples = Samples { shape: &shape, inputs, targets: Targets::Numbers(&[5.0, 6.0, 7.0], 1) };
    let data = device.load(&samples).unwrap();
    let store = device.store(&program.layout, 0).unwrap();
    let id = device.prepare(program.clone(), store, Some(data)).unwrap();
    device.set_order(data, &[2, 0, 1]).unwrap();
    device.run(id, &[Step { rows: 2, offset: 1, ..Step::default() }]).unwrap();
    assert_eq!(device.read(id, x, 2).unwrap(), [0.0, 3.0, 20.0, 23.0]);
    assert_eq!(device.read(id, y, 2).unwrap(), [5.0, 6.0]);
    let refused = |result: netloom::base::Result<()>, words: &str| {
        let sentence = result.unwrap_err().to_string();
        assert!(sentence.contains(words), "{sentence}");
    };
    refused(device.run(id, &[Step { rows: 2, offset: 2, ..Step::default() }]), "reaches beyond the 3");
    refused(device.run(id, &[Step { rows: 3, ..Step::default() }]), "does not fit a batch of 2");
    refused(device.set_order(data, &[3]), "no sample 3 among 3");
    refused(device.prepare(program, store, None).map(|_| ()), "the data set does not fit");
}

#[test]
fn a_program_that_does_not_fit_in_memory_is_refused_with_advice() {
    let mut builder = Builder::new(Arc::new(Layout::default()));
    let emit: &mut dyn Emit = &mut builder;
    let x = emit.emit(Input { of: Type::batched([1 << 20]) }, &[]);
    let y = emit.unary(Function::Relu, x);
    builder.name("y", y);
    let program = Arc::new(builder.finish(1 << 24, Fusions::ALL));
    let mut device = Cpu::<f32>::new(Some(1)).unwrap();
    let store = device.store(&program.layout, 0).unwrap();
    let sentence = device.prepare(program, store, None).unwrap_err().to_string();
    assert!(sentence.contains("a batch of 16777216 needs") && sentence.contains("would fit"), "{sentence}");
}
