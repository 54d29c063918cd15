//! What a training would take: memory from the program's own plan, time from a few steps on the device itself.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::base::Result;
use crate::compile::{Design, Feed, Plan};
use crate::data::{Dataset, Inputs, Targets};
use crate::device::{self, DeviceInfo, Step};
use crate::session::Session;

/// What a training of a network would take on a device.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The device.
    pub device: DeviceInfo,
    /// The rows of a step that this is about.
    pub batch: usize,
    /// Bytes of weights, gradients, what the optimiser remembers, values and samples.
    pub bytes: usize,
    /// Bytes that the device has free, where it tells.
    pub available: Option<usize>,
    /// Whether a training fits: it was tried.
    pub fits: bool,
    /// The largest batch, halved again and again, that would fit where this one does not.
    pub batch_that_fits: Option<usize>,
    /// Seconds of an epoch at the speed of the steps that were tried.
    pub seconds_per_epoch: Option<f64>,
}

/// A training that is not to be run, but tried.
#[derive(Clone, Debug)]
pub struct Rehearsal {
    /// What would be trained.
    pub design: Design,
    /// On what.
    pub dataset: Arc<Dataset>,
    /// `auto`, `cpu`, `gpu` or part of an adapter's name.
    pub device: String,
    /// The device that trains it already, so that it fits; no step is tried then, which would slow that training down.
    pub running: Option<DeviceInfo>,
}

/// How long steps are tried, about.
const TRIAL: Duration = Duration::from_millis(300);

/// The most steps that are tried.
const STEPS: u32 = 30;

impl Rehearsal {
    /// Tries it.
    ///
    /// # Errors
    /// If the design does not work or there is no such device.
    pub fn estimate(&self) -> Result<Estimate> {
        let batch = self.design.batch;
        let bytes = self.bytes(batch)?;
        if let Some(device) = self.running.clone() {
            let (available, batch_that_fits, seconds_per_epoch) = (None, None, None);
            return Ok(Estimate { device, batch, bytes, available, fits: true, batch_that_fits, seconds_per_epoch });
        }
        let info = device::open(&self.device, None)?.info().clone();
        // Graphics cards do not tell what is free; that is found by trying.
        let available = if info.is_gpu { None } else { free_memory() };
        let room = |bytes: usize| available.is_none_or(|room| bytes <= room);
        let tried = if room(bytes) { self.seconds_per_step(batch).ok() } else { None };
        let mut estimate = Estimate {
            device: info,
            batch,
            bytes,
            available,
            fits: tried.is_some(),
            batch_that_fits: None,
            seconds_per_epoch: tried.map(|seconds| seconds * self.steps(batch)),
        };
        let mut smaller = batch / 2;
        while tried.is_none() && smaller > 0 {
            if room(self.bytes(smaller)?) && (available.is_some() || self.seconds_per_step(smaller).is_ok()) {
                estimate.batch_that_fits = Some(smaller);
                break;
            }
            smaller /= 2;
        }
        Ok(estimate)
    }

    fn steps(&self, batch: usize) -> f64 {
        self.dataset.parts.train.len().div_ceil(batch.max(1)) as f64
    }

    /// Bytes of a training with this many rows in a step.
    fn bytes(&self, batch: usize) -> Result<usize> {
        let plan = Plan::new(&Design { batch, ..self.design.clone() })?;
        let values = plan.training(Feed::DataSet).memory.bytes();
        let layout = plan.layout();
        // The weights, their gradients, and what the optimiser remembers of each.
        let copies = 2 + self.design.optimizer.rule().memories();
        let samples = self.dataset.len() * self.dataset.shape.count();
        let each = if matches!(self.dataset.inputs, Inputs::Bytes(_)) { 1 } else { 4 };
        Ok(values + 4 * (copies * layout.weights_extent() + layout.states_extent()) + samples * each)
    }

