//! Nesterov.

use serde::{Deserialize, Serialize};

use super::OptimizerKind;
use crate::base::Form;
use crate::ops::Rule;

/// Momentum that looks one movement ahead (Nesterov, 1983).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Nesterov {
    /// The learning rate.
    pub rate: f64,
    /// How much of the last movement stays.
    pub momentum: f64,
}

impl Default for Nesterov {
    fn default() -> Nesterov {
        Nesterov { rate: 0.01, momentum: 0.9 }
    }
}

impl OptimizerKind for Nesterov {
    fn title(&self) -> &'static str {
        "Nesterov"
    }

    fn help(&self) -> &'static str {
        "Momentum that looks ahead and so brakes in time."
    }

    fn rule(&self) -> Rule {
        Rule::Sgd { momentum: self.momentum as f32, nesterov: true }
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
