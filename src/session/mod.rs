//! A network on a device with its weights: trains by steps, evaluates, answers, and gives out what it has learned.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::base::{Error, Result, Shape};
use crate::compile::{Design, Feed, Plan};
use crate::data::{Dataset, Inputs, Targets};
use crate::device::{self, Block, DataId, Device, DeviceInfo, ProgramId, Samples, Step, StoreId, Stored};
use crate::ops::Value;
use crate::program::{Layout, Program};

mod ask;
mod health;
mod look;

pub use ask::{Reply, Seeds};
pub use health::Health;
pub use look::Looked;

/// Rows of a step that evaluates or answers; training has a batch of its own.
const ROWS: usize = 128;

/// How long steps that evaluate are queued for, about, and how many at most.
const BLOCK: Duration = Duration::from_millis(60);
const MOST: usize = 16;

/// A network on a device with its weights.
pub struct Session {
    device: Box<dyn Device>,
    plan: Plan,
    /// The same network for steps of [`ROWS`].
    asking: Plan,
    store: StoreId,
    memories: usize,
    data: Option<DataId>,
    training: Option<Ready>,
    evaluation: Option<Ready>,
    prediction: Option<Ready>,
    checkup: Option<health::Checkup>,
    looking: Option<look::Looking>,
    asked: Vec<ask::Asked>,
}

/// A program made ready on the device.
#[derive(Clone)]
struct Ready {
    id: ProgramId,
    program: Arc<Program>,
}

impl Session {
    /// Makes room on the device for the network's weights, all zero, and for what the optimiser remembers.
    ///
    /// # Errors
    /// If the design does not work; the sentence names the layer and the reason.
    pub fn new(mut device: Box<dyn Device>, design: &Design) -> Result<Session> {
        let design = design.clone().within(device.fusions());
        let plan = Plan::new(&design)?;
        let asking = Plan::new(&Design { batch: ROWS, ..design.clone() })?;
        let memories = design.optimizer.rule().memories();
        let store = device.store(plan.layout(), memories)?;
        let (data, training, evaluation, prediction) = (None, None, None, None);
        let (checkup, looking, asked) = (None, None, Vec::new());
        Ok(Session {
            device,
            plan,
            asking,
            store,
            memories,
            data,
            training,
            evaluation,
            prediction,
            checkup,
            looking,
            asked,
        })
    }

    /// The device in use.
    pub fn device(&self) -> &DeviceInfo {
        self.device.info()
    }

    /// Whether the device is lost, so that only opening it again helps.
    pub fn is_lost(&self) -> bool {
        self.device.is_lost()
    }

    /// Where weights and states lie.
    pub fn layout(&self) -> &Arc<Layout> {
        self.plan.layout()
    }

    /// The shape of one answer.
    pub fn output(&self) -> Shape {
        self.plan.facts().answer().cloned().unwrap_or_default()
    }

    /// Gives all weights and states their initial numbers, which follow from the seed alone.
    pub fn initialize(&mut self, seed: u64) -> Result<()> {
        let initial = self.plan.initial(seed);
        let memories = vec![vec![0.0; initial.weights.len()]; self.memories];
        self.restore(&initial.weights, &initial.states, &memories)
    }

    /// Writes the blocks of weights and states, and what the optimiser remembers if that is given.
    ///
    /// # Errors
    /// If they are not of this network's sizes.
    pub fn restore(&mut self, weights: &[f32], states: &[f32], memories: &[Vec<f32>]) -> Result<()> {
        let layout = self.layout().clone();
        let fits = weights.len() == layout.weights_extent()
            && states.len() == layout.states_extent()
            && memories.iter().all(|memory| memory.len() == weights.len())
            && [0, self.memories].contains(&memories.len());
        if !fits {
            return Err(Error::input("The weights do not fit the network; the file may be damaged."));
        }
        self.device.write_block(self.store, Block::Weights, weights)?;
        self.device.write_block(self.store, Block::States, states)?;
        for (place, memory) in memories.iter().enumerate() {
            self.device.write_block(self.store, Block::Memory(place), memory)?;
        }
        Ok(())
    }

    /// The block of weights, gaps included.
    pub fn weights(&mut self) -> Result<Vec<f32>> {
        self.device.read_block(self.store, Block::Weights)
    }

    /// The block of states, gaps included.
    pub fn states(&mut self) -> Result<Vec<f32>> {
        self.device.read_block(self.store, Block::States)
    }

    /// What the optimiser remembers, each laid out like the weights.
    pub fn memories(&mut self) -> Result<Vec<Vec<f32>>> {
        (0..self.memories).map(|place| self.device.read_block(self.store, Block::Memory(place))).collect()
    }

    /// Puts samples on the device, to stay.
    pub fn load(&mut self, dataset: &Dataset) -> Result<()> {
        let samples = Samples {
            shape: &dataset.shape,
            inputs: match &dataset.inputs {
                Inputs::Bytes(bytes) => Stored::Bytes(bytes),
                Inputs::Numbers(numbers) => Stored::Numbers(numbers),
            },
            targets: match &dataset.targets {
                Targets::Classes { labels, .. } => device::Targets::Labels(labels),
                Targets::Numbers { values, width } => device::Targets::Numbers(values, *width),
            },
        };
        self.data = Some(self.device.load(&samples)?);
        Ok(())
    }

    /// Whether samples were put on the device.
    pub fn has_samples(&self) -> bool {
        self.data.is_some()
    }

    /// Sets the order of samples that steps and evaluations count in.
    pub fn set_order(&mut self, order: &[u32]) -> Result<()> {
        let data = self.data()?;
        self.device.set_order(data, order)
    }

