//! Adam.

use serde::{Deserialize, Serialize};

use super::OptimizerKind;
use crate::base::Form;
use crate::ops::Rule;

/// Momentum and a step size for each weight (Kingma and Ba, 2015).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Adam {
    /// The learning rate.
    pub rate: f64,
    /// How much of the mean gradient stays.
    pub beta_1: f64,
    /// How much of the mean square stays.
    pub beta_2: f64,
    /// Keeps the root from zero.
    pub epsilon: f64,
}

impl Default for Adam {
    fn default() -> Adam {
        Adam { rate: 0.001, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 }
    }
}

impl OptimizerKind for Adam {
    fn title(&self) -> &'static str {
        "Adam"
    }

    fn help(&self) -> &'static str {
        "Momentum and a step size for each weight; works well almost everywhere without tuning."
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

    fn form(&mut self, form: &mut dyn Form) {
        super::rate(form, &mut self.rate);
        form.number("Beta 1", &mut self.beta_1, 0.0..=0.9999);
        form.number("Beta 2", &mut self.beta_2, 0.0..=0.999999);
        form.number("Epsilon", &mut self.epsilon, 1e-10..=0.1);
    }
}
