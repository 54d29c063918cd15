//! What the window (or a command) and the training thread say to each other. No locks are shared.

use std::path::PathBuf;
use std::sync::Arc;

use super::probe::Sight;
use crate::data::Part;
use crate::device::DeviceInfo;
use crate::project::{EpochReport, Project, Trained};
use crate::session::Health;

/// What the training thread is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Hold after the present block of steps.
    Pause,
    /// Go on.
    Resume,
    /// Finish: keep what was learned, save where a file was named, and end.
    Stop,
    /// Go on with this project: numbers change at once; another network keeps what still matches of the old one.
    Edit(Box<Project>),
    /// Tell what was learned up to now, by [`Event::Kept`].
    Keep,
    /// Tell, up to ten times a second, what the nodes give for the sample at this place of the data set; or for none.
    Watch(Option<usize>),
    /// Tell what was learned, up to ten times a second, by [`Event::Learned`]; or no longer.
    Share(bool),
}

/// What the training thread tells, in the order in which it happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Something that takes a while before the first step: reading pictures, compiling. `total` 0 where unknown.
    Preparing {
        /// What is being done, such as "Reading pictures".
        what: String,
        /// How much is done.
        done: usize,
        /// Of how much.
        total: usize,
    },
    /// Everything is ready; steps follow.
    Started(Start),
    /// Steps that have finished since the last event.
    Steps {
        /// What each step reported, oldest first.
        points: Vec<Point>,
        /// Training samples per second, over about the last second.
        samples_per_second: f64,
    },
    /// An epoch has finished and was evaluated.
    Epoch(EpochReport),
    /// What the nodes give for the sample that is watched.
    Seen(Arc<Sight>),
    /// What was learned up to now, to be saved or to go on from.
    Kept {
        /// The weights and where training stands.
        trained: Arc<Trained>,
        /// Whether it is after the epoch with the lowest loss on samples that are not trained on.
        best: bool,
    },
    /// The weights and states as they are now, without what the optimiser remembers: to be looked at, not to go on from.
    Learned(Arc<Trained>),
    /// How each layer is.
    Health(Vec<Health>),
    /// Training goes on from this step: what came after it is lost.
    Returned(u64),
    /// The loss was no number any more. Training is on hold before that; the sentence says what would help.
    Diverged(String),
    /// Something happened at the present step that belongs on the charts, in a few words.
    Noted(String),
    /// Steps are on hold.
    Paused,
    /// Steps go on.
    Resumed,
    /// Something the person should know that does not end the training.
    Warning(String),
    /// The training has ended, by itself or by [`Command::Stop`]. The last event.
    Done(Outcome),
    /// The training could not go on; the sentence says why and what to do. The last event.
    Failed(crate::base::Error),
}

/// What is known when the first step is about to run.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// The device in use.
    pub device: DeviceInfo,
    /// The name of the network's template; empty where it was drawn by hand.
    pub network: String,
    /// The network's trainable parameters.
    pub parameters: usize,
    /// Steps of one epoch.
    pub steps_per_epoch: usize,
    /// Epochs to train.
    pub epochs: usize,
    /// Whether samples are pictures.
    pub pictures: bool,
    /// Samples trained on in one epoch.
    pub training_samples: usize,
    /// Samples that epochs are evaluated on.
    pub test_samples: usize,
    /// The part that these are: the validation part where there is one, else the test part.
    pub judge: Part,
    /// The names of the classes; empty where numbers are predicted.
    pub classes: Arc<[String]>,
    /// Whether accuracy is counted (classes are predicted).
    pub counts_correct: bool,
    /// The names and reasons of files that were left out.
    pub skipped: usize,
}

/// What one step reported.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The step, counted from 1 over the whole training.
    pub step: u64,
    /// The mean loss over the rows of the batch, before the step's change of weights.
    pub loss: f32,
    /// The share of right answers in the batch, 0 to 1; 0 where none are counted.
    pub accuracy: f32,
    /// The learning rate of the step.
    pub rate: f64,
    /// How often all training samples were seen after it.
    pub epoch: f32,
    /// Seconds of training after it, evaluation not counted.
    pub seconds: f32,
}

/// How a training ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Whether all epochs were trained, rather than stopped before.
    pub completed: bool,
    /// Whole epochs trained.
    pub epochs: usize,
    /// Steps trained.
    pub steps: u64,
    /// Seconds of training, evaluation not counted.
    pub seconds: f64,
    /// Samples trained on per second.
    pub samples_per_second: f64,
    /// The last epoch's numbers, if one was finished.
    pub last: Option<EpochReport>,
    /// Loss and share of right answers on the test part at the end, where epochs were judged by the validation part.
    pub test: Option<[f64; 2]>,
    /// The file that the trained project was saved to.
    pub saved: Option<PathBuf>,
}
