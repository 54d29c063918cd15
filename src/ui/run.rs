//! One training as the window knows it: what the training thread told, folded into curves and numbers.
//! Its partner is `train::message`; nothing here waits for anything.

use std::path::PathBuf;
use std::sync::Arc;

use super::curve::Curve;
use crate::base::Error;
use crate::data::{Part, Source};
use crate::project::{Progress, Project, Trained};
use crate::train::{EpochReport, Event, Health, Start};

/// Where a training stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// Before the first step.
    Preparing {
        /// What is being done.
        what: String,
        /// How much of it is done, from 0 to 1, where that is known.
        share: Option<f32>,
    },
    /// Steps are being trained.
    Training,
    /// Steps are on hold.
    Paused,
    /// The person asked to stop, and the last steps are being finished.
    Stopping,
    /// It has ended.
    Done {
        /// Whether all epochs were trained.
        completed: bool,
        /// The file that it was saved to.
        saved: Option<PathBuf>,
    },
    /// It could not go on, or not begin; the error says why.
    Failed(Error),
}

/// Something that happened at a step and is marked on the charts.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    /// The place on each horizontal axis: step, epoch, seconds.
    pub at: [f64; 3],
    /// What happened, in a few words.
    pub what: String,
}

/// One training: its curves, its numbers, and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// What is trained on, as people call it.
    pub title: String,
    /// What is trained on.
    pub source: Source,
    /// Where it stands.
    pub phase: Phase,
    /// What was known when the first step was about to run.
    pub start: Option<Start>,
    /// The epochs to train, which may be changed on the way.
    pub epochs: usize,
    /// Steps trained.
    pub step: u64,
    /// The present place on each horizontal axis: step, epoch, seconds.
    pub at: [f64; 3],
    /// The loss of the last step.
    pub loss: f64,
    /// The learning rate of the last step.
    pub rate: f64,
    /// Training samples per second, lately.
    pub samples_per_second: f64,
    /// The loss of every step.
    pub train_loss: Curve,
    /// The share of right answers of every step.
    pub train_accuracy: Curve,
    /// The numbers of every epoch.
    pub reports: Vec<EpochReport>,
    /// What happened on the way.
    pub flags: Vec<Flag>,
    /// What the person should know.
    pub warnings: Vec<String>,
    /// How each layer is, as far as it was looked at.
    pub health: Vec<Health>,
    /// Why it was held, if the loss was no number any more.
    pub diverged: Option<String>,
    /// Loss and share of right answers on the test part at the end, where epochs were judged by the validation part.
    pub test: Option<[f64; 2]>,
    /// What was learned when the loss on samples that are not trained on was lowest.
    pub best: Option<Arc<Trained>>,
    /// The project as it was trained.
    pub project: Option<Arc<Project>>,
    /// Whether its curves are drawn beside those of the one that is looked at.
    pub overlaid: bool,
}

impl Run {
    /// A training that has been asked for and has told nothing yet.
    pub fn new(title: impl Into<String>, source: Source) -> Run {
        Run {
            title: title.into(),
            source,
            phase: Phase::Preparing { what: "Getting ready".to_owned(), share: None },
            start: None,
            epochs: 0,
            step: 0,
            at: [0.0; 3],
            loss: f64::NAN,
            rate: 0.0,
            samples_per_second: 0.0,
            train_loss: Curve::default(),
            train_accuracy: Curve::default(),
            reports: Vec::new(),
            flags: Vec::new(),
            warnings: Vec::new(),
            health: Vec::new(),
            diverged: None,
            test: None,
            best: None,
            project: None,
            overlaid: false,
        }
    }

