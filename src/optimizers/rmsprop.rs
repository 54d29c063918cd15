//! RMSprop.

use serde::{Deserialize, Serialize};

use super::OptimizerKind;
use crate::base::Form;
use crate::ops::Rule;

/// Steps divided by the running root mean square of the gradient (Hinton, 2012).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RmsProp {
    /// The learning rate.
    pub rate: f64,
    /// How much of the mean square stays.
    pub rho: f64,
    /// Keeps the root from zero.
    pub epsilon: f64,
}

impl Default for RmsProp {
    fn default() -> RmsProp {
        RmsProp { rate: 0.001, rho: 0.9, epsilon: 1e-7 }
    }
}

impl OptimizerKind for RmsProp {
    fn title(&self) -> &'static str {
        "RMSprop"
    }

    fn help(&self) -> &'static str {
        "Gives each weight a step of its own size, by how large its gradients have been lately."
    }

    fn rule(&self) -> Rule {
        Rule::RmsProp { rho: self.rho as f32, momentum: 0.0, epsilon: self.epsilon as f32 }
    }

    fn rate(&self) -> f64 {
        self.rate
    }

    fn set_rate(&mut self, rate: f64) {
        self.rate = rate;
    }

    fn form(&mut self, form: &mut dyn Form) {
        super::rate(form, &mut self.rate);
        form.number("Rho", &mut self.rho, 0.0..=0.9999);
        form.number("Epsilon", &mut self.epsilon, 1e-10..=0.1);
    }
}
