//! A training from beginning to end: data, device, epochs of steps, evaluation, snapshots, saving.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use super::divergence::Divergence;
use super::keeping::Keeper;
use super::pace::Pace;
use super::setting::Setting;
use super::watch::{Share, Watch};
use super::worker::Voice;
use super::{Command, Event, Order, Outcome, Point, Start};
use crate::base::{Error, Philox, Result};
use crate::data::{Part, Parts};
use crate::device::{self, Step};
use crate::project::{EpochReport, Progress, Project, Trained};
use crate::schedules;
use crate::session::Session;

/// Streams of the seed beyond those of dropout and initial weights: one for the order of each epoch.
const ORDER_STREAM: u64 = 1 << 40;

/// How often events about steps are sent, at most.
const TELL_EVERY: Duration = Duration::from_millis(33);

/// How often the layers are looked at, at most.
const CHECK_EVERY: Duration = Duration::from_secs(2);

/// How many times a lost device is opened again.
const REOPENINGS: usize = 3;

/// A training in progress.
pub(super) struct Course {
    pub(super) order: Order,
    pub(super) commands: Receiver<Command>,
    pub(super) voice: Voice,
    stop: Arc<AtomicBool>,
    pub(super) progress: Progress,
    pace: Pace,
    /// Steps that were queued and have not reported yet.
    pending: VecDeque<Step>,
    /// What they will be told of.
    points: Vec<Point>,
    told: Instant,
    pub(super) paused: bool,
    pub(super) keeper: Keeper,
    pub(super) divergence: Divergence,
    /// Training samples of an epoch.
    samples: usize,
    /// When the layers were looked at last.
    checked: Instant,
    /// The sample that somebody watches.
    pub(super) watch: Option<Watch>,
    /// Somebody follows the weights.
    pub(super) share: Option<Share>,
}

