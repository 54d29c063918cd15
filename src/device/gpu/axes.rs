//! How a kernel walks over a tensor whose axes are reordered, stretched or reduced: the tables of `lib/strided.wgsl`.

use crate::ops::Type;

/// An axis: its extent (of the rows of the batch: 0, for it is not looked at) and how far apart neighbours lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Axis {
    pub extent: usize,
    pub stride: usize,
}

/// The axes of a value, outermost first, with the rows of the batch if it is batched; their strides when dense.
pub(super) fn dense(of: &Type) -> Vec<Axis> {
    let strides = of.shape.strides();
    let mut axes: Vec<Axis> = of.shape.iter().zip(strides).map(|(&extent, stride)| Axis { extent, stride }).collect();
    if of.batched {
        axes.insert(0, Axis { extent: 0, stride: of.shape.count() });
    }
    axes
}

/// The axes of `to`, outermost first, with how far apart neighbours lie in `from`, which was broadcast to it.
pub(super) fn stretched(from: &Type, to: &Type) -> Vec<Axis> {
    let strides = from.shape.strides();
    let missing = to.shape.len() - from.shape.len();
    let stride =
        |axis: usize| if axis < missing || from.shape[axis - missing] == 1 { 0 } else { strides[axis - missing] };
    let mut axes: Vec<Axis> =
        to.shape.iter().enumerate().map(|(axis, &extent)| Axis { extent, stride: stride(axis) }).collect();
    if to.batched {
        axes.insert(0, Axis { extent: 0, stride: if from.batched { from.shape.count() } else { 0 } });
    }
    axes
}

/// The same walk over as few axes as possible: extents of 1 left out, neighbours joined where one continues the other.
pub(super) fn joined(axes: &[Axis]) -> Vec<Axis> {
    let mut joined: Vec<Axis> = Vec::new();
    for &axis in axes.iter().filter(|axis| axis.extent != 1) {
        match joined.last_mut() {
            // The extent of rows stays 0 when something is joined to it.
            Some(outer) if outer.stride == axis.stride * axis.extent => {
                *outer = Axis { extent: outer.extent * axis.extent, stride: axis.stride };
            }
            _ => joined.push(axis),
        }
    }
    joined
}

/// The table of `lib/strided.wgsl`, innermost axis first.
pub(super) fn table(axes: &[Axis]) -> Vec<u32> {
    axes.iter().rev().flat_map(|axis| [axis.extent as u32, axis.stride as u32]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dense_tensor_is_one_axis() {
        assert_eq!(joined(&dense(&Type::batched([3, 1, 5]))), [Axis { extent: 0, stride: 1 }]);
    }

    #[test]
    fn a_bias_repeats() {
        let axes = joined(&stretched(&Type::single([5]), &Type::batched([2, 3, 5])));
        assert_eq!(axes, [Axis { extent: 0, stride: 0 }, Axis { extent: 5, stride: 1 }]);
    }
}
