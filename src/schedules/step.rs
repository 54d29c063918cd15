//! A learning rate that falls in steps.

use serde::{Deserialize, Serialize};

use super::{Progress, ScheduleKind};
use crate::base::Form;

/// The learning rate times `factor` after every `epochs` epochs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Step {
    /// What it is multiplied by.
    pub factor: f64,
    /// After how many epochs each time.
    pub epochs: usize,
}

impl Default for Step {
    fn default() -> Step {
        Step { factor: 0.1, epochs: 10 }
    }
}

impl ScheduleKind for Step {
    fn title(&self) -> &'static str {
        "Step"
    }

    fn help(&self) -> &'static str {
        "Multiplies the learning rate by a factor after every few epochs."
    }

    fn rate(&self, base: f64, at: &Progress) -> f64 {
        let falls = at.step / (self.epochs.max(1) as u64).saturating_mul(at.steps_per_epoch.max(1));
        base * self.factor.powf(falls as f64)
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.number("Factor", &mut self.factor, 0.001..=1.0);
        form.count("Every … epochs", &mut self.epochs, 1..=1000);
    }
}
