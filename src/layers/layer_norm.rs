//! Layer normalisation. Partner: `ops/layer_norm.rs`.

use serde::{Deserialize, Serialize};

use super::{Family, Initializer, LayerBuilder, LayerKind, WeightSpec, one};
use crate::base::{Form, Shape};
use crate::ops::{self, Value};

/// The numbers along the innermost axis brought to mean beta and deviation gamma, for each sample by itself. gamma,
/// beta: `[channels]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct LayerNorm {
    /// Keeps the root from zero.
    pub epsilon: f64,
}

impl Default for LayerNorm {
    fn default() -> LayerNorm {
        LayerNorm { epsilon: 1e-3 }
    }
}

impl LayerKind for LayerNorm {
    fn title(&self) -> &'static str {
        "Layer norm"
    }

    fn family(&self) -> Family {
        Family::Normalisation
    }

    fn help(&self) -> String {
        "Brings the numbers along the innermost axis to mean 0 and deviation 1, each sample by itself, then rescales."
            .to_owned()
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let shape = one(inputs)?;
        if shape.is_empty() {
            return Err("needs at least one axis".into());
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
        ]
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        let op = ops::LayerNorm { epsilon: self.epsilon as f32 };
        at.emit.emit(op, &[inputs[0], at.weights[0], at.weights[1]])
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.number("Epsilon", &mut self.epsilon, 1e-8..=1.0);
    }
}
