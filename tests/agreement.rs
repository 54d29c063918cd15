//! Random networks train alike on every device: the native one in f32 and in f64, and the GPU.

mod common;
#[path = "common/random.rs"]
mod random;

use std::ops::Range;

use common::{Batch, Outcome, gpu, train};
use netloom::base::Philox;
use netloom::compile::{Design, Plan};
use netloom::device::Device;
use netloom::device::cpu::Cpu;
use netloom::losses::Target;

/// How many networks the GPU trains unless NETLOOM_NETWORKS says otherwise: each brings new shaders, and a software
/// adapter that has not seen them needs seconds to compile them. The native device always trains all.
const ON_GPU: u64 = 80;
const ALL: u64 = 200;
/// After so many networks the GPU is opened anew: lavapipe keeps only so many compiled shaders, and with more it
/// compiles each again and again.
const BLOCK: u64 = 10;

/// Three steps' batches, the middle one short.
fn batches(seed: u64, design: &Design) -> Vec<Batch> {
    let mut random = Philox::new(seed, 78);
    [design.batch, design.batch.div_ceil(2), design.batch]
        .into_iter()
        .map(|rows| {
            let mut numbers = |count: usize| (0..rows * count).map(|_| random.uniform() as f32).collect::<Vec<_>>();
            let inputs = numbers(design.input.count());
            let (labels, numbers) = match design.target {
                Target::Classes(classes) => ((0..rows).map(|_| random.below(classes) as u32).collect(), Vec::new()),
                Target::Numbers(width) => (Vec::new(), numbers(width)),
            };
            Batch { rows, inputs, labels, numbers }
        })
        .collect()
}

fn outcome(device: &mut dyn Device, seed: u64) -> Outcome {
    let design = random::design(seed);
    let design = Design { fusions: design.fusions.and(device.fusions()), ..design };
    let plan = Plan::new(&design).unwrap_or_else(|error| panic!("network {seed}: {error}"));
    let initial = plan.initial(seed);
    train(device, &plan, &initial.weights, &initial.states, &batches(seed, &design))
}

/// The largest difference, in parts of the largest number.
fn difference(found: &[f32], wanted: &[f32]) -> f64 {
    assert_eq!(found.len(), wanted.len());
    let largest = wanted.iter().fold(1e-3, |largest: f64, &number| largest.max(f64::from(number).abs()));
    let off = found.iter().zip(wanted).map(|(&found, &wanted)| f64::from(found - wanted).abs() / largest);
    off.fold(0.0, |a, b| if b.is_nan() { f64::INFINITY } else { f64::max(a, b) })
}

/// How far losses and weights are off.
fn off(found: &Outcome, wanted: &Outcome) -> [f64; 2] {
    let losses = found.losses.iter().zip(&wanted.losses).map(|(a, b)| (a - b).abs() / b.abs().max(1e-2));
    let tensors = [
        difference(&found.weights, &wanted.weights),
        difference(&found.states, &wanted.states),
        difference(&found.answer, &wanted.answer),
    ];
    let worst = |all: &mut dyn Iterator<Item = f64>| {
        all.fold(0.0, |a, b| if b.is_nan() { f64::INFINITY } else { f64::max(a, b) })
    };
    [worst(&mut losses.into_iter()), worst(&mut tensors.into_iter())]
}

/// Trains these networks on a device and on the oracle; returns what disagrees.
fn disagreements(device: &mut dyn Device, seeds: Range<u64>) -> Vec<String> {
    let mut oracle = Cpu::<f64>::new(None).unwrap();
    let mut wrong = Vec::new();
    let mut largest = [0.0f64; 2];
    for seed in seeds.clone() {
        let [losses, tensors] = off(&outcome(device, seed), &outcome(&mut oracle, seed));
        largest = [largest[0].max(losses), largest[1].max(tensors)];
        if losses > 1e-4 || tensors > 1e-3 {
            wrong.push(format!("network {seed}: losses {losses:.1e}, weights {tensors:.1e} off"));
        }
    }
    println!("networks {seeds:?}: losses within {:.1e}, weights within {:.1e}", largest[0], largest[1]);
    wrong
}

#[test]
fn cpu_in_f32() {
    let wrong = disagreements(&mut Cpu::<f32>::new(None).unwrap(), 0..ALL);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Trains one half of the networks on the GPU: the halves run side by side, since compiling keeps one core each.
fn gpu_agrees(half: u64) {
    let wanted = std::env::var("NETLOOM_NETWORKS").ok().and_then(|count| count.parse().ok());
    let count: u64 = wanted.unwrap_or(ON_GPU);
    let (first, end) = (half * count / 2, (half + 1) * count / 2);
    let mut wrong = Vec::new();
    for start in (first..end).step_by(BLOCK as usize) {
        let Some(mut gpu) = gpu() else { return };
        wrong.extend(disagreements(&mut gpu, start..end.min(start + BLOCK)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn gpu_in_f32_first_half() {
    gpu_agrees(0);
}

#[test]
fn gpu_in_f32_second_half() {
    gpu_agrees(1);
}
