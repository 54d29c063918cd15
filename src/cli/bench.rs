//! `netloom bench`: throughput on made-up data, training or the forward pass: warm-up, then steps per second.

use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;

use super::model;
use super::output::{json, line_out};
use crate::base::{Philox, Result, Shape};
use crate::compile::{Design, Feed, Plan};
use crate::device::{self, Block, Device, ProgramId, Samples, Step, Stored, Targets};
use crate::network;

/// Samples that are made up: enough that no batch is seen twice in a row.
const SAMPLES: usize = 2048;

/// Classes that they are in.
const CLASSES: usize = 10;

/// Seconds of warm-up before the clock starts.
const WARM_UP: Duration = Duration::from_millis(500);

#[derive(Args, Debug)]
pub struct Bench {
    /// A template's name.
    network: String,
    /// Samples per step.
    #[arg(long, default_value = "32", value_parser = model::positive)]
    batch: usize,
    /// auto, cpu, gpu, or part of an adapter's name.
    #[arg(long, default_value = "auto")]
    device: String,
    /// Threads of the CPU device; without it all cores.
    #[arg(long, value_parser = model::positive)]
    threads: Option<usize>,
    /// The forward pass and its loss only, without learning.
    #[arg(long)]
    forward: bool,
    /// How long to measure.
    #[arg(long, default_value = "5", value_parser = model::positive_number)]
    seconds: f64,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

/// A program on a device, and how far it got.
struct Run {
    device: Box<dyn Device>,
    program: ProgramId,
    batch: usize,
    done: u64,
    /// Steps that are queued at once.
    block: usize,
}

impl Bench {
    pub fn carry_out(self) -> Result<i32> {
        let template = network::template(&self.network)?;
        let shape = shape(template.name);
        let design = Design { batch: self.batch, ..Design::classify(template.build(&shape, CLASSES), shape, CLASSES) };
        let mut device = device::open(&self.device, self.threads)?;
        let design = design.within(device.fusions());
        let plan = Plan::new(&design)?;
        let program = if self.forward { plan.evaluation(Feed::DataSet) } else { plan.training(Feed::DataSet) };
        let store = device.store(plan.layout(), design.optimizer.rule().memories())?;
        let initial = plan.initial(0);
        device.write_block(store, Block::Weights, &initial.weights)?;
        device.write_block(store, Block::States, &initial.states)?;
        let (bytes, labels) = made_up(&design.input);
        let samples =
            Samples { shape: &design.input, inputs: Stored::Bytes(&bytes.into()), targets: Targets::Labels(&labels) };
        let data = device.load(&samples)?;
        // The order repeats the samples where a batch is larger than all of them.
        let order: Vec<u32> = (0..SAMPLES.max(self.batch)).map(|place| (place % SAMPLES) as u32).collect();
        device.set_order(data, &order)?;
        let program = device.prepare(Arc::new(program), store, Some(data))?;
        let mut run = Run { device, program, batch: self.batch, done: 0, block: 1 };
        run.steps_for(WARM_UP)?;
        let before = run.done;
        let seconds = run.steps_for(Duration::from_secs_f64(self.seconds))?;
        self.print(&*run.device, plan.layout().parameters(), (run.done - before) as f64 / seconds)
    }

    fn print(&self, device: &dyn Device, parameters: usize, steps_per_second: f64) -> Result<i32> {
        let samples_per_second = steps_per_second * self.batch as f64;
        let info = device.info();
        let work = if self.forward { "forward" } else { "training" };
        if self.json {
            json(&json!({
                "network": self.network, "work": work, "batch": self.batch, "device": info.name, "threads": info.threads,
                "steps_per_second": steps_per_second, "samples_per_second": samples_per_second,
                "parameters": parameters,
            }))?;
        } else {
            line_out(&format!(
                "{}, {work}, batch {}, {parameters} parameters on {} ({} threads): {steps_per_second:.1} steps a second, \
                 {samples_per_second:.0} samples a second, {:.2} ms a step",
                self.network,
                self.batch,
                info.name,
                info.threads,
                1000.0 / steps_per_second
            ))?;
        }
        Ok(0)
    }
}

impl Run {
    /// Runs steps for so long, and waits for the last; returns the seconds that it took.
    fn steps_for(&mut self, long: Duration) -> Result<f64> {
        let began = Instant::now();
        let batches = (SAMPLES / self.batch).max(1) as u64;
        while began.elapsed() < long {
            let queued = Instant::now();
            let step = |ahead: usize| {
                let step = self.done + ahead as u64;
                let offset = (step % batches) as u32 * self.batch as u32;
                Step { rows: self.batch as u32, offset, step, seed: 0, rate: 0.001 }
            };
            let steps: Vec<Step> = (0..self.block).map(step).collect();
            self.device.run(self.program, &steps)?;
            self.device.reports(self.program, false)?;
            self.done += self.block as u64;
            if queued.elapsed() < Duration::from_millis(5) {
                self.block = (self.block * 2).min(64);
            }
        }
        self.device.reports(self.program, true)?;
        Ok(began.elapsed().as_secs_f64())
    }
}

/// The pictures that a template is measured with: those it was made for.
fn shape(template: &str) -> Shape {
    match template {
        "vgg-small" | "resnet-small" => [32, 32, 3].into(),
        _ => [28, 28, 1].into(),
    }
}

/// The bytes of random pictures, and their classes.
fn made_up(shape: &Shape) -> (Vec<u8>, Vec<u32>) {
    let mut random = Philox::new(0, 0);
    let bytes = (0..SAMPLES * shape.count()).map(|_| random.next_u32() as u8).collect();
    (bytes, (0..SAMPLES).map(|_| random.below(CLASSES) as u32).collect())
}