/// Why a run of steps ended.
pub(super) enum End {
    Completed,
    Stopped,
    /// The person has changed the network or how it is trained.
    Edited(Box<Project>),
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
            keeper: Keeper::new(),
            divergence: Divergence::default(),
            samples: 0,
            checked: Instant::now(),
            watch: None,
            share: None,
        }
    }

    /// Trains; returns how it ended.
    pub fn run(mut self) -> Result<Outcome> {
        let mut setting = Setting::prepare(&mut self.order, &self.voice, &self.stop)?;
        let mut session = self.open(&setting)?;
        match self.order.resume.take() {
            Some(trained) => self.go_on(&setting, &mut session, *trained)?,
            None => self.keep(&setting, &mut session)?,
        }
        self.voice.say(Event::Started(self.start(&setting, &session)));
        let mut reopenings = 0;
        loop {
            match self.epochs(&setting, &mut session) {
                Ok(End::Edited(project)) => self.change(&mut setting, &mut session, *project)?,
                Ok(end) => return self.finish(&setting, &mut session, end),
                // A device that is lost is opened again and goes on from what was kept.
                Err(error @ Error::Work(_)) if session.is_lost() && reopenings < REOPENINGS => {
                    reopenings += 1;
                    let step = self.keeper.last().map_or(0, |kept| kept.progress.step);
                    self.voice.say(Event::Warning(format!("{error} Training goes on from step {step}.")));
                    session = self.open(&setting)?;
                    self.go_back(&mut session)?;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Opens the device and makes the network's programs ready on it, with initial weights.
    pub(super) fn open(&self, setting: &Setting) -> Result<Session> {
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
            pictures: setting.dataset.shape.picture().is_some(),
            training_samples: setting.dataset.parts.train.len(),
            test_samples: setting.held_out.len(),
            judge: setting.judge,
            classes: setting.interface.classes.clone().into(),
            counts_correct: !setting.interface.classes.is_empty(),
            skipped: setting.dataset.report.skipped.len(),
        }
    }

    /// Trains epoch after epoch until all are done or someone stops.
    fn epochs(&mut self, setting: &Setting, session: &mut Session) -> Result<End> {
        let samples = setting.dataset.parts.train.len();
        while self.progress.epoch < self.order.training.epochs {
            self.shuffle(setting, session)?;
            while self.progress.samples_in_epoch < samples {
                if let Some(end) = self.obey(setting, session)? {
                    self.collect(session, true)?;
                    return Ok(end);
                }
                self.block(setting, session)?;
                self.show(setting, session)?;
                if self.keeper.is_due() {
                    self.collect(session, true)?;
                    self.keep(setting, session)?;
                }
                if self.checked.elapsed() > CHECK_EVERY {
                    self.check(setting, session)?;
                }
            }
            self.collect(session, true)?;
            if self.progress.samples_in_epoch < samples {
                continue;
            }
            self.tell();
            let Some(report) = self.evaluate(setting, session)? else { return Ok(End::Stopped) };
            self.progress.epochs.push(report);
            self.progress.epoch += 1;
            self.progress.samples_in_epoch = 0;
            self.progress.sums = [0.0; 3];
            self.keep(setting, session)?;
            self.save()?;
            self.voice.say(Event::Epoch(report));
            if self.is_stalled(setting.judge) {
                return Ok(End::Completed);
            }
        }
        Ok(End::Completed)
    }

    /// Shows what the nodes give for the sample that somebody watches, and the weights that somebody follows, if it is
    /// time.
    pub(super) fn show(&mut self, setting: &Setting, session: &mut Session) -> Result<()> {
        if self.watch.as_ref().is_some_and(Watch::is_due) {
            self.collect(session, true)?;
            if let Some(sight) = self.watch.as_mut().map(|watch| watch.look(setting, session)).transpose()?.flatten() {
                self.voice.say(Event::Seen(Arc::new(sight)));
            }
        }
        if self.share.as_ref().is_some_and(Share::is_due) {
            let began = Instant::now();
            self.collect(session, true)?;
            let learned = Trained {
                project: self.project(setting),
                interface: setting.interface.clone(),
                progress: self.progress.clone(),
                weights: session.weights()?,
                states: session.states()?,
                memories: Vec::new(),
            };
            self.voice.say(Event::Learned(Arc::new(learned)));
            self.share = Some(Share::after(began.elapsed()));
        }
        Ok(())
    }

    /// Looks how each layer is, on the samples that come next.
    fn check(&mut self, setting: &Setting, session: &mut Session) -> Result<()> {
        let offset = self.progress.samples_in_epoch.min(setting.dataset.parts.train.len() - 1);
        let rows = self.order.training.batch.min(setting.dataset.parts.train.len() - offset) as u32;
        let (step, seed) = (self.progress.step, self.order.training.seed);
        self.collect(session, true)?;
        let began = Instant::now();
        let health = session.health(Step { rows, offset: offset as u32, step, seed, rate: 0.0 })?;
        if health.iter().all(|health| health.weight.is_finite()) {
            self.voice.say(Event::Health(health));
        }
        // A look never takes more than a fiftieth of the time.
        self.checked = Instant::now() + began.elapsed() * 50;
        Ok(())
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
        let begin = self.progress.samples_in_epoch;
        let left = (samples - begin).div_ceil(training.batch);
        let steps_per_epoch = setting.steps_per_epoch as u64;
        let total_steps = steps_per_epoch * training.epochs as u64;
        let losses: Vec<f64> = self.progress.epochs.iter().map(|epoch| epoch.test_loss).collect();
        let at = schedules::Progress { step: 0, steps_per_epoch, total_steps, losses: &losses };
        // As many steps as would have led here with batches of this size.
        let come = self.progress.epoch as u64 * steps_per_epoch + (begin / training.batch) as u64;
        let steps: Vec<Step> = (0..left.min(self.pace.steps()))
            .map(|ahead| {
                let offset = begin + ahead * training.batch;
                let at = schedules::Progress { step: come + ahead as u64, ..at };
                Step {
                    rows: training.batch.min(samples - offset) as u32,
                    offset: offset as u32,
                    step: self.progress.step + ahead as u64,
                    seed: training.seed,
                    rate: training.schedule.rate(training.optimizer.rate(), &at),
                }
            })
            .collect();
        let began = Instant::now();
        session.train(&steps)?;
        self.progress.step += steps.len() as u64;
        let rows: u32 = steps.iter().map(|step| step.rows).sum();
        self.progress.samples_in_epoch += rows as usize;
        self.pending.extend(steps);
        self.samples = samples;
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
    pub(super) fn collect(&mut self, session: &mut Session, all: bool) -> Result<()> {
        let began = Instant::now();
        for report in session.training_reports(all)? {
            let Some(step) = self.pending.pop_front() else { break };
            let [loss, correct] = report;
            if self.divergence.is_reached(loss, self.order.hold) {
                return self.diverged(session, &step, loss);
            }
            let rows = f64::from(step.rows);
            self.progress.sums[0] += f64::from(loss) * rows;
            self.progress.sums[1] += f64::from(correct);
            self.progress.sums[2] += rows;
            let accuracy = correct / step.rows as f32;
            let seen = (step.offset + step.rows) as f32 / self.samples.max(1) as f32;
            let (epoch, seconds) = (self.progress.epoch as f32 + seen, self.progress.seconds as f32);
            self.points.push(Point { step: step.step + 1, loss, accuracy, rate: step.rate, epoch, seconds });
        }
        if all {
            self.progress.seconds += began.elapsed().as_secs_f64();
        }
        Ok(())
    }

    /// Sends the points that were not told yet.
    pub(super) fn tell(&mut self) {
        self.told = Instant::now();
        if !self.points.is_empty() {
            let points = std::mem::take(&mut self.points);
            let samples_per_second = self.pace.samples_per_second();
            self.voice.say(Event::Steps { points, samples_per_second });
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

    /// Loss and share of right answers on the test part with what was kept last, where epochs were judged by another.
    fn test(&self, setting: &Setting, session: &mut Session) -> Result<Option<[f64; 2]>> {
        let Parts { train, test, .. } = &setting.dataset.parts;
        if setting.judge != Part::Validation || test.is_empty() {
            return Ok(None);
        }
        if let Some(kept) = self.keeper.last() {
            session.restore(&kept.weights, &kept.states, &kept.memories)?;
        }
        session.set_order(&[&train[..], test].concat())?;
        session.evaluate(train.len(), test.len(), &|| self.stop.load(Ordering::Relaxed))
    }

    fn finish(mut self, setting: &Setting, session: &mut Session, end: End) -> Result<Outcome> {
        self.tell();
        // After the last epoch what was kept is what there is.
        if let End::Stopped = end {
            self.keep(setting, session)?;
        }
        let saved = self.save()?;
        let test = if let End::Completed = end { self.test(setting, session)? } else { None };
        let Progress { step, epoch, seconds, samples_in_epoch, epochs, .. } = match self.keeper.last() {
            Some(kept) => kept.progress.clone(),
            None => self.progress.clone(),
        };
        let samples = epoch * setting.dataset.parts.train.len() + samples_in_epoch;
        Ok(Outcome {
            completed: matches!(end, End::Completed),
            epochs: epoch,
            steps: step,
            seconds,
            samples_per_second: if seconds > 0.0 { samples as f64 / seconds } else { 0.0 },
            last: epochs.last().copied(),
            test,
            saved,
        })
    }

    /// Forgets steps that were queued and not told of.
    pub(super) fn forget_steps(&mut self) {
        self.pending.clear();
        self.points.clear();
    }
}