    /// Seconds of one step, after some that warm up.
    fn seconds_per_step(&self, batch: usize) -> Result<f64> {
        let few = few(&self.dataset, 4 * batch);
        let rows = batch.min(few.len()) as u32;
        let device = device::open(&self.device, None)?;
        let mut session = Session::new(device, &Design { batch, ..self.design.clone() })?;
        session.initialize(0)?;
        session.load(&few)?;
        session.set_order(&(0..few.len() as u32).collect::<Vec<_>>())?;
        let mut step = |count: u32| -> Result<()> {
            session.train(&vec![Step { rows, rate: 1e-6, ..Step::default() }; count as usize])?;
            session.training_reports(true).map(drop)
        };
        step(1)?;
        let once = Instant::now();
        step(1)?;
        let count = (TRIAL.as_secs_f64() / once.elapsed().as_secs_f64().max(1e-6)) as u32;
        let count = count.clamp(1, STEPS);
        let began = Instant::now();
        step(count)?;
        // A step of fewer rows than the batch, where there are fewer samples, is the only one of its epoch.
        Ok(began.elapsed().as_secs_f64() / f64::from(count))
    }
}

/// The first samples of a data set.
fn few(dataset: &Dataset, count: usize) -> Dataset {
    let count = count.clamp(1, dataset.len().max(1));
    let width = dataset.shape.count();
    let cut = |length: usize, per_sample: usize| (count * per_sample).min(length);
    let inputs = match &dataset.inputs {
        Inputs::Bytes(bytes) => Inputs::Bytes(bytes[..cut(bytes.len(), width)].to_vec().into()),
        Inputs::Numbers(numbers) => Inputs::Numbers(numbers[..cut(numbers.len(), width)].to_vec()),
    };
    let targets = match &dataset.targets {
        Targets::Classes { labels, names } => {
            Targets::Classes { labels: labels[..cut(labels.len(), 1)].to_vec(), names: names.clone() }
        }
        Targets::Numbers { values, width } => {
            Targets::Numbers { values: values[..cut(values.len(), *width)].to_vec(), width: *width }
        }
    };
    let Dataset { kind, shape, .. } = dataset;
    Dataset {
        kind: *kind,
        shape: shape.clone(),
        inputs,
        targets,
        parts: Default::default(),
        names: Vec::new(),
        table: None,
        report: Default::default(),
    }
}

/// Bytes of memory that are free on this computer, where the system tells (Linux).
fn free_memory() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<usize>().ok().map(|count| count * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Options, Sample, Silent, Source};
    use crate::network::template;

    fn rehearsal(batch: usize) -> Rehearsal {
        let options = Options { drawn: Some([64, 8]), ..Options::default() };
        let dataset = crate::data::open(&Source::Sample(Sample::Digits), &options, &Silent).expect("samples are drawn");
        let network = template("mlp").expect("it exists").build(&dataset.shape, 10);
        let design = Design { batch, ..Design::classify(network, dataset.shape.clone(), 10) };
        Rehearsal { design, dataset: Arc::new(dataset), device: "cpu".into(), running: None }
    }

    #[test]
    fn a_small_training_fits_and_takes_some_time() {
        let estimate = rehearsal(16).estimate().expect("it works");
        assert!(estimate.fits && estimate.seconds_per_epoch.is_some_and(|seconds| seconds > 0.0));
        // Weights, gradients and Adam's two memories of each.
        assert!(estimate.bytes > 4 * 4 * 101_770, "{} bytes", estimate.bytes);
        assert_eq!(estimate.batch_that_fits, None);
        let running = Rehearsal { running: Some(estimate.device.clone()), ..rehearsal(16) };
        let told = running.estimate().expect("it works");
        assert_eq!((told.bytes, told.fits, told.seconds_per_epoch), (estimate.bytes, true, None));
    }

    #[test]
    fn a_batch_too_large_is_told_with_one_that_fits() {
        if free_memory().is_none() {
            return;
        }
        let estimate = rehearsal(1 << 20).estimate().expect("it works");
        if !estimate.fits {
            assert!(estimate.batch_that_fits.is_some_and(|batch| batch < 1 << 20));
            assert_eq!(estimate.seconds_per_epoch, None);
        }
    }
}
