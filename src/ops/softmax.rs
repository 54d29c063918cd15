//! Softmax over the innermost axis, its logarithm, and their gradients. Partners: `device/cpu/softmax.rs`,
//! `shaders/softmax*.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Cost, Differential, Emit, Operation, Type, Value};

/// Over the innermost axis: yᵢ = exp(xᵢ − max x) / Σⱼ exp(xⱼ − max x), or its logarithm.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Softmax {
    /// The logarithm instead: yᵢ = xᵢ − max x − ln Σⱼ exp(xⱼ − max x).
    pub log: bool,
}

/// Its gradient from y and dy: dxᵢ = yᵢ · (dyᵢ − Σⱼ dyⱼ·yⱼ); of the logarithm dxᵢ = dyᵢ − exp(yᵢ) · Σⱼ dyⱼ.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SoftmaxGradient {
    /// Whether y is the logarithm.
    pub log: bool,
}

impl Operation for Softmax {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x] = super::exactly(inputs)?;
        if x.shape.is_empty() {
            return Err("a single number has no softmax".into());
        }
        Ok(vec![x.clone()])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        vec![Some(emit.emit(SoftmaxGradient { log: self.log }, &[at.outputs[0], dy]))]
    }

    fn cost(&self, _inputs: &[&Type], outputs: &[&Type], rows: usize) -> Cost {
        Cost { flops: 5.0 * outputs[0].count(rows) as f64 }
    }

    fn words(&self) -> String {
        if self.log { "logarithm".into() } else { String::new() }
    }
}

impl Operation for SoftmaxGradient {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [y, dy] = super::exactly(inputs)?;
        if y != dy {
            return Err(format!("{} and its gradient {} differ in shape", y.shape, dy.shape));
        }
        Ok(vec![y.clone()])
    }

    fn is_differentiable(&self) -> bool {
        false
    }

    fn cost(&self, _inputs: &[&Type], outputs: &[&Type], rows: usize) -> Cost {
        Cost { flops: 4.0 * outputs[0].count(rows) as f64 }
    }

    fn words(&self) -> String {
        if self.log { "logarithm".into() } else { String::new() }
    }
}
