//! Mean absolute error, for numbers.

use serde::{Deserialize, Serialize};

use super::{LossKind, Metric, Target, check_numbers, mean_of_difference};
use crate::base::Shape;
use crate::ops::{Emit, Function, Value};
use crate::program::Builder;

/// The mean over a sample's numbers of |output − target|.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MeanAbsoluteError {}

impl LossKind for MeanAbsoluteError {
    fn title(&self) -> &'static str {
        "Mean absolute error"
    }

    fn help(&self) -> &'static str {
        "For numbers; every error counts by its size, so that outliers do little."
    }

    fn check(&self, output: &Shape, target: Target) -> Result<(), String> {
        check_numbers(output, target)
    }

    fn build(&self, at: &mut Builder, output: Value, target: Value, _class_weights: Option<Value>) -> Value {
        mean_of_difference(at as &mut dyn Emit, Function::Abs, [output, target])
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
}
