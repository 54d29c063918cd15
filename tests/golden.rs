//! Whole networks trained for 20 optimiser steps as Keras and PyTorch train them; `tests/golden/make.py` made the files.

mod common;

use std::path::PathBuf;

use common::{Batch, Outcome, gpu, train};
use netloom::base::{Philox, Shape};
use netloom::compile::{Design, Plan};
use netloom::device::Device;
use netloom::device::cpu::Cpu;
use netloom::layers::Layer;
use netloom::losses::{Loss, Target};
use netloom::network::Network;
use netloom::optimizers::Optimizer;
use netloom::program::{Fusions, Slot};
use safetensors::SafeTensors;
use serde::Deserialize;

/// What the metadata of a golden file says.
#[derive(Deserialize)]
struct About {
    network: Network,
    loss: Loss,
    optimizer: Optimizer,
    clip: Option<f64>,
    class_weights: Vec<f32>,
    target: Target,
    rows: Vec<usize>,
    seed: u64,
    weights: Vec<Drawn>,
}

/// How a tensor's first numbers were drawn: the place in the list is the stream.
#[derive(Deserialize)]
struct Drawn {
    name: String,
    scale: f64,
    offset: f64,
}

/// A golden file.
struct Golden {
    name: String,
    bytes: Vec<u8>,
    about: About,
}

impl Golden {
    fn all() -> Vec<Golden> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
        let mut found: Vec<Golden> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "safetensors"))
            .map(|path| {
                let bytes = std::fs::read(&path).unwrap();
                let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
                let about = serde_json::from_str(&header.metadata().as_ref().unwrap()["golden"]).unwrap();
                Golden { name: path.file_stem().unwrap().to_string_lossy().into_owned(), bytes, about }
            })
            .collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found
    }

    fn design(&self, fusions: Fusions) -> Design {
        let about = &self.about;
        let Layer::Input(input) = &about.network.nodes[0].layer else { panic!("the first node is the input") };
        Design {
            loss: about.loss.clone(),
            optimizer: about.optimizer.clone(),
            clip: about.clip,
            target: about.target,
            class_weights: about.class_weights.clone(),
            batch: about.rows.iter().copied().max().unwrap(),
            fusions,
            ..Design::classify(about.network.clone(), input.shape.clone(), 1)
        }
    }

    /// The first numbers of the weights and the states.
    fn initial(&self, plan: &Plan) -> [Vec<f32>; 2] {
        let layout = plan.layout();
        let mut blocks = plan.initial(0);
        let fill = |block: &mut [f32], slot: &Slot| {
            let Some(stream) = self.about.weights.iter().position(|drawn| drawn.name == slot.name) else {
                assert_eq!(slot.name, "class weights");
                return;
            };
            let Drawn { scale, offset, .. } = self.about.weights[stream];
            let numbers = reals(self.about.seed, stream as u64, slot.shape.count(), scale, offset);
            block[slot.offset..][..numbers.len()].copy_from_slice(&numbers);
        };
        layout.weights.iter().for_each(|slot| fill(&mut blocks.weights, slot));
        layout.states.iter().for_each(|slot| fill(&mut blocks.states, slot));
        [blocks.weights, blocks.states]
    }

    fn batches(&self, input: &Shape) -> Vec<Batch> {
        let About { seed, target, .. } = self.about;
        let batch = |(step, &rows): (usize, &usize)| {
            let (inputs, targets) = (1000 + step as u64, 2000 + step as u64);
            let inputs = reals(seed, inputs, rows * input.count(), 0.5, 0.5);
            let mut random = Philox::new(seed, targets);
            let (labels, numbers) = match target {
                Target::Classes(classes) => {
                    ((0..rows).map(|_| random.next_u32() % classes as u32).collect(), Vec::new())
                }
                Target::Numbers(width) => (Vec::new(), reals(seed, targets, rows * width, 0.5, 0.5)),
            };
            Batch { rows, inputs, labels, numbers }
        };
        self.about.rows.iter().enumerate().map(batch).collect()
    }

    /// Trains on a device; how far losses, weights and answer are off, in parts of the wanted loss and of each
    /// tensor's largest number.
    fn compare(&self, device: &mut dyn Device, fusions: Fusions) -> Off {
        let design = self.design(fusions.and(device.fusions()));
        let plan = Plan::new(&design).unwrap_or_else(|error| panic!("{}: {error}", self.name));
        let [weights, states] = self.initial(&plan);
        let outcome = train(device, &plan, &weights, &states, &self.batches(&design.input));
        self.judge(&plan, &outcome)
    }

    fn judge(&self, plan: &Plan, outcome: &Outcome) -> Off {
        let file = SafeTensors::deserialize(&self.bytes).unwrap();
        let bytes =
            |tensor: &str| file.tensor(tensor).unwrap_or_else(|_| panic!("{} lacks {tensor}", self.name)).data();
        let floats = |tensor: &str| -> Vec<f32> {
            bytes(tensor).chunks(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect()
        };
        let losses = bytes("losses").chunks(8).map(|eight| f64::from_le_bytes(eight.try_into().unwrap()));
        assert_eq!(outcome.losses.len(), losses.len());
        let losses = outcome.losses.iter().zip(losses).map(|(found, wanted)| (found - wanted).abs() / wanted.abs());
        let layout = plan.layout();
        let mut tensors = 0.0;
        let blocks = [(&layout.weights, &outcome.weights), (&layout.states, &outcome.states)];
        for (slot, block) in blocks.iter().flat_map(|(slots, block)| slots.iter().map(move |slot| (slot, block))) {
            if slot.name == "class weights" {
                continue;
            }
            let count = slot.shape.count();
            let found = block[slot.offset..][..count].iter().step_by(count.div_ceil(SAMPLE));
            tensors = worst(tensors, difference(found, &floats(&slot.name)));
        }
        Off { losses: losses.fold(0.0, worst), tensors, answer: difference(outcome.answer.iter(), &floats("answer")) }
    }
}

