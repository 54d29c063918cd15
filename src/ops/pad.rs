//! Zeros around a value. Partners: `device/cpu/shape.rs`, `shaders/pad.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Differential, Emit, Operation, Slice, Type, Value};

/// Zeros before and after along each axis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Pad {
    /// How many zeros come before, for each axis of one sample.
    pub before: Vec<usize>,
    /// How many zeros come after, for each axis of one sample.
    pub after: Vec<usize>,
}

impl Operation for Pad {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x] = super::exactly(inputs)?;
        if x.shape.len() != self.before.len() || x.shape.len() != self.after.len() {
            return Err(format!("{} has not {} axes", x.shape, self.before.len()));
        }
        let extents = x.shape.iter().zip(self.before.iter().zip(&self.after));
        let extents: Vec<usize> = extents.map(|(extent, (before, after))| before + extent + after).collect();
        Ok(vec![Type { shape: extents.into(), ..(*x).clone() }])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let x = emit.type_of(at.inputs[0]).shape.clone();
        let mut dx = dy;
        for axis in 0..x.len() {
            if self.before[axis] + self.after[axis] > 0 {
                dx = emit.emit(Slice { axis, start: self.before[axis], length: x[axis] }, &[dx]);
            }
        }
        vec![Some(dx)]
    }

    fn words(&self) -> String {
        format!("{:?} before, {:?} after", self.before, self.after)
    }
}
