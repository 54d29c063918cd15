//! AdamW.

use serde::{Deserialize, Serialize};

use super::OptimizerKind;
use crate::base::Form;
use crate::ops::Rule;

/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AdamW {
    /// The learning rate.
    pub rate: f64,
    /// The part of each weight, times the learning rate, that is lost with each step.
    pub decay: f64,
    /// How much of the mean gradient stays.
    pub beta_1: f64,
    /// How much of the mean square stays.
    pub beta_2: f64,
    /// Keeps the root from zero.
    pub epsilon: f64,
}

impl Default for AdamW {
    fn default() -> AdamW {
        AdamW { rate: 0.001, decay: 0.004, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 }
    }
}

impl OptimizerKind for AdamW {
    fn title(&self) -> &'static str {
        "AdamW"
    }

    fn help(&self) -> &'static str {
        "Adam that also lets weights shrink a little with each step, against learning by heart."
    }

    fn rule(&self) -> Rule {
        Rule::Adam { beta_1: self.beta_1 as f32, beta_2: self.beta_2 as f32, epsilon: self.epsilon as f32 }
    }

    fn rate(&self) -> f64 {
        self.rate
    }

    fn set_rate(&mut self, rate: f64) {
        self.rate = rate;
    }

    fn decay(&self) -> f64 {
        self.decay
    }

    fn form(&mut self, form: &mut dyn Form) {
        super::rate(form, &mut self.rate);
        form.number("Weight decay", &mut self.decay, 0.0..=1.0);
        form.number("Beta 1", &mut self.beta_1, 0.0..=0.9999);
        form.number("Beta 2", &mut self.beta_2, 0.0..=0.999999);
        form.number("Epsilon", &mut self.epsilon, 1e-10..=0.1);
    }
}
