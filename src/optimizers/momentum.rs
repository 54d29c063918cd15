//! Momentum.

use serde::{Deserialize, Serialize};

use super::OptimizerKind;
use crate::base::Form;
use crate::ops::Rule;

/// Stochastic gradient descent whose movements go on for a while (Polyak, 1964).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Momentum {
    /// The learning rate.
    pub rate: f64,
    /// How much of the last movement stays.
    pub momentum: f64,
}

impl Default for Momentum {
    fn default() -> Momentum {
        Momentum { rate: 0.01, momentum: 0.9 }
    }
}

impl OptimizerKind for Momentum {
    fn title(&self) -> &'static str {
        "Momentum"
    }

    fn help(&self) -> &'static str {
        "Steps that keep rolling: faster along valleys; often the best final result for pictures."
    }

    fn rule(&self) -> Rule {
        Rule::Sgd { momentum: self.momentum as f32, nesterov: false }
    }

    fn rate(&self) -> f64 {
        self.rate
    }

    fn set_rate(&mut self, rate: f64) {
        self.rate = rate;
    }

    fn form(&mut self, form: &mut dyn Form) {
        super::rate(form, &mut self.rate);
        form.number("Momentum", &mut self.momentum, 0.0..=0.9999);
    }
}
