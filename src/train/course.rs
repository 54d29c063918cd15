//! A training from beginning to end: data, device, epochs of steps, evaluation, snapshots, saving.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use super::pace::Pace;
use super::setting::Setting;
use super::worker::Voice;
use super::{Command, Event, Order, Outcome, Point, Start};
use crate::base::{Error, Philox, Result};
use crate::device::{self, Step};
use crate::project::{self, EpochReport, Progress, Project, Trained};
use crate::schedules;
use crate::session::Session;

/// Streams of the seed beyond those of dropout and initial weights: one for the order of each epoch.
const ORDER_STREAM: u64 = 1 << 40;

/// How often what was learned is kept aside, at least.
const SNAPSHOT_EVERY: Duration = Duration::from_secs(30);

/// How often events about steps are sent, at most.
const TELL_EVERY: Duration = Duration::from_millis(33);

/// How many times a lost device is opened again.
const REOPENINGS: usize = 3;

/// A training in progress.
pub(super) struct Course {
    order: Order,
    commands: Receiver<Command>,
    voice: Voice,
    stop: Arc<AtomicBool>,
    progress: Progress,
    pace: Pace,
    /// Steps that were queued and have not reported yet.
    pending: VecDeque<Step>,
    /// What they will be told of.
    points: Vec<Point>,
    told: Instant,
    paused: bool,
}

/// Why a run of steps ended.
enum End {
    Completed,
    Stopped,
}

impl Course {
    pub fn new(order: Order, commands: Receiver<Command>, voice: Voice, stop: Arc<AtomicBool>) -> Course {
        Course {
            order,
            commands,
            voice,
            stop,
            progress: Progress::default(),
            pace: Pace::new(),
            pending: VecDeque::new(),
            points: Vec::new(),
            told: Instant::now(),
            paused: false,
        }
    }

