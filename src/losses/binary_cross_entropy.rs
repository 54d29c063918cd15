//! Cross-entropy of sigmoid: for one of two classes by a single output, or for several yes-or-no answers at once.

use serde::{Deserialize, Serialize};

use super::{LossKind, Metric, Target, before, is_label, mean_of_difference, mean_of_row};
use crate::base::{Form, Shape};
use crate::ops::{self, Correct, Emit, Function, Op, Pad, Unary, Value};
use crate::program::Builder;

/// −ln of the probability that sigmoid gives to the truth; of several outputs the mean.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BinaryCrossEntropy {
    /// How much of the certainty is spread over both answers, from 0 to 1.
    pub smoothing: f64,
}

fn is_sigmoid(op: &Op) -> bool {
    matches!(op, Op::Unary(Unary { function: Function::Sigmoid }))
}

impl LossKind for BinaryCrossEntropy {
    fn title(&self) -> &'static str {
        "Binary cross-entropy"
    }

    fn help(&self) -> &'static str {
        "For yes or no: one output for two classes, or one for each of several answers."
    }

    fn check(&self, output: &Shape, target: Target) -> Result<(), String> {
        if !(0.0..=1.0).contains(&self.smoothing) {
            return Err(format!("the smoothing must be from 0 to 1, not {}", self.smoothing));
        }
        match target {
            Target::Classes(2) if *output == Shape::from([1]) => Ok(()),
            Target::Classes(2) => Err(format!("it needs a network with 1 output, not {output}")),
            Target::Classes(classes) => {
                Err(format!("it tells 2 classes apart, but the data has {classes}; use softmax cross-entropy"))
            }
            Target::Numbers(width) if *output == Shape::from([width]) => Ok(()),
            Target::Numbers(width) => Err(format!("the network gives {output} where the data has {width} answers")),
        }
    }

    fn build(&self, at: &mut Builder, output: Value, target: Value, class_weights: Option<Value>) -> Value {
        let logits = before(at, output, is_sigmoid).unwrap_or(output);
        let is_label = is_label(at, target);
        let emit: &mut dyn Emit = at;
        let smoothing = self.smoothing as f32;
        if is_label {
            // Sigmoid of z is softmax of (0, z), and the smoothing agrees too.
            let both = emit.emit(Pad { before: vec![1], after: vec![0] }, &[logits]);
            let inputs: Vec<Value> = [both, target].into_iter().chain(class_weights).collect();
            return emit.emit(ops::SoftmaxCrossEntropy { smoothing }, &inputs);
        }
        // softplus(z) − t·z = −t·ln σ(z) − (1 − t)·ln(1 − σ(z))
        let truth = match smoothing {
            0.0 => target,
            _ => emit.unary(Function::Linear { scale: 1.0 - smoothing, offset: smoothing / 2.0 }, target),
        };
        let sure = emit.multiply(logits, truth);
        let unsure = emit.unary(Function::Softplus, logits);
        let each = emit.subtract(unsure, sure);
        mean_of_row(emit, each)
    }

    fn answer(&self, at: &mut Builder, output: Value) -> Value {
        match before(at, output, is_sigmoid) {
            Some(_) => output,
            None => (at as &mut dyn Emit).unary(Function::Sigmoid, output),
        }
    }

    fn measure(&self, at: &mut Builder, output: Value, target: Value) -> Value {
        if is_label(at, target) {
            let logits = before(at, output, is_sigmoid).unwrap_or(output);
            return (at as &mut dyn Emit).emit(Correct { threshold: 0.0 }, &[logits, target]);
        }
        let answer = self.answer(at, output);
        mean_of_difference(at as &mut dyn Emit, Function::Abs, [answer, target])
    }

    fn metric(&self, target: Target) -> Metric {
        match target {
            Target::Classes(_) => Metric::Accuracy,
            Target::Numbers(_) => Metric::MeanAbsoluteError,
        }
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.number("Label smoothing", &mut self.smoothing, 0.0..=1.0);
    }
}
