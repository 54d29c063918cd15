//! Dropout as a layer: what peers cannot show, as each draws its own random numbers.

use std::sync::Arc;

use netloom::device::cpu::Cpu;
use netloom::device::{Device, Step};
use netloom::layers::{Dropout, LayerBuilder, LayerKind};
use netloom::ops::{Emit, Input, Type};
use netloom::program::{Builder, Fusions, Layout};

/// What the layer makes of 4 rows of 5,000 ones at a step.
fn dropped(rate: f64, training: bool, node: u32, step: u64) -> Vec<f32> {
    let mut builder = Builder::new(Arc::new(Layout::default()));
    let x = (&mut builder as &mut dyn Emit).emit(Input { of: Type::batched([5000]) }, &[]);
    builder.name("x", x);
    let mut at = LayerBuilder { emit: &mut builder, training, node, weights: &[], averages: Vec::new() };
    let y = Dropout { rate }.build(&mut at, &[x]);
    builder.name("y", y);
    let program = Arc::new(builder.finish(4, Fusions::ALL));
    let mut cpu = Cpu::<f32>::new(Some(1)).unwrap();
    let store = cpu.store(&program.layout, 0).unwrap();
    let id = cpu.prepare(program.clone(), store, None).unwrap();
    cpu.write(id, program.named("x").unwrap(), &[1.0; 20_000]).unwrap();
    cpu.run(id, &[Step { rows: 4, step, seed: 9, ..Step::default() }]).unwrap();
    cpu.read(id, program.named("y").unwrap(), 4).unwrap()
}

#[test]
fn a_part_is_silenced_and_the_mean_stays() {
    for rate in [0.1, 0.5, 0.9] {
        let numbers = dropped(rate, true, 1, 0);
        let silent = numbers.iter().filter(|&&number| number == 0.0).count() as f64 / 20_000.0;
        assert!((silent - rate).abs() < 0.01, "{silent} instead of {rate} are silent");
        let loud = 1.0 / (1.0 - rate as f32);
        assert!(numbers.iter().all(|&number| number == 0.0 || (number - loud).abs() < 1e-5));
    }
}

#[test]
fn steps_and_nodes_differ_and_repeat() {
    let first = dropped(0.5, true, 1, 0);
    assert_eq!(first, dropped(0.5, true, 1, 0));
    assert_ne!(first, dropped(0.5, true, 1, 1));
    assert_ne!(first, dropped(0.5, true, 2, 0));
    assert_ne!(first[..5000], first[5000..10_000], "each row has a mask of its own");
}

#[test]
fn nothing_is_silenced_afterwards() {
    assert!(dropped(0.5, false, 1, 0).iter().all(|&number| number == 1.0));
    assert!(dropped(0.0, true, 1, 0).iter().all(|&number| number == 1.0));
}