    /// Takes in what the training thread told. After the end, nothing changes any more.
    pub fn fold(&mut self, event: Event) {
        if self.has_ended() {
            return;
        }
        let stopping = self.phase == Phase::Stopping;
        let unless_stopping = |phase: Phase| if stopping { Phase::Stopping } else { phase };
        match event {
            Event::Preparing { what, done, total } => {
                let share = (total > 0).then(|| done as f32 / total as f32);
                self.phase = unless_stopping(Phase::Preparing { what, share });
            }
            Event::Started(start) => {
                self.epochs = start.epochs;
                self.start = Some(start);
                self.phase = unless_stopping(Phase::Training);
            }
            Event::Steps { points, samples_per_second } => {
                let counts = self.counts_correct();
                for point in points {
                    (self.step, self.loss, self.rate) = (point.step, f64::from(point.loss), point.rate);
                    self.at = [point.step as f64, f64::from(point.epoch), f64::from(point.seconds)];
                    self.train_loss.push(self.at, f64::from(point.loss));
                    if counts {
                        self.train_accuracy.push(self.at, f64::from(point.accuracy));
                    }
                }
                self.samples_per_second = samples_per_second;
            }
            Event::Epoch(report) => self.reports.push(report),
            // What nodes give and what weights are is not drawn on a chart.
            Event::Seen(_) | Event::Learned(_) => {}
            Event::Paused => self.phase = unless_stopping(Phase::Paused),
            Event::Resumed => {
                self.diverged = None;
                self.phase = unless_stopping(Phase::Training);
            }
            Event::Kept { trained, best } => {
                if best {
                    self.best = Some(trained.clone());
                }
                self.project = Some(Arc::new(trained.project.clone()));
            }
            Event::Health(health) => self.health = health,
            Event::Noted(what) => self.flag(what),
            Event::Returned(step) => {
                self.train_loss.cut(step);
                self.train_accuracy.cut(step);
                self.step = step;
                let last = self.train_loss.buckets().last();
                self.at = last.map_or([0.0; 3], |bucket| bucket.at);
                self.loss = last.map_or(f64::NAN, |bucket| bucket.mean);
            }
            Event::Diverged(sentence) => {
                self.flag("diverged");
                self.diverged = Some(sentence);
                self.phase = unless_stopping(Phase::Paused);
            }
            Event::Warning(sentence) => self.warnings.push(sentence),
            Event::Done(outcome) => {
                self.step = self.step.max(outcome.steps);
                self.test = outcome.test;
                self.samples_per_second = outcome.samples_per_second;
                self.phase = Phase::Done { completed: outcome.completed, saved: outcome.saved };
            }
            Event::Failed(error) => self.phase = Phase::Failed(error),
        }
    }

    /// Brings back what an earlier part of the training has shown, epoch by epoch.
    pub fn recall(&mut self, progress: &Progress) {
        self.reports.clone_from(&progress.epochs);
        self.step = progress.step;
        for report in &self.reports {
            self.at = [report.step as f64, report.epoch as f64, report.seconds];
            self.train_loss.push(self.at, report.train_loss);
            self.train_accuracy.push(self.at, report.train_accuracy);
        }
    }

    /// Notes that another training took its place, or that its thread is gone.
    pub fn leave(&mut self) {
        if !self.has_ended() {
            self.phase = Phase::Done { completed: false, saved: None };
        }
    }

    /// Marks the present step on the charts.
    pub fn flag(&mut self, what: impl Into<String>) {
        self.flags.push(Flag { at: self.at, what: what.into() });
    }

    /// The part of the samples that epochs are judged by.
    pub fn judge(&self) -> Part {
        match (&self.start, &self.project) {
            (Some(start), _) => start.judge,
            (None, Some(project)) if project.data.options.validation > 0.0 => Part::Validation,
            _ => Part::Test,
        }
    }

    /// The name of the network's template; empty where there is none or it is not known yet.
    pub fn network(&self) -> &str {
        self.start.as_ref().map_or("", |start| &start.network)
    }

    /// Whether it can be told of changes: it has begun and not ended.
    pub fn can_be_steered(&self) -> bool {
        self.start.is_some() && !self.has_ended()
    }

    /// Whether no more events will come.
    pub fn has_ended(&self) -> bool {
        matches!(self.phase, Phase::Done { .. } | Phase::Failed(_))
    }

    /// Whether right answers are counted; taken for granted until it is known.
    pub fn counts_correct(&self) -> bool {
        self.start.as_ref().is_none_or(|start| start.counts_correct)
    }

    /// The epoch that is being trained, counted from 1; 0 before the first step.
    pub fn epoch(&self) -> usize {
        (self.at[1].ceil() as usize).min(self.epochs.max(1))
    }

    /// Where the whole training ends on each horizontal axis, as far as that is known.
    pub fn end(&self) -> [f64; 3] {
        let steps = self.start.as_ref().map_or(0, |start| start.steps_per_epoch * self.epochs) as f64;
        let left = if self.has_ended() { 0.0 } else { self.seconds_left().unwrap_or(0.0) };
        [steps.max(self.at[0]), (self.epochs as f64).max(self.at[1]), self.at[2] + left]
    }

    /// How much is trained, from 0 to 1.
    pub fn share(&self) -> f32 {
        (self.at[1] / self.epochs.max(1) as f64).min(1.0) as f32
    }

    /// Seconds of training left at the present speed, evaluation not counted; `None` where it cannot be told.
    pub fn seconds_left(&self) -> Option<f64> {
        let start = self.start.as_ref()?;
        let left = (self.epochs as f64 - self.at[1]).max(0.0) * start.training_samples as f64;
        (self.samples_per_second > 0.0).then(|| left / self.samples_per_second)
    }

    /// The numbers of the last finished epoch.
    pub fn last_report(&self) -> Option<&EpochReport> {
        self.reports.last()
    }

    /// What the samples are called: "pictures" unless they are known to be numbers.
    pub fn samples_word(&self) -> &'static str {
        match &self.source {
            Source::Sample(crate::data::Sample::Spirals) => "points",
            _ if self.start.as_ref().is_some_and(|start| !start.pictures) => "rows",
            _ => "pictures",
        }
    }
}
