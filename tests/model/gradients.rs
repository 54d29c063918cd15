//! The gradient rule of every op against central differences, in f64, with the bounds of PyTorch's gradcheck.

use std::sync::Arc;

use netloom::base::Philox;
use netloom::device::cpu::Cpu;
use netloom::device::{Device, Step};
use netloom::ops::{Emit, Input, Reduce, Type, Value};
use netloom::program::{Builder, Fusions, Layout};

use crate::cases::{COUNT, Case, kinds};
use crate::trial::{Draw, Given, emit_inputs, write};

const SHIFT: f64 = 1e-6;
/// The most numbers of one input that are shifted.
const SHIFTED: usize = 40;

/// Emits Σ y·r over everything, where y is the op's first output and r an input of random numbers.
fn emit_total(builder: &mut Builder, case: &Case) -> (Vec<Value>, Value, Value) {
    let inputs = emit_inputs(builder, &case.given);
    let y = builder.emit_all(case.op.clone(), &inputs)[0];
    let of = builder.type_of(y).clone();
    let emit: &mut dyn Emit = builder;
    let r = emit.emit(Input { of: of.clone() }, &[]);
    let product = emit.multiply(y, r);
    let total = emit.emit(
        Reduce { mean: false, axes: (0..of.shape.len()).collect(), rows: of.batched, by_product: false },
        &[product],
    );
    let total = emit.reshape(total, []);
    builder.name("r", r);
    builder.name("total", total);
    (inputs, r, total)
}

fn check(name: &str, number: u64, device: &mut Cpu<f64>, draw: &Draw, case: &Case) {
    let varying: Vec<usize> = (0..case.given.len()).filter(|&place| case.given[place].varies).collect();
    let mut builder = Builder::new(Arc::new(Layout::default()));
    let (inputs, r, total) = emit_total(&mut builder, case);
    let forward = Arc::new(builder.clone().finish(draw.batch, Fusions::NONE));
    let wrt: Vec<Value> = varying.iter().map(|&place| inputs[place]).collect();
    let gradients: Vec<Value> =
        builder.gradient(total, &wrt).into_iter().map(|gradient| gradient.expect("every input counts")).collect();
    for (place, &gradient) in gradients.iter().enumerate() {
        builder.name(format!("gradient {place}"), gradient);
    }
    let backward = Arc::new(builder.finish(draw.batch, Fusions::NONE));
    let store = device.store(&forward.layout, 0).unwrap();
    let [forward_id, backward_id] = [&forward, &backward].map(|p| device.prepare(p.clone(), store, None).unwrap());
    let step = [Step { rows: draw.rows as u32, seed: 5, step: number, ..Step::default() }];
    let of = forward.type_of(r).clone();
    let random = Draw { random: Philox::new(number, 12), ..*draw }.given(of);
    for id in [forward_id, backward_id] {
        write(device, id, r, &random);
        inputs.iter().zip(&case.given).for_each(|(&input, given)| write(device, id, input, given));
    }
    device.run(backward_id, &step).unwrap();
    for (&place, &gradient) in varying.iter().zip(&gradients) {
        let analytic = device.read_exact(backward_id, gradient, draw.rows).unwrap();
        let Given { numbers, .. } = &case.given[place];
        assert_eq!(analytic.len(), numbers.len(), "{name} {number}");
        let skip = numbers.len().div_ceil(SHIFTED);
        for at in (0..numbers.len()).step_by(skip) {
            let mut total_at = |number: f64| {
                let mut shifted = numbers.clone();
                shifted[at] = number;
                device.write_exact(forward_id, inputs[place], &shifted).unwrap();
                device.run(forward_id, &step).unwrap();
                device.read_exact(forward_id, total, draw.rows).unwrap()[0]
            };
            let slope = (total_at(numbers[at] + SHIFT) - total_at(numbers[at] - SHIFT)) / (2.0 * SHIFT);
            let close = (slope - analytic[at]).abs() <= 1e-5 + 1e-3 * slope.abs();
            assert!(
                close,
                "{name}, case {number}: {:?} of {:?}: input {place}, number {at}: the rule says {}, differences say {slope}",
                case.op,
                case.given.iter().map(|given| &given.of).collect::<Vec<&Type>>(),
                analytic[at]
            );
        }
        device.write_exact(forward_id, inputs[place], numbers).unwrap();
    }
    device.forget(forward_id);
    device.forget(backward_id);
}

#[test]
fn every_gradient_rule_agrees_with_differences() {
    let mut device = Cpu::<f64>::new(Some(1)).unwrap();
    for (name, kind) in kinds() {
        for number in 0..COUNT {
            let mut draw = Draw::new(number);
            let case = kind(&mut draw);
            check(&name, number, &mut device, &draw, &case);
        }
    }
}
