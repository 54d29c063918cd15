//! The document: a network, where its data comes from, how it is trained, and, once trained, what it has learned.

mod file;
mod history;
mod save;
mod undo;

use serde::{Deserialize, Serialize};

use crate::base::Shape;
use crate::data::{Augmentation, Encoding, Normalisation, Options, Sample, Scaling, Source};
use crate::losses::Loss;
use crate::network::Network;
use crate::optimizers::Optimizer;
use crate::schedules::Schedule;

pub use file::{FORMAT, Saved, looks_like_one, open, read, write, write_with};
pub use history::{EpochReport, Progress};
pub use save::save;
pub use undo::History;

/// What a person has chosen: everything that training needs, nothing that it finds out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// The network.
    pub network: Network,
    /// Where samples come from and how they are prepared.
    pub data: DataSettings,
    /// How it is trained.
    pub training: Training,
}

impl Default for Project {
    /// An empty network for the digits that the program draws.
    fn default() -> Project {
        let data = DataSettings::new(Source::Sample(Sample::Digits));
        Project { network: Network::default(), data, training: Training::default() }
    }
}

/// Whether two networks compute the same: they may be drawn differently.
pub fn same_layers(a: &Network, b: &Network) -> bool {
    a.means_the_same(b)
}

/// Where samples come from and how they are prepared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DataSettings {
    /// The folder, file or sample.
    pub source: Source,
    /// How its samples are prepared and split.
    pub options: Options,
    /// How numbers are scaled before the network sees them.
    pub scaling: Scaling,
    /// How training pictures are changed a little every time they are seen.
    #[serde(default)]
    pub augmentation: Augmentation,
}

impl DataSettings {
    /// This source, prepared in the usual way.
    pub fn new(source: Source) -> DataSettings {
        DataSettings {
            source,
            options: Options::default(),
            scaling: Scaling::default(),
            augmentation: Augmentation::default(),
        }
    }
}

/// How a network is trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Training {
    /// What is made small.
    pub loss: Loss,
    /// How weights follow their gradients, and how fast.
    pub optimizer: Optimizer,
    /// How the learning rate changes.
    pub schedule: Schedule,
    /// Samples per step.
    pub batch: usize,
    /// How often every training sample is seen.
    pub epochs: usize,
    /// Drives initial weights, the order of samples and dropout.
    pub seed: u64,
    /// The largest norm of all gradients together; `None` to leave them as they are.
    pub clip: Option<f64>,
    /// Whether rare classes count as much as frequent ones.
    pub balance_classes: bool,
    /// Whether training ends before its last epoch once it no longer helps.
    pub early_stopping: Option<EarlyStopping>,
}

/// When training ends before its last epoch.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EarlyStopping {
    /// After so many epochs in which the loss on samples that are not trained on has not fallen below its lowest.
    pub patience: usize,
    /// Whether the weights of the best epoch are brought back then.
    pub restore_best: bool,
}

impl Default for EarlyStopping {
    fn default() -> EarlyStopping {
        EarlyStopping { patience: 3, restore_best: true }
    }
}

impl Default for Training {
    /// Keras's defaults: Adam at 0.001, batches of 32, five epochs.
    fn default() -> Training {
        Training {
            loss: Loss::default(),
            optimizer: Optimizer::default(),
            schedule: Schedule::default(),
            batch: 32,
            epochs: 5,
            seed: 0,
            clip: None,
            balance_classes: false,
            early_stopping: None,
        }
    }
}

/// A project with what training has found out: enough to answer, and to go on training as if it had never stopped.
#[derive(Clone, Debug, PartialEq)]
pub struct Trained {
    /// The project.
    pub project: Project,
    /// What inputs look like and what answers mean.
    pub interface: Interface,
    /// Where training stands.
    pub progress: Progress,
    /// The block of weights, gaps included, as the network's layout says.
    pub weights: Vec<f32>,
    /// The block of states, gaps included.
    pub states: Vec<f32>,
    /// What the optimiser remembers, each laid out like the weights.
    pub memories: Vec<Vec<f32>>,
}

/// What a trained network takes and gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interface {
    /// The shape of one sample.
    pub input: Shape,
    /// What turns prepared bytes into what the network sees.
    pub normalisation: Normalisation,
    /// The names of the classes; empty where numbers are predicted.
    pub classes: Vec<String>,
    /// How many numbers are predicted, where there are no classes.
    pub outputs: usize,
    /// How much each class counts; empty where all count alike.
    pub class_weights: Vec<f32>,
    /// How rows of a table become inputs; `None` where samples are no rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Encoding>,
    /// What turns the network's numbers into those that are predicted; `None` where there are classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Normalisation>,
}
