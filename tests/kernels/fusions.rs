//! Fusions on the GPU: each can be switched off, does away with the kernels that it is to do away with, and gives the same
//! numbers, with short batches too, with and without checks, time after time.

use std::sync::Arc;

use netloom::base::{Philox, Shape};
use netloom::compile::{Design, Feed, Plan};
use netloom::device::gpu::Gpu;
use netloom::device::{Block, Device, Samples, Step, Stored, Targets};
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

/// The weights after a whole and a short step.
fn trained(device: &mut dyn Device, training: &Training, fusions: Fusions) -> Vec<f32> {
    let (program, store) = prepared(device, training, fusions);
    for (step, rows) in [training.batch, training.batch.div_ceil(2)].into_iter().enumerate() {
        let step = Step { rows: rows as u32, offset: step as u32, step: step as u64, seed: 3, rate: 0.1 };
        device.run(program, &[step]).expect("a step runs");
    }
    let weights = device.read_block(store, Block::Weights).expect("weights");
    device.forget(program);
    weights
}

fn prepared(
    device: &mut dyn Device,
    training: &Training,
    fusions: Fusions,
) -> (netloom::device::ProgramId, netloom::device::StoreId) {
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

/// The shaders of a step.
fn shaders(gpu: &mut Gpu, training: &Training, fusions: Fusions) -> Vec<&'static str> {
    let (program, _) = prepared(gpu, training, fusions);
    let times = gpu.profile(program, &Step { rows: 1, ..Step::default() }, 1).expect("a profile");
    gpu.forget(program);
    times.into_iter().map(|time| time.shader).collect()
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
        ("pool", Fusions { pool: false, ..all }, Some("max_pool")),
        ("pool_gradient", Fusions { pool_gradient: false, ..all }, Some("max_pool_gradient")),
        ("load", Fusions { load: false, ..all }, Some("load_batch")),
        ("fold", Fusions { fold: false, ..all }, Some("fold")),
        ("bias_gradient", Fusions { bias_gradient: false, ..all }, Some("reduce")),
        ("head", Fusions { head: false, ..all }, Some("correct")),
    ];
    let training = Training { network: "mnist-cnn", shape: [19, 18, 1].into(), batch: 9, clip: None };
    let wanted = trained(&mut devices.cpu, &training, Fusions::NONE);
    let fused = trained(&mut devices.gpu, &training, all);
    assert_close(&fused, &wanted, "all");
    assert_eq!(fused, trained(&mut devices.gpu, &training, all), "the same bits again");
    assert_eq!(fused, trained(&mut devices.checked, &training, all), "the same bits with checks");
    let least = shaders(&mut devices.gpu, &training, all);
    for (name, fusions, shader) in ways {
        let found = trained(&mut devices.gpu, &training, fusions);
        assert_close(&found, &wanted, name);
        if name == "fold" {
            assert_eq!(found, fused, "parts are added up in the same order");
        }
        let more = shaders(&mut devices.gpu, &training, fusions);
        assert!(more.len() > least.len(), "{name} saves a kernel: {least:?}, {more:?}");
        if let Some(shader) = shader {
            assert!(!least.contains(&shader) && more.contains(&shader), "{name}: {least:?}, {more:?}");
        }
    }
}

#[test]
fn clipping_needs_whole_gradients() {
    let Some(mut devices) = Devices::open() else { return };
    let training = Training { network: "mnist-cnn", shape: [19, 18, 1].into(), batch: 9, clip: Some(0.1) };
    let wanted = trained(&mut devices.cpu, &training, Fusions::NONE);
    assert_close(&trained(&mut devices.gpu, &training, Fusions::ALL), &wanted, "clipped");
    assert!(shaders(&mut devices.gpu, &training, Fusions::ALL).contains(&"fold"));
}

#[test]
fn samples_are_read_where_they_lie() {
    let Some(mut devices) = Devices::open() else { return };
    // Dense layers read four bytes at a time, or one; a scale for each channel.
    for shape in [[4, 5, 1], [3, 3, 3]] {
        let training = Training { network: "mlp", shape: shape.into(), batch: 5, clip: None };
        let wanted = trained(&mut devices.cpu, &training, Fusions::NONE);
        let found = trained(&mut devices.gpu, &training, Fusions::ALL);
        assert_close(&found, &wanted, "mlp");
        assert_eq!(found, trained(&mut devices.checked, &training, Fusions::ALL), "the same bits with checks");
        assert!(!shaders(&mut devices.gpu, &training, Fusions::ALL).contains(&"load_batch"));
    }
    let training = Training { network: "vgg-small", shape: [8, 9, 3].into(), batch: 4, clip: None };
    let wanted = trained(&mut devices.cpu, &training, Fusions::NONE);
    assert_close(&trained(&mut devices.gpu, &training, Fusions::ALL), &wanted, "vgg-small");
}
