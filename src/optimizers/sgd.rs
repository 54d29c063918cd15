//! SGD.

use serde::{Deserialize, Serialize};

use super::OptimizerKind;
use crate::base::Form;
use crate::ops::Rule;

/// Stochastic gradient descent: a step against the gradient.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sgd {
    /// The learning rate.
    pub rate: f64,
}

impl Default for Sgd {
    fn default() -> Sgd {
        Sgd { rate: 0.01 }
    }
}

impl OptimizerKind for Sgd {
    fn title(&self) -> &'static str {
        "SGD"
    }

    fn help(&self) -> &'static str {
        "Plain steps against the gradient; simple, slow, well understood."
    }

    fn rule(&self) -> Rule {
        Rule::Sgd { momentum: 0.0, nesterov: false }
    }

    fn rate(&self) -> f64 {
        self.rate
    }

    fn set_rate(&mut self, rate: f64) {
        self.rate = rate;
    }

    fn form(&mut self, form: &mut dyn Form) {
        super::rate(form, &mut self.rate);
    }
}
