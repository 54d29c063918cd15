//! `netloom train`: trains a network and saves it with its weights and history.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::ProgressBar;
use serde_json::json;

use super::caching::Caching;
use super::model;
use super::output::{bar, json, line_out, warning};
use crate::base::{Error, Result};
use crate::data::{Part, Source};
use crate::project::{self, DataSettings, EarlyStopping, EpochReport, Training};
use crate::train::{Blueprint, Command, Event, Order, Outcome, Start, Worker};

#[derive(Args, Debug)]
pub struct Train {
    /// A template's name (see `netloom templates`) or a project file.
    network: String,
    /// `sample:digits`, `sample:shapes`, `sample:spirals`, a folder or file of pictures, a .csv or a .npz.
    #[arg(long)]
    data: String,
    /// How often every training sample is seen.
    #[arg(long, value_parser = model::positive)]
    epochs: Option<usize>,
    /// Samples per step.
    #[arg(long, value_parser = model::positive)]
    batch: Option<usize>,
    /// sgd, momentum, nesterov, rmsprop, adam or adamw.
    #[arg(long)]
    optimizer: Option<String>,
    /// Learning rate; without it the optimiser's own.
    #[arg(long, value_parser = model::positive_number, allow_negative_numbers = true)]
    rate: Option<f64>,
    /// constant, step, cosine, one-cycle or plateau.
    #[arg(long)]
    schedule: Option<String>,
    /// End after so many epochs without a lower loss on samples held out, with the weights of the best one.
    #[arg(long, value_name = "EPOCHS", value_parser = model::positive)]
    early_stopping: Option<usize>,
    /// Drives initial weights, the order of samples and dropout.
    #[arg(long)]
    seed: Option<u64>,
    /// auto, cpu, gpu, or part of an adapter's name.
    #[arg(long, default_value = "auto")]
    device: String,
    /// Threads of the CPU device; without it all cores.
    #[arg(long, value_parser = model::positive)]
    threads: Option<usize>,
    #[command(flatten)]
    caching: Caching,
    /// Where the trained project is saved; without it NETWORK.netloom in this folder.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Go on with the training in the project file.
    #[arg(long)]
    resume: bool,
    /// One line of JSON per event.
    #[arg(long)]
    json: bool,
}

impl Train {
    pub fn carry_out(self) -> Result<i32> {
        let order = self.order()?;
        // Held to the end, so that prepared pictures are kept even if the training is shorter than the writing.
        let _cache = order.cache.clone();
        let stop = Arc::new(AtomicBool::new(false));
        let asked = stop.clone();
        // Without the handler Ctrl-C ends the process at once: less kind, but no reason not to train.
        let _ = ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed));
        let worker = Worker::start(order, Arc::new(|| {}));
        let mut screen = Screen::new(self.json);
        let mut stopping = false;
        loop {
            if stop.load(Ordering::Relaxed) && !stopping {
                stopping = true;
                worker.send(Command::Stop);
            }
            match worker.wait(Duration::from_millis(50)) {
                Some(Event::Done(outcome)) => {
                    screen.done(&outcome)?;
                    return Ok(if outcome.completed { 0 } else { Error::Stopped.exit_code() });
                }
                Some(Event::Failed(error)) => {
                    screen.clear();
                    return Err(error);
                }
                Some(event) => screen.show(event)?,
                None => {}
            }
        }
    }

    fn order(&self) -> Result<Order> {
        let source: Source = self.data.parse()?;
        let saved = if model::is_project(&self.network) { Some(project::open(self.network.as_ref())?) } else { None };
        if self.resume && saved.is_none() {
            let sentence = format!("--resume goes on with a project file; {} is a template.", self.network);
            return Err(Error::input(sentence));
        }
        let (blueprint, mut training, mut data) = match &saved {
            Some(saved) => {
                let project = saved.project.clone();
                (Blueprint::Network(project.network), project.training, project.data)
            }
            None => {
                crate::network::template(&self.network)?;
                (Blueprint::Template(self.network.clone()), Training::default(), DataSettings::new(source.clone()))
            }
        };
        data.source = source;
        if let Some(name) = &self.optimizer {
            training.optimizer = model::optimizer(name)?;
        }
        if let Some(name) = &self.schedule {
            training.schedule = model::schedule(name)?;
        }
        if let Some(rate) = self.rate {
            training.optimizer.set_rate(rate);
        }
        if let Some(patience) = self.early_stopping {
            training.early_stopping = Some(EarlyStopping { patience, ..EarlyStopping::default() });
        }
        training.epochs = self.epochs.unwrap_or(training.epochs);
        training.batch = self.batch.unwrap_or(training.batch);
        training.seed = self.seed.unwrap_or(training.seed);
        let resume = saved.filter(|_| self.resume).and_then(|saved| saved.trained).map(Box::new);
        if self.resume && resume.is_none() {
            return Err(Error::input(format!("{} was not trained yet; leave --resume away.", self.network)));
        }
        let out = self.out.clone().unwrap_or_else(|| match &resume {
            Some(_) => PathBuf::from(&self.network),
            None => {
                let stem = std::path::Path::new(&self.network).file_stem().unwrap_or_default();
                PathBuf::from(stem).with_extension("netloom")
            }
        });
        let (device, threads, cache) = (self.device.clone(), self.threads, self.caching.cache());
        Ok(Order { blueprint, training, cache, device, threads, out: Some(out), resume, ..Order::new(data) })
    }
}

