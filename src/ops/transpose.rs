//! Axes in another order. Partners: `device/cpu/shape.rs`, `shaders/transpose.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Differential, Emit, Operation, Type, Value};
use crate::base::Shape;

/// The axes of one sample in another order: axis `i` of the result is axis `order[i]` of x. The batch stays outermost.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Transpose {
    /// For each axis of the result, the axis of the input; each once.
    pub order: Vec<usize>,
}

impl Operation for Transpose {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x] = super::exactly(inputs)?;
        let mut sorted = self.order.clone();
        sorted.sort_unstable();
        if sorted != (0..x.shape.len()).collect::<Vec<_>>() {
            return Err(format!("{:?} is not an order of the axes of {}", self.order, x.shape));
        }
        let extents: Vec<usize> = self.order.iter().map(|&axis| x.shape[axis]).collect();
        Ok(vec![Type { shape: Shape::new(extents), ..(*x).clone() }])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let mut order = vec![0; self.order.len()];
        for (to, &from) in self.order.iter().enumerate() {
            order[from] = to;
        }
        vec![Some(emit.emit(Transpose { order }, &[dy]))]
    }

    fn words(&self) -> String {
        format!("{:?}", self.order)
    }
}