    /// Trains; returns how it ended.
    pub fn run(mut self) -> Result<Outcome> {
        let setting = Setting::prepare(&mut self.order, &self.voice, &self.stop)?;
        let mut session = self.open(&setting)?;
        let mut kept = match self.order.resume.take() {
            Some(trained) => *trained,
            None => self.snapshot(&setting, &mut session)?,
        };
        if kept.memories.is_empty() {
            kept.memories = self.snapshot(&setting, &mut session)?.memories;
        }
        session.restore(&kept.weights, &kept.states, &kept.memories)?;
        self.progress = kept.progress.clone();
        self.voice.say(Event::Started(self.start(&setting, &session)));
        let mut reopenings = 0;
        loop {
            match self.epochs(&setting, &mut session, &mut kept) {
                Ok(end) => return self.finish(&setting, &mut session, kept, end),
                // A device that is lost is opened again and goes on from what was kept.
                Err(error @ Error::Work(_)) if session.is_lost() && reopenings < REOPENINGS => {
                    reopenings += 1;
                    let step = kept.progress.step;
                    self.voice.say(Event::Warning(format!("{error} Training goes on from step {step}.")));
                    session = self.open(&setting)?;
                    session.restore(&kept.weights, &kept.states, &kept.memories)?;
                    self.progress = kept.progress.clone();
                    self.pending.clear();
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Opens the device and makes the network's programs ready on it, with initial weights.
    fn open(&self, setting: &Setting) -> Result<Session> {
        self.voice.say(Event::Preparing { what: "Compiling".into(), done: 0, total: 1 });
        let device = device::open(&self.order.device, self.order.threads)?;
        let mut session = Session::new(device, &setting.design)?;
        session.initialize(self.order.training.seed)?;
        session.load(&setting.dataset)?;
        session.prepare_training()?;
        self.voice.say(Event::Preparing { what: "Compiling".into(), done: 1, total: 1 });
        Ok(session)
    }

    fn start(&self, setting: &Setting, session: &Session) -> Start {
        let outputs = super::outputs(&setting.dataset, &self.order.training.loss);
        Start {
            device: session.device().clone(),
            network: self.order.blueprint.name(&setting.dataset.shape, outputs).to_owned(),
            parameters: session.layout().parameters(),
            steps_per_epoch: setting.steps_per_epoch,
            epochs: self.order.training.epochs,
            training_samples: setting.dataset.parts.train.len(),
            test_samples: setting.held_out.len(),
            classes: setting.interface.classes.clone().into(),
            counts_correct: !setting.interface.classes.is_empty(),
            skipped: setting.dataset.report.skipped.len(),
        }
    }

    /// Trains epoch after epoch until all are done or someone stops.
    fn epochs(&mut self, setting: &Setting, session: &mut Session, kept: &mut Trained) -> Result<End> {
        while self.progress.epoch < self.order.training.epochs {
            self.shuffle(setting, session)?;
            let mut last_kept = Instant::now();
            while self.progress.step_in_epoch < setting.steps_per_epoch {
                if self.obey()? {
                    self.collect(session, true)?;
                    return Ok(End::Stopped);
                }
                self.block(setting, session)?;
                if last_kept.elapsed() > SNAPSHOT_EVERY {
                    self.collect(session, true)?;
                    *kept = self.snapshot(setting, session)?;
                    last_kept = Instant::now();
                }
            }
            self.collect(session, true)?;
            self.tell();
            let Some(report) = self.evaluate(setting, session)? else { return Ok(End::Stopped) };
            self.progress.epochs.push(report);
            self.progress.epoch += 1;
            self.progress.step_in_epoch = 0;
            self.progress.sums = [0.0; 3];
            *kept = self.snapshot(setting, session)?;
            self.save(kept)?;
            self.voice.say(Event::Epoch(report));
        }
        Ok(End::Completed)
    }

    /// Brings the training samples into this epoch's order; those held out follow after them.
    fn shuffle(&self, setting: &Setting, session: &mut Session) -> Result<()> {
        let mut order = setting.dataset.parts.train.clone();
        let stream = ORDER_STREAM + self.progress.epoch as u64;
        Philox::new(self.order.training.seed, stream).shuffle(&mut order);
        order.extend_from_slice(&setting.held_out);
        session.set_order(&order)
    }

    /// Queues a block of steps and folds what earlier ones have reported.
    fn block(&mut self, setting: &Setting, session: &mut Session) -> Result<()> {
        let training = &self.order.training;
        let samples = setting.dataset.parts.train.len();
        let left = setting.steps_per_epoch - self.progress.step_in_epoch;
        let total = (setting.steps_per_epoch * training.epochs) as u64;
        let losses: Vec<f64> = self.progress.epochs.iter().map(|epoch| epoch.test_loss).collect();
        let steps_per_epoch = setting.steps_per_epoch as u64;
        let at = schedules::Progress { step: 0, steps_per_epoch, total_steps: total, losses: &losses };
        let steps: Vec<Step> = (0..left.min(self.pace.steps()))
            .map(|ahead| {
                let offset = (self.progress.step_in_epoch + ahead) * training.batch;
                let step = self.progress.step + ahead as u64;
                Step {
                    rows: training.batch.min(samples - offset) as u32,
                    offset: offset as u32,
                    step,
                    seed: training.seed,
                    rate: training.schedule.rate(training.optimizer.rate(), &schedules::Progress { step, ..at }),
                }
            })
            .collect();
        let began = Instant::now();
        session.train(&steps)?;
        self.progress.step += steps.len() as u64;
        self.progress.step_in_epoch += steps.len();
        let rows: u32 = steps.iter().map(|step| step.rows).sum();
        self.pending.extend(steps);
        self.collect(session, false)?;
        let spent = began.elapsed();
        self.progress.seconds += spent.as_secs_f64();
        self.pace.block(rows as usize, spent);
        if self.told.elapsed() > TELL_EVERY {
            self.tell();
        }
        Ok(())
    }

    /// Folds the reports of finished steps, waiting for `all` of them if so asked.
    fn collect(&mut self, session: &mut Session, all: bool) -> Result<()> {
        let began = Instant::now();
        for report in session.training_reports(all)? {
            let Some(step) = self.pending.pop_front() else { break };
            let [loss, correct] = report;
            if !loss.is_finite() {
                return Err(self.diverged(&step));
            }
            let rows = f64::from(step.rows);
            self.progress.sums[0] += f64::from(loss) * rows;
            self.progress.sums[1] += f64::from(correct);
            self.progress.sums[2] += rows;
            let accuracy = correct / step.rows as f32;
            self.points.push(Point { step: step.step + 1, loss, accuracy, rate: step.rate });
        }
        if all {
            self.progress.seconds += began.elapsed().as_secs_f64();
        }
        Ok(())
    }

    fn diverged(&self, step: &Step) -> Error {
        Error::work(format!(
            "The loss at step {} is not a number any more: the training has diverged at learning rate {}. What was \
             learned up to the last whole epoch is kept. Train again with a lower learning rate, such as {}.",
            step.step + 1,
            step.rate,
            step.rate / 10.0
        ))
    }

    /// Sends the points that were not told yet.
    fn tell(&mut self) {
        self.told = Instant::now();
        if !self.points.is_empty() {
            let points = std::mem::take(&mut self.points);
            let samples_per_second = self.pace.samples_per_second();
            self.voice.say(Event::Steps { points, samples_per_second });
        }
    }

    /// Carries out what was asked since the last block, waiting while on hold. Whether to stop.
    fn obey(&mut self) -> Result<bool> {
        loop {
            let command = match self.paused {
                true => self.commands.recv().map_err(|_| Error::Stopped)?,
                false => match self.commands.try_recv() {
                    Ok(command) => command,
                    Err(std::sync::mpsc::TryRecvError::Empty) => return Ok(false),
                    // Whoever gave the order is gone.
                    Err(std::sync::mpsc::TryRecvError::Disconnected) => return Ok(true),
                },
            };
            match command {
                Command::Pause if !self.paused => {
                    self.paused = true;
                    self.tell();
                    self.voice.say(Event::Paused);
                }
                Command::Resume if self.paused => {
                    self.paused = false;
                    self.voice.say(Event::Resumed);
                }
                Command::Pause | Command::Resume => {}
                Command::Stop => return Ok(true),
                Command::SetRate(rate) => self.order.training.optimizer.set_rate(rate),
                Command::SetEpochs(epochs) => self.order.training.epochs = epochs.max(self.progress.epoch + 1),
            }
        }
    }

    /// What the finished epoch amounts to; `None` if someone stops while it is evaluated.
    fn evaluate(&self, setting: &Setting, session: &mut Session) -> Result<Option<EpochReport>> {
        let offset = setting.dataset.parts.train.len();
        let stop = || self.stop.load(Ordering::Relaxed);
        let Some([loss, accuracy]) = session.evaluate(offset, setting.held_out.len(), &stop)? else { return Ok(None) };
        let [loss_sum, correct, rows] = self.progress.sums;
        Ok(Some(EpochReport {
            epoch: self.progress.epoch + 1,
            step: self.progress.step,
            train_loss: loss_sum / rows,
            train_accuracy: correct / rows,
            test_loss: loss,
            test_accuracy: accuracy,
            seconds: self.progress.seconds,
        }))
    }

    fn snapshot(&self, setting: &Setting, session: &mut Session) -> Result<Trained> {
        let [weights, states] = [session.weights()?, session.states()?];
        Ok(Trained {
            project: Project {
                network: setting.design.network.clone(),
                data: self.order.data.clone(),
                training: self.order.training.clone(),
            },
            interface: setting.interface.clone(),
            progress: self.progress.clone(),
            weights,
            states,
            memories: session.memories()?,
        })
    }

    fn save(&self, trained: &Trained) -> Result<Option<PathBuf>> {
        let Some(path) = &self.order.out else { return Ok(None) };
        project::write(path, trained)?;
        Ok(Some(path.clone()))
    }

    fn finish(mut self, setting: &Setting, session: &mut Session, kept: Trained, end: End) -> Result<Outcome> {
        self.tell();
        // After the last epoch what was kept is what there is.
        let trained = match end {
            End::Completed => kept,
            End::Stopped => self.snapshot(setting, session)?,
        };
        let saved = self.save(&trained)?;
        let Progress { step, epoch, seconds, epochs, .. } = trained.progress;
        let samples =
            epoch * setting.dataset.parts.train.len() + trained.progress.step_in_epoch * self.order.training.batch;
        Ok(Outcome {
            completed: matches!(end, End::Completed),
            epochs: epoch,
            steps: step,
            seconds,
            samples_per_second: if seconds > 0.0 { samples as f64 / seconds } else { 0.0 },
            last: epochs.last().copied(),
            saved,
        })
    }
}