/// What the person sees of the events.
struct Screen {
    json: bool,
    bar: ProgressBar,
    start: Option<Start>,
    last_line: Instant,
    sums: [f64; 3],
    last: Option<EpochReport>,
}

impl Screen {
    fn new(json: bool) -> Screen {
        Screen { json, bar: ProgressBar::hidden(), start: None, last_line: Instant::now(), sums: [0.0; 3], last: None }
    }

    fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn show(&mut self, event: Event) -> Result<()> {
        match event {
            Event::Preparing { what, done, total } => {
                if self.json && done == 0 {
                    json(&json!({ "event": "preparing", "what": what }))?;
                }
                if self.bar.is_hidden() && done == 0 && !self.json {
                    self.bar = bar(total as u64, "{msg} {wide_bar} {pos} of {len}");
                }
                self.bar.set_length(total as u64);
                self.bar.set_position(done as u64);
                self.bar.set_message(what);
            }
            Event::Started(start) => self.started(start)?,
            Event::Steps { points, samples_per_second } => self.steps(&points, samples_per_second)?,
            Event::Epoch(epoch) => self.epoch(epoch)?,
            Event::Warning(sentence) => {
                if self.json {
                    json(&json!({ "event": "warning", "message": sentence }))?;
                }
                self.bar.suspend(|| warning(&sentence));
            }
            Event::Noted(words) => {
                if self.json {
                    json(&json!({ "event": "note", "message": words }))?;
                } else {
                    self.bar.suspend(|| line_out(&words))?;
                }
            }
            Event::Kept { .. }
            | Event::Health(_)
            | Event::Returned(_)
            | Event::Diverged(_)
            | Event::Seen(_)
            | Event::Learned(_) => {}
            Event::Paused | Event::Resumed | Event::Done(_) | Event::Failed(_) => {}
        }
        Ok(())
    }

    fn started(&mut self, start: Start) -> Result<()> {
        self.clear();
        if self.json {
            json(&json!({
                "event": "started", "device": start.device.name, "parameters": start.parameters,
                "epochs": start.epochs, "steps_per_epoch": start.steps_per_epoch,
                "training_samples": start.training_samples, "test_samples": start.test_samples,
                "judged_by": start.judge,
                "classes": start.classes.len(), "skipped": start.skipped,
            }))?;
        } else {
            line_out(&format!(
                "{} parameters, {} samples to train on, {} to {} on, {} epochs of {} steps on {}",
                start.parameters,
                start.training_samples,
                start.test_samples,
                if start.judge == Part::Validation { "validate" } else { "test" },
                start.epochs,
                start.steps_per_epoch,
                start.device.name
            ))?;
            let steps = (start.epochs * start.steps_per_epoch) as u64;
            self.bar = bar(steps, "{msg} {wide_bar} step {pos} of {len}, {eta} left");
        }
        self.start = Some(start);
        Ok(())
    }

