//! Sums and means over axes. Partners: `device/cpu/reduce.rs`, `shaders/reduce.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Broadcast, Cost, Differential, Emit, Operation, Type, Value};
use crate::base::Shape;

/// The sum or mean over some axes, which keep an extent of 1, and, if `rows`, over the rows of the batch, after which
/// the result is not batched. Summed in a fixed order, so that two runs give the same bits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reduce {
    /// The mean instead of the sum.
    pub mean: bool,
    /// The axes of the shape to reduce, ascending.
    pub axes: Vec<usize>,
    /// Whether the rows of the batch are reduced too.
    pub rows: bool,
    /// Whether a product over the rows reads the same numbers as its right factor, so that a device may add them up beside
    /// it. Only `program/fuse.rs` sets it.
    #[serde(default)]
    pub by_product: bool,
}

impl Operation for Reduce {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x] = super::exactly(inputs)?;
        let mut extents = x.shape.to_vec();
        for &axis in &self.axes {
            *extents.get_mut(axis).ok_or_else(|| format!("{} has no axis {axis}", x.shape))? = 1;
        }
        if self.rows && !x.batched {
            return Err("there are no rows to reduce".into());
        }
        Ok(vec![Type { batched: x.batched && !self.rows, shape: Shape::new(extents), ..(*x).clone() }])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let to = emit.type_of(at.inputs[0]).clone();
        vec![Some(emit.emit(Broadcast { shape: to.shape, rows: self.rows, mean: self.mean }, &[dy]))]
    }

    fn cost(&self, inputs: &[&Type], _outputs: &[&Type], rows: usize) -> Cost {
        Cost { flops: inputs[0].count(rows) as f64 }
    }

    fn words(&self) -> String {
        let kind = if self.mean { "mean" } else { "sum" };
        let axes: Vec<String> = self.axes.iter().map(usize::to_string).collect();
        let axes = if axes.is_empty() { String::new() } else { format!(" over axes {}", axes.join(" ")) };
        let rows = if self.rows { " and rows" } else { "" };
        format!("{kind}{axes}{rows}{}", if self.by_product { " beside a product" } else { "" })
    }
}
