//! Several values joined along an axis. Partners: `device/cpu/shape.rs`, `shaders/concat.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Differential, Emit, Operation, Slice, Type, Value};
use crate::base::Shape;

/// Two or more values, one after another along one axis; the other axes agree.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Concat {
    /// The axis of one sample.
    pub axis: usize,
}

impl Operation for Concat {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let first = *inputs.first().ok_or("there is nothing to join")?;
        let mut extents = first.shape.to_vec();
        if self.axis >= extents.len() {
            return Err(format!("{} has no axis {}", first.shape, self.axis));
        }
        for other in &inputs[1..] {
            let fits = other.batched == first.batched
                && other.shape.len() == extents.len()
                && (0..extents.len()).all(|axis| axis == self.axis || other.shape[axis] == extents[axis]);
            if !fits {
                return Err(format!("{} and {} cannot be joined", first.shape, other.shape));
            }
            extents[self.axis] += other.shape[self.axis];
        }
        Ok(vec![Type { shape: Shape::new(extents), ..first.clone() }])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let mut start = 0;
        let mut gradients = Vec::with_capacity(at.inputs.len());
        for (&input, &wanted) in at.inputs.iter().zip(at.wanted) {
            let length = emit.type_of(input).shape[self.axis];
            gradients.push(wanted.then(|| emit.emit(Slice { axis: self.axis, start, length }, &[dy])));
            start += length;
        }
        gradients
    }

    fn words(&self) -> String {
        format!("along axis {}", self.axis)
    }
}
