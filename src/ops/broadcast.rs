//! Stretching to a larger shape, the gradient of [`super::Reduce`]. Partners: `device/cpu/reduce.rs`,
//! `shaders/broadcast.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Differential, Emit, Operation, Reduce, Type, Value};
use crate::base::Shape;

/// Repeats x along axes of extent 1 and, if `rows`, for every row of the batch. With `mean`, each copy is divided by
/// the number of copies (rows in use included), as the gradient of a mean is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Broadcast {
    /// The shape of the result, with as many axes as x has.
    pub shape: Shape,
    /// Whether x is repeated for every row.
    pub rows: bool,
    /// Whether each copy is divided by the number of copies.
    pub mean: bool,
}

impl Operation for Broadcast {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x] = super::exactly(inputs)?;
        let fits = x.shape.len() == self.shape.len() && x.shape.broadcast(&self.shape).as_ref() == Some(&self.shape);
        if !fits || (self.rows && x.batched) {
            return Err(format!("{} does not stretch to {}", x.shape, self.shape));
        }
        Ok(vec![Type { batched: x.batched || self.rows, shape: self.shape.clone(), ..(*x).clone() }])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let x = &emit.type_of(at.inputs[0]).shape;
        let axes = (0..x.len()).filter(|&axis| x[axis] != self.shape[axis]).collect();
        vec![Some(emit.emit(Reduce { mean: self.mean, axes, rows: self.rows, by_product: false }, &[dy]))]
    }

    fn words(&self) -> String {
        let kind = if self.mean { " as a mean" } else { "" };
        format!("to {}{}{kind}", self.shape, if self.rows { " and rows" } else { "" })
    }
}