    fn steps(&mut self, points: &[crate::train::Point], samples_per_second: f64) -> Result<()> {
        for point in points {
            self.sums[0] += f64::from(point.loss);
            self.sums[1] += f64::from(point.accuracy);
            self.sums[2] += 1.0;
        }
        let Some(last) = points.last() else { return Ok(()) };
        self.bar.set_position(last.step);
        // Ten lines a second are as many as anyone reads; their losses are means over the steps between.
        if self.last_line.elapsed() < Duration::from_millis(100) {
            return Ok(());
        }
        self.last_line = Instant::now();
        let [loss, accuracy, count] = std::mem::take(&mut self.sums);
        let (loss, accuracy) = (loss / count, accuracy / count);
        if self.json {
            json(&json!({
                "event": "step", "step": last.step, "loss": loss,
                "accuracy": self.counts().then_some(accuracy), "rate": last.rate,
                "samples_per_second": samples_per_second,
            }))?;
        }
        self.bar.set_message(format!("loss {loss:.4}, {samples_per_second:.0} samples/s"));
        Ok(())
    }

    /// The part of the samples that epochs are judged by.
    fn judge(&self) -> Part {
        self.start.as_ref().map_or(Part::Test, |start| start.judge)
    }

    /// Whether right answers are counted: classes are predicted.
    fn counts(&self) -> bool {
        self.start.as_ref().is_some_and(|start| start.counts_correct)
    }

    fn epoch(&mut self, epoch: EpochReport) -> Result<()> {
        self.last = Some(epoch);
        let EpochReport { epoch: number, step, train_loss, train_accuracy, test_loss, test_accuracy, seconds } = epoch;
        let counts = self.counts();
        if self.json {
            let mut line = json!({
                "event": "epoch", "epoch": number, "step": step, "train_loss": train_loss,
                "train_accuracy": counts.then_some(train_accuracy), "seconds": seconds,
            });
            let part = if self.judge() == Part::Validation { "validation" } else { "test" };
            line[format!("{part}_loss")] = json!(test_loss);
            line[format!("{part}_accuracy")] = json!(counts.then_some(test_accuracy));
            return json(&line);
        }
        let right = |share: f64| if counts { format!(", {:.2} % right", 100.0 * share) } else { String::new() };
        let line = format!(
            "epoch {number}: training loss {train_loss:.4}{}; {} loss {test_loss:.4}{}; {seconds:.1} s",
            right(train_accuracy),
            self.judge().name(),
            right(test_accuracy),
        );
        self.bar.suspend(|| line_out(&line))
    }

    fn done(&self, outcome: &Outcome) -> Result<()> {
        self.clear();
        let device = self.start.as_ref().map(|start| start.device.name.clone());
        let out = outcome.saved.as_ref().map(|path| path.to_string_lossy().into_owned());
        let judged = self.last.map(|epoch| [epoch.test_loss, epoch.test_accuracy]);
        let test = outcome.test.or(judged.filter(|_| self.judge() != Part::Validation));
        if self.json {
            return json(&json!({
                "event": "done", "epochs": outcome.epochs, "steps": outcome.steps, "seconds": outcome.seconds,
                "samples_per_second": outcome.samples_per_second,
                "train_loss": self.last.map(|epoch| epoch.train_loss),
                "test_loss": test.map(|[loss, _]| loss),
                "test_accuracy": test.map(|[_, accuracy]| accuracy).filter(|_| self.counts()),
                "device": device, "out": out, "completed": outcome.completed,
            }));
        }
        let saved = out.map_or(String::new(), |out| format!("; saved as {out}"));
        let how = if outcome.completed { "Trained" } else { "Stopped after" };
        line_out(&format!(
            "{how} {} epochs, {} steps in {:.1} s, {:.0} samples a second{saved}",
            outcome.epochs, outcome.steps, outcome.seconds, outcome.samples_per_second
        ))
    }
}
