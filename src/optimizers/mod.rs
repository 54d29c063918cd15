//! Optimisers: how weights follow their gradients. One file each: settings with Keras's defaults and the rule that
//! they make; the rules themselves are in `ops/update.rs`.

use std::fmt::Debug;

use crate::base::{Form, choices};
use crate::ops::Rule;

mod adam;
mod adamw;
mod momentum;
mod nesterov;
mod rmsprop;
mod sgd;

pub use adam::Adam;
pub use adamw::AdamW;
pub use momentum::Momentum;
pub use nesterov::Nesterov;
pub use rmsprop::RmsProp;
pub use sgd::Sgd;

/// The meaning of an optimiser.
pub trait OptimizerKind: Debug {
    /// Its name for people.
    fn title(&self) -> &'static str;

    /// When to use it, in a sentence.
    fn help(&self) -> &'static str;

    /// How each weight moves.
    fn rule(&self) -> Rule;

    /// The learning rate before any schedule.
    fn rate(&self) -> f64;

    /// Sets the learning rate.
    fn set_rate(&mut self, rate: f64);

    /// The part of each weight, times the learning rate, that is lost with each step (decoupled weight decay).
    fn decay(&self) -> f64 {
        0.0
    }

    /// Why its settings do not work, if so.
    fn check(&self) -> Result<(), String> {
        let part = |what: &str, value: f64| match (0.0..1.0).contains(&value) {
            true => Ok(()),
            false => Err(format!("the {what} must be from 0 up to, not including, 1, not {value}")),
        };
        if !(self.rate() >= 0.0 && self.rate() <= 1e6) {
            return Err(format!("the learning rate must not be negative; it is {}", self.rate()));
        }
        if !(self.decay() >= 0.0 && self.decay() <= 1e6) {
            return Err(format!("the weight decay must not be negative; it is {}", self.decay()));
        }
        match self.rule() {
            Rule::Sgd { momentum, .. } => part("momentum", momentum.into()),
            Rule::RmsProp { rho, momentum, epsilon } => {
                part("momentum", momentum.into())?;
                part("decay of squares", rho.into())?;
                part("epsilon", epsilon.into())
            }
            Rule::Adam { beta_1, beta_2, epsilon } => {
                part("beta 1", beta_1.into())?;
                part("beta 2", beta_2.into())?;
                part("epsilon", epsilon.into())
            }
        }
    }

    /// Shows its settings.
    fn form(&mut self, form: &mut dyn Form);
}

choices! {
    /// One optimiser with its settings.
    pub enum Optimizer: OptimizerKind {
        Adam(Adam) = "adam",
        AdamW(AdamW) = "adamw",
        Sgd(Sgd) = "sgd",
        Momentum(Momentum) = "momentum",
        Nesterov(Nesterov) = "nesterov",
        RmsProp(RmsProp) = "rmsprop",
    }
}

impl Default for Optimizer {
    fn default() -> Optimizer {
        Optimizer::Adam(Adam::default())
    }
}

/// Shows the learning rate.
fn rate(form: &mut dyn Form, rate: &mut f64) {
    form.number("Learning rate", rate, 0.0..=10.0);
}
