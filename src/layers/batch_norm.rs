//! Batch normalisation. Partner: `ops/batch_norm.rs` while training; products and sums afterwards.

use serde::{Deserialize, Serialize};

use super::{Average, Family, Initializer, LayerBuilder, LayerKind, WeightSpec, one};
use crate::base::{Form, Shape};
use crate::ops::{self, Function, Value};

/// Each channel brought to mean beta and deviation gamma: over the batch while training, by running statistics
/// afterwards. gamma, beta, moving_mean, moving_variance: `[channels]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BatchNorm {
    /// How much of the running statistics stays with each step.
    pub momentum: f64,
    /// Keeps the root from zero.
    pub epsilon: f64,
}

impl Default for BatchNorm {
    fn default() -> BatchNorm {
        BatchNorm { momentum: 0.99, epsilon: 1e-3 }
    }
}

impl LayerKind for BatchNorm {
    fn title(&self) -> &'static str {
        "Batch norm"
    }

    fn family(&self) -> Family {
        Family::Normalisation
    }

    fn help(&self) -> String {
        "Brings each channel to mean 0 and deviation 1 over the batch, then rescales; deep networks train faster."
            .to_owned()
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let shape = one(inputs)?;
        if shape.is_empty() {
            return Err("needs at least one axis".into());
        }
        if !(0.0..=1.0).contains(&self.momentum) {
            return Err(format!("the momentum must be from 0 to 1, not {}", self.momentum));
        }
        if !(self.epsilon > 0.0 && self.epsilon <= 1.0) {
            return Err(format!("epsilon must be above 0 and at most 1, not {}", self.epsilon));
        }
        Ok(shape.clone())
    }

    fn weights(&self, inputs: &[Shape]) -> Vec<WeightSpec> {
        let channels = [inputs[0].last()];
        vec![
            WeightSpec::new("gamma", channels, Initializer::Ones),
            WeightSpec::new("beta", channels, Initializer::Zeros),
            WeightSpec::state("moving_mean", channels, Initializer::Zeros),
            WeightSpec::state("moving_variance", channels, Initializer::Ones),
        ]
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        let &[gamma, beta, moving_mean, moving_variance] = at.weights else {
            panic!("a batch norm layer is built with its four tensors");
        };
        let epsilon = self.epsilon as f32;
        if !at.training {
            let reciprocal = at.emit.unary(Function::ReciprocalSqrt { epsilon }, moving_variance);
            let scale = at.emit.multiply(gamma, reciprocal);
            let shift = at.emit.multiply(moving_mean, scale);
            let offset = at.emit.subtract(beta, shift);
            let scaled = at.emit.multiply(inputs[0], scale);
            return at.emit.add(scaled, offset);
        }
        let outputs = at.emit.emit_all(ops::BatchNorm { epsilon, activation: None }.into(), &[inputs[0], gamma, beta]);
        let momentum = self.momentum as f32;
        at.averages.push(Average { state: moving_mean, new: outputs[1], momentum });
        at.averages.push(Average { state: moving_variance, new: outputs[2], momentum });
        outputs[0]
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.number("Momentum", &mut self.momentum, 0.0..=1.0);
        form.number("Epsilon", &mut self.epsilon, 1e-8..=1.0);
    }
}
