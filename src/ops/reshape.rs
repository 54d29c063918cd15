//! The same numbers in another shape; free on every device.

use serde::{Deserialize, Serialize};

use super::{Cost, Differential, Emit, Operation, Type, Value};
use crate::base::Shape;

/// The same numbers, in the same order, in another shape (of one sample: the batch stays). No kernel: the result lives
/// where the input lives.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reshape {
    /// The shape of the result.
    pub shape: Shape,
}

impl Operation for Reshape {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x] = super::exactly(inputs)?;
        if x.shape.count() != self.shape.count() {
            return Err(format!("{} has not as many numbers as {}", x.shape, self.shape));
        }
        Ok(vec![Type { shape: self.shape.clone(), ..(*x).clone() }])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let shape = emit.type_of(at.inputs[0]).shape.clone();
        vec![Some(emit.reshape(dy, shape))]
    }

    fn cost(&self, _inputs: &[&Type], _outputs: &[&Type], _rows: usize) -> Cost {
        Cost::default()
    }

    fn words(&self) -> String {
        format!("to {}", self.shape)
    }
}
