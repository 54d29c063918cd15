//! Layer normalisation over the innermost axis (Ba et al., 2016) and its gradient. Partners:
//! `device/cpu/layer_norm.rs`, `shaders/layer_norm*.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Cost, Differential, Emit, Operation, Type, Value};

/// x `[…, c]`, gamma `[c]`, beta `[c]` → y = gamma · (x − mean) / √(variance + epsilon) + beta, with mean and (biased)
/// variance over the innermost axis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LayerNorm {
    /// Keeps the root from zero (Keras: 1e-3).
    pub epsilon: f32,
}

/// Its gradients: x, gamma, dy → dx like x, dgamma `[c]`, dbeta `[c]`, the latter two summed over all else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LayerNormGradient {
    /// Keeps the root from zero.
    pub epsilon: f32,
}

impl Operation for LayerNorm {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x, gamma, beta] = super::exactly(inputs)?;
        if x.shape.is_empty() || *gamma != Type::single([x.shape.last()]) || gamma != beta {
            return Err(format!("scales of {} do not fit {}", gamma.shape, x.shape));
        }
        Ok(vec![x.clone()])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let op = LayerNormGradient { epsilon: self.epsilon };
        emit.emit_all(op.into(), &[at.inputs[0], at.inputs[1], dy]).into_iter().map(Some).collect()
    }

    fn cost(&self, inputs: &[&Type], _outputs: &[&Type], rows: usize) -> Cost {
        Cost { flops: 7.0 * inputs[0].count(rows) as f64 }
    }
}

impl Operation for LayerNormGradient {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x, gamma, dy] = super::exactly(inputs)?;
        if x != dy || *gamma != Type::single([x.shape.last()]) {
            return Err(format!("a gradient of {} does not fit {}", dy.shape, x.shape));
        }
        Ok(vec![(*x).clone(), (*gamma).clone(), (*gamma).clone()])
    }

    fn is_differentiable(&self) -> bool {
        false
    }

    fn cost(&self, inputs: &[&Type], _outputs: &[&Type], rows: usize) -> Cost {
        Cost { flops: 14.0 * inputs[0].count(rows) as f64 }
    }
}
