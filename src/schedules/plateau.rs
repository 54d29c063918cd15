//! A learning rate that falls when the loss no longer does, with Keras's defaults (ReduceLROnPlateau).

use serde::{Deserialize, Serialize};

use super::{Progress, ScheduleKind};
use crate::base::Form;

/// The learning rate times `factor` whenever the loss has not fallen for `patience` epochs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Plateau {
    /// What it is multiplied by.
    pub factor: f64,
    /// How many epochs without progress it waits.
    pub patience: usize,
    /// How much the loss must fall to count as progress.
    pub progress: f64,
    /// The part of the full rate below which it never falls.
    pub least: f64,
}

impl Default for Plateau {
    fn default() -> Plateau {
        Plateau { factor: 0.1, patience: 10, progress: 1e-4, least: 0.0 }
    }
}

impl ScheduleKind for Plateau {
    fn title(&self) -> &'static str {
        "Reduce on plateau"
    }

    fn help(&self) -> &'static str {
        "Lowers the learning rate whenever the loss has stopped falling for some epochs."
    }

    fn rate(&self, base: f64, at: &Progress) -> f64 {
        let mut best = f64::INFINITY;
        let mut waited = 0;
        let mut part = 1.0;
        for &loss in at.losses {
            if loss < best - self.progress {
                best = loss;
                waited = 0;
                continue;
            }
            waited += 1;
            if waited >= self.patience {
                part = f64::max(part * self.factor, self.least);
                waited = 0;
            }
        }
        base * part
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.number("Factor", &mut self.factor, 0.01..=1.0);
        form.count("Patience in epochs", &mut self.patience, 1..=1000);
        form.number("Least progress", &mut self.progress, 0.0..=1.0);
        form.number("Never below this part", &mut self.least, 0.0..=1.0);
    }
}
