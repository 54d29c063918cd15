//! Cross-entropy of softmax, for one class of several. Partner: the op of the same name in `ops/loss.rs`.

use serde::{Deserialize, Serialize};

use super::{LossKind, Metric, Target, before};
use crate::base::{Form, Shape};
use crate::ops::{self, Correct, Emit, Op, Softmax, Value};
use crate::program::Builder;

/// −ln of the probability that softmax gives to the right class.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SoftmaxCrossEntropy {
    /// How much of the certainty is spread over all classes, from 0 to 1.
    pub smoothing: f64,
}

fn is_softmax(op: &Op) -> bool {
    matches!(op, Op::Softmax(Softmax { log: false }))
}

impl LossKind for SoftmaxCrossEntropy {
    fn title(&self) -> &'static str {
        "Softmax cross-entropy"
    }

    fn help(&self) -> &'static str {
        "For pictures that belong to exactly one of several classes."
    }

    fn check(&self, output: &Shape, target: Target) -> Result<(), String> {
        if !(0.0..=1.0).contains(&self.smoothing) {
            return Err(format!("the smoothing must be from 0 to 1, not {}", self.smoothing));
        }
        match target {
            Target::Classes(classes) if *output == Shape::from([classes]) => Ok(()),
            Target::Classes(classes) => Err(format!("the network gives {output} where the data has {classes} classes")),
            Target::Numbers(_) => Err("it needs classes, but the data has numbers to predict".into()),
        }
    }

    fn build(&self, at: &mut Builder, output: Value, target: Value, class_weights: Option<Value>) -> Value {
        let logits = before(at, output, is_softmax).unwrap_or(output);
        let inputs: Vec<Value> = [logits, target].into_iter().chain(class_weights).collect();
        (at as &mut dyn Emit).emit(ops::SoftmaxCrossEntropy { smoothing: self.smoothing as f32 }, &inputs)
    }

    fn answer(&self, at: &mut Builder, output: Value) -> Value {
        match before(at, output, is_softmax) {
            Some(_) => output,
            None => (at as &mut dyn Emit).emit(Softmax { log: false }, &[output]),
        }
    }

    fn measure(&self, at: &mut Builder, output: Value, target: Value) -> Value {
        // The largest logit is the largest probability, so that softmax need not be computed for this.
        let logits = before(at, output, is_softmax).unwrap_or(output);
        (at as &mut dyn Emit).emit(Correct { threshold: 0.0 }, &[logits, target])
    }

    fn metric(&self, _target: Target) -> Metric {
        Metric::Accuracy
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.number("Label smoothing", &mut self.smoothing, 0.0..=1.0);
    }
}
