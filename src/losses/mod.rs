//! Losses: how wrong an answer is. One file each; built from ops, so gradients are derived. `ops/loss.rs` holds the two
//! ops that are theirs alone.
//!
//! Where a loss wants numbers before softmax or sigmoid (logits) and the network ends with that function, the loss
//! takes the function's input, which is exact; where the network ends otherwise, its output is taken as logits.

use std::fmt::Debug;

use crate::base::{Form, Shape, choices};
use crate::ops::{Element, Emit, Op, Reduce, Value};
use crate::program::Builder;

mod binary_cross_entropy;
mod huber;
mod mean_absolute_error;
mod mean_squared_error;
mod softmax_cross_entropy;

pub use binary_cross_entropy::BinaryCrossEntropy;
pub use huber::Huber;
pub use mean_absolute_error::MeanAbsoluteError;
pub use mean_squared_error::MeanSquaredError;
pub use softmax_cross_entropy::SoftmaxCrossEntropy;

/// What is to be predicted for each sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// One of this many classes.
    Classes(usize),
    /// This many numbers.
    Numbers(usize),
}

/// What is reported beside the loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Metric {
    /// The part of right answers; programs report their count as "correct".
    Accuracy,
    /// The mean distance from the target; programs report the sum over rows as "absolute_error".
    MeanAbsoluteError,
}

impl Metric {
    /// The name of the number that programs report: summed over the rows of a step.
    pub fn report(self) -> &'static str {
        match self {
            Metric::Accuracy => "correct",
            Metric::MeanAbsoluteError => "absolute_error",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Metric::Accuracy => "accuracy",
            Metric::MeanAbsoluteError => "mean absolute error",
        }
    }
}

/// The meaning of a loss.
pub trait LossKind: Debug {
    /// Its name for people.
    fn title(&self) -> &'static str;

    /// When to use it, in a sentence.
    fn help(&self) -> &'static str;

    /// Whether it can compare outputs of this shape with such targets, and have class weights; if not, why.
    fn check(&self, output: &Shape, target: Target) -> Result<(), String>;

    /// The loss of each row, `[]` batched. `output` is the network's, `target` is an index `[]` or numbers like the
    /// output, batched; `class_weights` `[classes]` multiply the losses of their classes.
    fn build(&self, at: &mut Builder, output: Value, target: Value, class_weights: Option<Value>) -> Value;

    /// What the network's output says to people: probabilities, where it consists of logits.
    fn answer(&self, at: &mut Builder, output: Value) -> Value;

    /// The metric of each row, `[]` batched: 1 or 0 for right or wrong, or the distance from the target.
    fn measure(&self, at: &mut Builder, output: Value, target: Value) -> Value;

    /// What is reported beside it: the sum of [`LossKind::measure`] over rows.
    fn metric(&self, target: Target) -> Metric;

    /// Shows its settings.
    fn form(&mut self, _form: &mut dyn Form) {}
}

choices! {
    /// One loss with its settings.
    pub enum Loss: LossKind {
        SoftmaxCrossEntropy(SoftmaxCrossEntropy) = "softmax_cross_entropy",
        BinaryCrossEntropy(BinaryCrossEntropy) = "binary_cross_entropy",
        MeanSquaredError(MeanSquaredError) = "mean_squared_error",
        MeanAbsoluteError(MeanAbsoluteError) = "mean_absolute_error",
        Huber(Huber) = "huber",
    }
}

impl Default for Loss {
    fn default() -> Loss {
        Loss::SoftmaxCrossEntropy(SoftmaxCrossEntropy::default())
    }
}

/// The input of the function that gives `output`, through reshapes, if `is_function` recognises it; in the output's
/// shape.
fn before(at: &mut Builder, output: Value, is_function: impl Fn(&Op) -> bool) -> Option<Value> {
    let mut value = output;
    loop {
        let origin = at.origin(value)?;
        let input = *origin.inputs.first()?;
        match &origin.op {
            Op::Reshape(_) => value = input,
            op if is_function(op) => {
                let shape = at.type_of(output).shape.clone();
                return Some((at as &mut dyn Emit).reshape(input, shape));
            }
            _ => return None,
        }
    }
}

/// Refuses what losses of numbers cannot compare.
fn check_numbers(output: &Shape, target: Target) -> Result<(), String> {
    match target {
        Target::Numbers(width) if *output == Shape::from([width]) => Ok(()),
        Target::Numbers(width) => Err(format!("the network gives {output} where {width} numbers are to be predicted")),
        Target::Classes(_) => Err("it compares numbers, but the data has classes; use cross-entropy".into()),
    }
}

/// The mean over the numbers of each row of a function of output − target, `[]` batched.
fn mean_of_difference(emit: &mut dyn Emit, function: crate::ops::Function, [output, target]: [Value; 2]) -> Value {
    let difference = emit.subtract(output, target);
    let each = emit.unary(function, difference);
    mean_of_row(emit, each)
}

/// The mean over the numbers of each row, `[]` batched.
fn mean_of_row(emit: &mut dyn Emit, each: Value) -> Value {
    let axes = (0..emit.type_of(each).shape.len()).collect();
    let mean = emit.emit(Reduce { mean: true, axes, rows: false, by_product: false }, &[each]);
    emit.reshape(mean, Shape::scalar())
}

/// Whether a value holds labels.
fn is_label(at: &Builder, target: Value) -> bool {
    at.type_of(target).element == Element::Index
}
