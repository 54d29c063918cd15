//! A part of a value along an axis. Partners: `device/cpu/shape.rs`, `shaders/slice.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Differential, Emit, Operation, Pad, Type, Value};

/// The numbers from `start` on, `length` of them, along one axis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Slice {
    /// The axis of one sample.
    pub axis: usize,
    /// The first place taken.
    pub start: usize,
    /// How many places are taken.
    pub length: usize,
}

impl Operation for Slice {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x] = super::exactly(inputs)?;
        if x.shape.get(self.axis).is_none_or(|&extent| self.start + self.length > extent) {
            return Err(format!("{} has no places {} to {}", x.shape, self.start, self.start + self.length));
        }
        let mut shape = x.shape.to_vec();
        shape[self.axis] = self.length;
        Ok(vec![Type { shape: shape.into(), ..(*x).clone() }])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let x = &emit.type_of(at.inputs[0]).shape;
        let mut before = vec![0; x.len()];
        let mut after = vec![0; x.len()];
        before[self.axis] = self.start;
        after[self.axis] = x[self.axis] - self.start - self.length;
        vec![Some(emit.emit(Pad { before, after }, &[dy]))]
    }

    fn words(&self) -> String {
        format!("axis {}, {} to {}", self.axis, self.start, self.start + self.length)
    }
}
