//! Dropout. Partner: `ops/dropout.rs`.

use serde::{Deserialize, Serialize};

use super::words::percent;
use super::{Family, LayerBuilder, LayerKind, one};
use crate::base::{Form, Shape};
use crate::ops::{self, Value};

/// Sets a random part of the numbers to zero while training; does nothing afterwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dropout {
    /// The part that is set to zero, from 0 up to, not including, 1.
    pub rate: f64,
}

impl Default for Dropout {
    fn default() -> Dropout {
        Dropout { rate: 0.5 }
    }
}

impl LayerKind for Dropout {
    fn title(&self) -> &'static str {
        "Dropout"
    }

    fn family(&self) -> Family {
        Family::Regularisation
    }

    fn help(&self) -> String {
        format!(
            "While training, silences {} % of the numbers at random, so that the network cannot rely on any single one.",
            percent(self.rate)
        )
    }

    fn summary(&self) -> String {
        format!("{} % at random", percent(self.rate))
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        // Below 1 after rounding to f32 too.
        if !(self.rate >= 0.0 && (self.rate as f32) < 1.0) {
            return Err(format!("the rate must be from 0 up to, not including, 1; it is {}", self.rate));
        }
        one(inputs).cloned()
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        if !at.training || self.rate == 0.0 {
            return inputs[0];
        }
        at.emit.emit(ops::Dropout { rate: self.rate as f32, stream: at.node }, inputs)
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.number("Rate", &mut self.rate, 0.0..=0.95);
    }
}
