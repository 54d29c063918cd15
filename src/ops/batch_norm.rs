//! Batch normalisation while training (Ioffe and Szegedy, 2015) and its gradient. Partners:
//! `device/cpu/batch_norm.rs`, `shaders/batch_norm*.wgsl`.
//!
//! With fixed statistics it is two products and a sum per channel, which the layer builds from [`super::Binary`].

use serde::{Deserialize, Serialize};

use super::{Cost, Differential, Emit, Function, Operation, Type, Value};

/// x `[…, c]` batched, gamma `[c]`, beta `[c]` → y = gamma · (x − mean) / √(variance + epsilon) + beta like x, and the
/// mean `[c]` and (biased) variance `[c]` of each channel over the rows in use and all leading axes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BatchNorm {
    /// Keeps the root from zero (Keras: 1e-3).
    pub epsilon: f32,
    /// Applied to y before it is stored. Only `program/fuse.rs` sets it, after gradients were derived.
    pub activation: Option<Function>,
}

/// Its gradients: x, gamma, mean, variance, dy → dx like x, dgamma `[c]`, dbeta `[c]`. The statistics depend on x, and
/// dx accounts for that.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BatchNormGradient {
    /// Keeps the root from zero.
    pub epsilon: f32,
}

impl Operation for BatchNorm {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x, gamma, beta] = super::exactly(inputs)?;
        if !x.batched || x.shape.is_empty() || *gamma != Type::single([x.shape.last()]) || gamma != beta {
            return Err(format!("scales of {} do not fit {}", gamma.shape, x.shape));
        }
        Ok(vec![(*x).clone(), (*gamma).clone(), (*gamma).clone()])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let [x, gamma, mean, variance] = [at.inputs[0], at.inputs[1], at.outputs[1], at.outputs[2]];
        let op = BatchNormGradient { epsilon: self.epsilon };
        emit.emit_all(op.into(), &[x, gamma, mean, variance, dy]).into_iter().map(Some).collect()
    }

    fn cost(&self, inputs: &[&Type], _outputs: &[&Type], rows: usize) -> Cost {
        Cost { flops: 7.0 * inputs[0].count(rows) as f64 }
    }

    fn words(&self) -> String {
        super::followed_by(self.activation)
    }
}

impl Operation for BatchNormGradient {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x, gamma, mean, variance, dy] = super::exactly(inputs)?;
        if x != dy || *gamma != Type::single([x.shape.last()]) || gamma != mean || gamma != variance {
            return Err(format!("a gradient of {} does not fit {}", dy.shape, x.shape));
        }
        Ok(vec![(*x).clone(), (*gamma).clone(), (*gamma).clone()])
    }

    fn is_differentiable(&self) -> bool {
        false
    }

    fn cost(&self, inputs: &[&Type], _outputs: &[&Type], rows: usize) -> Cost {
        Cost { flops: 12.0 * inputs[0].count(rows) as f64 }
    }
}