/// How far a device is off.
struct Off {
    losses: f64,
    tensors: f64,
    answer: f64,
}

/// At most about so many numbers of each tensor are in a file; `golden/make.py` knows the same.
const SAMPLE: usize = 600;

/// The larger one; not a number counts as the largest.
fn worst(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() { f64::INFINITY } else { a.max(b) }
}

/// The largest difference, in parts of the largest wanted number.
fn difference<'a>(found: impl ExactSizeIterator<Item = &'a f32>, wanted: &[f32]) -> f64 {
    assert_eq!(found.len(), wanted.len());
    let largest = wanted.iter().fold(f64::MIN_POSITIVE, |largest, &number| largest.max(f64::from(number).abs()));
    let off = found.zip(wanted).map(|(&found, &wanted)| f64::from(found - wanted).abs() / largest);
    off.fold(0.0, worst)
}

/// Even numbers within offset ± scale; `golden/numbers_of_both.py` draws the same.
fn reals(seed: u64, stream: u64, count: usize, scale: f64, offset: f64) -> Vec<f32> {
    let mut random = Philox::new(seed, stream);
    let even = |bits: u32| f64::from(bits >> 8) * 2f64.powi(-23) - 1.0;
    (0..count).map(|_| (even(random.next_u32()) * scale + offset) as f32).collect()
}

/// Trains every golden case; losses may be off by the first tolerance, weights and answers by the second.
fn compare_all(device: &mut dyn Device, fusions: Fusions, tolerance: [f64; 2]) {
    let all = Golden::all();
    assert!(all.len() >= 12, "only {} golden files", all.len());
    let mut wrong = Vec::new();
    for golden in &all {
        let Off { losses, tensors, answer } = golden.compare(device, fusions);
        println!("{:<16} losses {losses:.1e}, weights {tensors:.1e}, answer {answer:.1e} off", golden.name);
        if losses > tolerance[0] || worst(tensors, answer) > tolerance[1] {
            wrong.push(&golden.name);
        }
    }
    assert!(wrong.is_empty(), "too far off: {wrong:?}");
}

/// The oracle shows that the meaning is the same, to the last digits that f32 files hold.
#[test]
fn cpu_in_f64() {
    compare_all(&mut Cpu::<f64>::new(None).unwrap(), Fusions::NONE, [1e-6, 1e-5]);
}

#[test]
fn cpu_in_f32() {
    compare_all(&mut Cpu::<f32>::new(None).unwrap(), Fusions::ALL, [1e-4, 1e-3]);
}

#[test]
fn gpu_in_f32() {
    if let Some(mut gpu) = gpu() {
        compare_all(&mut gpu, Fusions::ALL, [1e-4, 1e-3]);
    }
}

/// The files together use everything that the issue of the main job names.
#[test]
fn every_layer_loss_and_optimiser_is_there() {
    let all = Golden::all();
    let missing = |kind: &str, used: Vec<&str>, wanted: Vec<&'static str>| {
        let missing: Vec<_> = wanted.into_iter().filter(|key| !used.contains(key)).collect();
        assert!(missing.is_empty(), "no golden file has the {kind} {missing:?}");
    };
    let layers = all.iter().flat_map(|golden| &golden.about.network.nodes).map(|node| node.layer.key()).collect();
    missing("layers", layers, Layer::all().iter().map(Layer::key).collect());
    let losses = all.iter().map(|golden| golden.about.loss.key()).collect();
    missing("losses", losses, Loss::all().iter().map(Loss::key).collect());
    let optimizers = all.iter().map(|golden| golden.about.optimizer.key()).collect();
    missing("optimisers", optimizers, Optimizer::all().iter().map(Optimizer::key).collect());
}
