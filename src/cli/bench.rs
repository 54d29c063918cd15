//! `netloom bench`: training throughput on made-up data: warm-up, then steps per second.

use std::time::{Duration, Instant};

use clap::Args;
use serde_json::json;

use super::model;
use super::output::{json, line_out};
use crate::base::{Philox, Result, Shape};
use crate::compile::Design;
use crate::data::{Dataset, Inputs, Kind, Parts, Report, Targets};
use crate::device::{self, Step};
use crate::network;
use crate::session::Session;

/// Samples that are made up: enough that no batch is seen twice in a row.
const SAMPLES: usize = 2048;

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
    /// How long to measure.
    #[arg(long, default_value = "5", value_parser = model::positive_number)]
    seconds: f64,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

impl Bench {
    pub fn carry_out(self) -> Result<i32> {
        let template = network::template(&self.network)?;
        let dataset = made_up(&shape(template.name));
        let network = template.build(&dataset.shape, dataset.classes().len());
        let design =
            Design { batch: self.batch, ..Design::classify(network, dataset.shape.clone(), dataset.classes().len()) };
        let mut session = Session::new(device::open(&self.device, self.threads)?, &design)?;
        session.initialize(0)?;
        session.load(&dataset)?;
        // The order repeats the samples where a batch is larger than all of them.
        let order: Vec<u32> = (0..SAMPLES.max(self.batch)).map(|place| (place % SAMPLES) as u32).collect();
        session.set_order(&order)?;
        session.prepare_training()?;
        let mut done = 0;
        let mut block = 1;
        self.run(&mut session, &mut done, &mut block, WARM_UP)?;
        let before = done;
        let seconds = self.run(&mut session, &mut done, &mut block, Duration::from_secs_f64(self.seconds))?;
        self.print(&session, (done - before) as f64 / seconds)
    }

    /// Trains for so long, and waits for the last step; returns the seconds that it took.
    fn run(&self, session: &mut Session, done: &mut u64, block: &mut usize, long: Duration) -> Result<f64> {
        let began = Instant::now();
        let batches = (SAMPLES / self.batch).max(1) as u64;
        while began.elapsed() < long {
            let queued = Instant::now();
            let step = |ahead: usize| {
                let step = *done + ahead as u64;
                let offset = (step % batches) as u32 * self.batch as u32;
                Step { rows: self.batch as u32, offset, step, seed: 0, rate: 0.001 }
            };
            session.train(&(0..*block).map(step).collect::<Vec<_>>())?;
            session.training_reports(false)?;
            *done += *block as u64;
            if queued.elapsed() < Duration::from_millis(5) {
                *block = (*block * 2).min(64);
            }
        }
        session.training_reports(true)?;
        Ok(began.elapsed().as_secs_f64())
    }

    fn print(&self, session: &Session, steps_per_second: f64) -> Result<i32> {
        let samples_per_second = steps_per_second * self.batch as f64;
        let info = session.device();
        let parameters = session.layout().parameters();
        if self.json {
            json(&json!({
                "network": self.network, "batch": self.batch, "device": info.name, "threads": info.threads,
                "steps_per_second": steps_per_second, "samples_per_second": samples_per_second,
                "parameters": parameters,
            }))?;
        } else {
            line_out(&format!(
                "{}, batch {}, {parameters} parameters on {} ({} threads): {steps_per_second:.1} steps a second, \
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

/// The pictures that a template is measured with: those it was made for.
fn shape(template: &str) -> Shape {
    match template {
        "vgg-small" | "resnet-small" => [32, 32, 3].into(),
        _ => [28, 28, 1].into(),
    }
}

/// Random pictures in ten classes.
fn made_up(shape: &Shape) -> Dataset {
    let mut random = Philox::new(0, 0);
    let bytes = (0..SAMPLES * shape.count()).map(|_| random.next_u32() as u8).collect();
    let labels = (0..SAMPLES).map(|_| random.below(10) as u32).collect();
    let names = (0..10).map(|class| class.to_string()).collect();
    Dataset {
        kind: Kind::Sample,
        shape: shape.clone(),
        inputs: Inputs::Bytes(bytes),
        targets: Targets::Classes { labels, names },
        parts: Parts { train: (0..SAMPLES as u32).collect(), ..Parts::default() },
        names: Vec::new(),
        table: None,
        report: Report::default(),
    }
}
