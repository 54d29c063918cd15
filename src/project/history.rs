//! What training has shown so far, epoch by epoch.

use serde::{Deserialize, Serialize};

/// An epoch in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EpochReport {
    /// The epoch, counted from 1.
    pub epoch: usize,
    /// Steps trained so far.
    pub step: u64,
    /// The mean loss of its steps, each weighted by its rows.
    pub train_loss: f64,
    /// The share of right answers in its steps.
    pub train_accuracy: f64,
    /// The mean loss after it on samples held out: of the validation part where there is one, else of the test part.
    pub test_loss: f64,
    /// The share of right answers on the same samples after it.
    pub test_accuracy: f64,
    /// Seconds of training, evaluation not counted, since the beginning.
    pub seconds: f64,
}

/// Where training stands, so that it can go on as if it had never stopped.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Steps trained.
    pub step: u64,
    /// Whole epochs trained.
    pub epoch: usize,
    /// Samples of the epoch that was not finished which were trained on.
    #[serde(default)]
    pub samples_in_epoch: usize,
    /// What the unfinished epoch has summed up so far: loss times rows, right answers, rows.
    pub sums: [f64; 3],
    /// Seconds of training, evaluation not counted.
    pub seconds: f64,
    /// The finished epochs.
    pub epochs: Vec<EpochReport>,
}
