//! Training a plan on any device from given batches, for tests that compare devices with each other or with peers.

use std::sync::Arc;

use netloom::compile::{Feed, Plan};
use netloom::device::gpu::Gpu;
use netloom::device::{Block, Device, Step};
use netloom::losses::Target;

/// What a device made of some steps.
pub struct Outcome {
    /// The loss of each step.
    pub losses: Vec<f64>,
    /// The block of weights afterwards.
    pub weights: Vec<f32>,
    /// The block of states afterwards.
    pub states: Vec<f32>,
    /// The answer to the first batch afterwards.
    pub answer: Vec<f32>,
}

/// A batch as the host writes it.
pub struct Batch {
    pub rows: usize,
    pub inputs: Vec<f32>,
    /// Labels or numbers, as the plan's target says.
    pub labels: Vec<u32>,
    pub numbers: Vec<f32>,
}

/// Trains one step for each batch, from these blocks.
pub fn train(device: &mut dyn Device, plan: &Plan, weights: &[f32], states: &[f32], batches: &[Batch]) -> Outcome {
    let design = plan.design();
    let store = device.store(plan.layout(), design.optimizer.rule().memories()).unwrap();
    device.write_block(store, Block::Weights, weights).unwrap();
    device.write_block(store, Block::States, states).unwrap();
    let training = Arc::new(plan.training(Feed::Host));
    let id = device.prepare(training.clone(), store, None).unwrap();
    let mut losses = Vec::new();
    for (number, batch) in batches.iter().enumerate() {
        device.write(id, training.named("input").unwrap(), &batch.inputs).unwrap();
        let target = training.named("target").unwrap();
        match design.target {
            Target::Classes(_) => device.write_indices(id, target, &batch.labels).unwrap(),
            Target::Numbers(_) => device.write(id, target, &batch.numbers).unwrap(),
        }
        let rate = design.optimizer.rate();
        let step = Step { rows: batch.rows as u32, offset: 0, step: number as u64, seed: 7, rate };
        device.run(id, &[step]).unwrap();
        losses.extend(device.reports(id, true).unwrap().iter().map(|report| f64::from(report[0])));
    }
    let asking = Arc::new(plan.prediction(false));
    let ask = device.prepare(asking.clone(), store, None).unwrap();
    device.write(ask, asking.named("input").unwrap(), &batches[0].inputs).unwrap();
    let rows = batches[0].rows;
    device.run(ask, &[Step { rows: rows as u32, ..Step::default() }]).unwrap();
    Outcome {
        losses,
        weights: device.read_block(store, Block::Weights).unwrap(),
        states: device.read_block(store, Block::States).unwrap(),
        answer: device.read(ask, asking.named("output").unwrap(), rows).unwrap(),
    }
}

/// Any graphics adapter, software included; `None` only where the environment says that there is none.
pub fn gpu() -> Option<Gpu> {
    match Gpu::open(Some("gpu")) {
        Ok(gpu) => Some(gpu),
        Err(error) if std::env::var_os("NETLOOM_NO_GPU").is_some() => {
            println!("skipped, as NETLOOM_NO_GPU wishes: {error}");
            None
        }
        Err(error) => panic!("{error} (NETLOOM_NO_GPU=1 skips what needs one)"),
    }
}
