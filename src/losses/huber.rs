//! Huber, for numbers.

use serde::{Deserialize, Serialize};

use super::{LossKind, Metric, Target, check_numbers, mean_of_difference};
use crate::base::{Form, Shape};
use crate::ops::{Emit, Function, Value};
use crate::program::Builder;

/// The mean over a sample's numbers of d² / 2 for |d| ≤ delta, else delta · (|d| − delta / 2), d = output − target.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Huber {
    /// Where the parabola turns into a line.
    pub delta: f64,
}

impl Default for Huber {
    fn default() -> Huber {
        Huber { delta: 1.0 }
    }
}

impl LossKind for Huber {
    fn title(&self) -> &'static str {
        "Huber"
    }

    fn help(&self) -> &'static str {
        "For numbers; small errors count squared, large ones by their size."
    }

    fn check(&self, output: &Shape, target: Target) -> Result<(), String> {
        if !(self.delta > 0.0 && self.delta <= 1e6) {
            return Err(format!("delta must be above 0, not {}", self.delta));
        }
        check_numbers(output, target)
    }

    fn build(&self, at: &mut Builder, output: Value, target: Value, _class_weights: Option<Value>) -> Value {
        let delta = self.delta as f32;
        mean_of_difference(at as &mut dyn Emit, Function::Huber { delta }, [output, target])
    }

    fn answer(&self, _at: &mut Builder, output: Value) -> Value {
        output
    }

    fn measure(&self, at: &mut Builder, output: Value, target: Value) -> Value {
        mean_of_difference(at as &mut dyn Emit, Function::Abs, [output, target])
    }

    fn metric(&self, _target: Target) -> Metric {
        Metric::MeanAbsoluteError
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.number("Delta", &mut self.delta, 1e-3..=1e3);
    }
}