    /// Compiles the training now rather than with the first step.
    pub fn prepare_training(&mut self) -> Result<()> {
        self.training().map(drop)
    }

    /// Queues training steps.
    pub fn train(&mut self, steps: &[Step]) -> Result<()> {
        let ready = self.training()?;
        self.device.run(ready.id, steps)
    }

    /// For each training step finished since the last call: its mean loss and the metric summed over its rows (right
    /// answers, or absolute errors). Waits for `all` queued steps if so asked.
    pub fn training_reports(&mut self, all: bool) -> Result<Vec<[f32; 2]>> {
        let ready = self.training()?;
        Ok(self.device.reports(ready.id, all)?.iter().map(|report| pair(report)).collect())
    }

    /// The mean loss and the mean of the metric over `count` samples from `offset` in the order; `None` if `stop` says
    /// so in between.
    pub fn evaluate(&mut self, offset: usize, count: usize, stop: &dyn Fn() -> bool) -> Result<Option<[f64; 2]>> {
        let ready = self.evaluation()?;
        let mut sums = [0.0; 2];
        let (steps, mut done, mut length) = (steps(offset, count), 0, 1);
        while done < steps.len() {
            if stop() {
                return Ok(None);
            }
            let began = Instant::now();
            let block = &steps[done..(done + length).min(steps.len())];
            self.device.run(ready.id, block)?;
            for (step, report) in block.iter().zip(self.device.reports(ready.id, true)?) {
                let [loss, metric] = pair(&report);
                sums[0] += f64::from(loss) * f64::from(step.rows);
                sums[1] += f64::from(metric);
            }
            done += block.len();
            // As long as obeying at once allows: queuing and waiting cost a little each time.
            length = if began.elapsed() < BLOCK / 2 { (2 * length).min(MOST) } else { (length / 2).max(1) };
        }
        Ok(Some(sums.map(|sum| sum / count.max(1) as f64)))
    }

    /// What the network says of each of these samples of the data set, sample after sample, and the mean loss.
    pub fn answers(&mut self, samples: &[u32]) -> Result<(Vec<f32>, f64)> {
        self.set_order(samples)?;
        let ready = self.evaluation()?;
        let output = ready.value("output")?;
        let (mut answers, mut loss) = (Vec::with_capacity(samples.len() * self.output().count()), 0.0);
        for step in steps(0, samples.len()) {
            self.device.run(ready.id, &[step])?;
            answers.extend(self.device.read(ready.id, output, step.rows as usize)?);
            for report in self.device.reports(ready.id, true)? {
                loss += f64::from(pair(&report)[0]) * f64::from(step.rows);
            }
        }
        Ok((answers, loss / samples.len().max(1) as f64))
    }

    /// What the network says of ready inputs (already normalised), sample after sample.
    ///
    /// # Errors
    /// If the inputs are not whole samples.
    pub fn predict(&mut self, inputs: &[f32]) -> Result<Vec<f32>> {
        let width = self.plan.design().input.count();
        if !inputs.len().is_multiple_of(width) {
            return Err(Error::input(format!("{} numbers are not whole samples of {width}.", inputs.len())));
        }
        let ready = self.prediction()?;
        let (input, output) = (ready.value("input")?, ready.value("output")?);
        let mut outputs = Vec::new();
        for samples in inputs.chunks(ROWS * width) {
            let rows = samples.len() / width;
            self.device.write(ready.id, input, samples)?;
            self.device.run(ready.id, &[Step { rows: rows as u32, ..Step::default() }])?;
            outputs.extend(self.device.read(ready.id, output, rows)?);
        }
        Ok(outputs)
    }

    fn data(&self) -> Result<DataId> {
        self.data.ok_or_else(|| Error::work("No samples were put on the device."))
    }

    fn training(&mut self) -> Result<Ready> {
        if let Some(ready) = &self.training {
            return Ok(ready.clone());
        }
        let data = Some(self.data()?);
        let ready = self.ready(self.plan.training(Feed::DataSet), data)?;
        self.training = Some(ready.clone());
        Ok(ready)
    }

    fn evaluation(&mut self) -> Result<Ready> {
        if let Some(ready) = &self.evaluation {
            return Ok(ready.clone());
        }
        let data = Some(self.data()?);
        let ready = self.ready(self.asking.evaluation(Feed::DataSet), data)?;
        self.evaluation = Some(ready.clone());
        Ok(ready)
    }

    fn prediction(&mut self) -> Result<Ready> {
        if let Some(ready) = &self.prediction {
            return Ok(ready.clone());
        }
        let ready = self.ready(self.asking.prediction(false), None)?;
        self.prediction = Some(ready.clone());
        Ok(ready)
    }

    fn ready(&mut self, program: Program, data: Option<DataId>) -> Result<Ready> {
        let program = Arc::new(program);
        let id = self.device.prepare(program.clone(), self.store, data)?;
        Ok(Ready { id, program })
    }
}

impl Ready {
    fn value(&self, name: &str) -> Result<Value> {
        let missing = || Error::work(format!("The program has no value {name}."));
        self.program.named(name).ok_or_else(missing)
    }
}

/// The loss and the metric: the two numbers that every program with a loss reports, in this order.
fn pair(report: &[f32]) -> [f32; 2] {
    [report[0], report[1]]
}

/// Steps over `count` samples from `offset` in the order.
fn steps(offset: usize, count: usize) -> Vec<Step> {
    let step = |begin: usize| Step {
        rows: (count - begin).min(ROWS) as u32,
        offset: (offset + begin) as u32,
        ..Step::default()
    };
    (0..count).step_by(ROWS).map(step).collect()
}
