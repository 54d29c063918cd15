//! Fusions on the GPU: each can be switched off, does away with the kernels that it is to do away with, and gives the same
//! numbers, with short batches too, with and without checks, time after time.

use std::sync::Arc;

use netloom::base::{Philox, Shape};
use netloom::compile::{Design, Feed, Plan};
use netloom::device::gpu::Gpu;
use netloom::device::{Block, Device, ProgramId, Samples, Step, StoreId, Stored, Targets};
use netloom::network::template;
use netloom::optimizers::{Optimizer, Sgd};
use netloom::program::Fusions;

use crate::harness::Devices;

/// Samples of the data set.
const SAMPLES: usize = 12;

/// What a network is trained from.
struct Training {
    network: &'static str,
    shape: Shape,
    batch: usize,
    clip: Option<f64>,
}

/// What training gave: the weights after a whole and a short step.
fn trained(device: &mut dyn Device, training: &Training, fusions: Fusions) -> Vec<f32> {
    let prepared = prepared(device, training, fusions);
    weights(device, training, &prepared)
}

/// The same on a GPU, with the shaders of a step.
fn trained_by(gpu: &mut Gpu, training: &Training, fusions: Fusions) -> (Vec<f32>, Vec<&'static str>) {
    let prepared = prepared(gpu, training, fusions);
    let weights = weights(gpu, training, &prepared);
    let times = gpu.profile(prepared.0, &Step { rows: 1, ..Step::default() }, 1).expect("a profile");
    (weights, times.into_iter().map(|time| time.shader).collect())
}

fn weights(device: &mut dyn Device, training: &Training, &(program, store): &(ProgramId, StoreId)) -> Vec<f32> {
    for (step, rows) in [training.batch, training.batch.div_ceil(2)].into_iter().enumerate() {
        let step = Step { rows: rows as u32, offset: step as u32, step: step as u64, seed: 3, rate: 0.1 };
        device.run(program, &[step]).expect("a step runs");
    }
    device.read_block(store, Block::Weights).expect("weights")
}

fn prepared(device: &mut dyn Device, training: &Training, fusions: Fusions) -> (ProgramId, StoreId) {
    let Training { network, shape, batch, clip } = training;
    let network = template(network).expect("a template").build(shape, 3);
    let colours = shape.last();
    let scale = (0..colours).map(|channel| 0.004 + 0.001 * channel as f32).collect();
    let design = Design {
        batch: *batch,
        fusions,
        clip: *clip,
        scale,
        optimizer: Optimizer::Sgd(Sgd::default()),
        ..Design::classify(network, shape.clone(), 3)
    };
    let plan = Plan::new(&design).expect("a plan");
    let mut random = Philox::new(5, 0);
    let labels: Vec<u32> = (0..SAMPLES).map(|_| random.below(3) as u32).collect();
    let bytes: Vec<u8> = (0..SAMPLES * shape.count()).map(|_| random.next_u32() as u8).collect();
    let samples = Samples { shape, inputs: Stored::Bytes(&bytes.into()), targets: Targets::Labels(&labels) };
    let data = device.load(&samples).expect("data");
    device.set_order(data, &[4, 0, 6, 11, 2, 5, 1, 3, 10, 7, 9, 8]).expect("an order");
    let store = device.store(plan.layout(), 2).expect("a store");
    device.write_block(store, Block::Weights, &plan.initial(1).weights).expect("written");
    let program = Arc::new(plan.training(Feed::DataSet));
    (device.prepare(program, store, Some(data)).expect("a program"), store)
}

fn assert_close(found: &[f32], wanted: &[f32], what: &str) {
    assert_eq!(found.len(), wanted.len());
    for (place, (found, wanted)) in found.iter().zip(wanted).enumerate() {
        // Written so that NaN fails.
        assert!(
            (found - wanted).abs() <= 1e-5 * (1.0 + wanted.abs()),
            "{what}: weight {place} is {found}, not {wanted}"
        );
    }
}

#[test]
fn each_can_be_switched_off_and_gives_the_same_numbers() {
    let Some(mut devices) = Devices::open() else { return };
    let all = Fusions::ALL;
    let ways = [
        ("pool", Fusions { pool: false, ..all }, "max_pool"),
        ("pool_gradient", Fusions { pool_gradient: false, ..all }, "max_pool_gradient"),
        ("load", Fusions { load: false, ..all }, "load_batch"),
        ("fold", Fusions { fold: false, ..all }, "fold"),
        ("bias_gradient", Fusions { bias_gradient: false, ..all }, "reduce"),
        ("head", Fusions { head: false, ..all }, "correct"),
    ];
    // Pictures whose last row and column no window reaches, with a scale for each channel.
    let training = Training { network: "mnist-cnn", shape: [19, 18, 2].into(), batch: 9, clip: None };
    let wanted = trained(&mut devices.cpu, &training, Fusions::NONE);
    let (fused, least) = trained_by(&mut devices.gpu, &training, all);
    assert_close(&fused, &wanted, "all");
    assert_eq!(fused, trained(&mut devices.gpu, &training, all), "the same bits again");
    assert_eq!(fused, trained(&mut devices.checked, &training, all), "the same bits with checks");
    for (name, fusions, shader) in ways {
        let (found, more) = trained_by(&mut devices.gpu, &training, fusions);
        assert_close(&found, &wanted, name);
        assert!(!least.contains(&shader) && more.contains(&shader), "{name}: {least:?}, {more:?}");
        if name == "fold" {
            assert_eq!(found, fused, "parts are added up in the same order");
        }
    }
    // The norm of all gradients needs them whole.
    let clipped = Training { clip: Some(0.1), ..training };
    let wanted = trained(&mut devices.cpu, &clipped, Fusions::NONE);
    let (found, shaders) = trained_by(&mut devices.gpu, &clipped, all);
    assert_close(&found, &wanted, "clipped");
    assert!(shaders.contains(&"fold"), "{shaders:?}");
}

#[test]
fn activations_end_normalisations_and_sums() {
    let Some(mut devices) = Devices::open() else { return };
    let training = Training { network: "resnet-small", shape: [7, 6, 3].into(), batch: 5, clip: None };
    let wanted = trained(&mut devices.cpu, &training, Fusions::NONE);
    let (fused, least) = trained_by(&mut devices.gpu, &training, Fusions::ALL);
    assert_close(&fused, &wanted, "all");
    assert!(!least.contains(&"unary"), "{least:?}");
    let (found, more) = trained_by(&mut devices.gpu, &training, Fusions { finish: false, ..Fusions::ALL });
    assert_close(&found, &wanted, "finish");
    assert!(more.contains(&"unary"), "{more:?}");
}

#[test]
fn dense_layers_read_samples_where_they_lie() {
    let Some(mut devices) = Devices::open() else { return };
    // Four bytes at a time, and one.
    for shape in [[4, 5, 1], [3, 3, 3]] {
        let training = Training { network: "mlp", shape: shape.into(), batch: 5, clip: None };
        let wanted = trained(&mut devices.cpu, &training, Fusions::NONE);
        let (found, shaders) = trained_by(&mut devices.gpu, &training, Fusions::ALL);
        assert_close(&found, &wanted, "mlp");
        assert_eq!(found, trained(&mut devices.checked, &training, Fusions::ALL), "the same bits with checks");
        assert!(!shaders.contains(&"load_batch"), "{shaders:?}");
    }
}
