//! Walking over several tensors at once, each with its own stride along each axis (0 where it repeats).

use smallvec::SmallVec;

use crate::base::Shape;
use crate::ops::Type;

/// Axes that a walk keeps without allocating.
pub(super) const AXES: usize = 6;

/// The axes of a walk, outermost first, neighbours merged where every tensor allows it.
pub(super) struct Axes<const N: usize> {
    extents: SmallVec<[usize; AXES]>,
    strides: SmallVec<[[usize; N]; AXES]>,
}

impl<const N: usize> Axes<N> {
    /// A walk over these extents; `strides` has, for each axis, the stride of each tensor.
    pub fn new(extents: &[usize], strides: &[[usize; N]]) -> Axes<N> {
        let mut axes = Axes { extents: SmallVec::new(), strides: SmallVec::new() };
        for (&extent, &stride) in extents.iter().zip(strides) {
            if extent == 1 {
                continue;
            }
            match (axes.extents.last_mut(), axes.strides.last_mut()) {
                (Some(outer), Some(strides)) if (0..N).all(|i| strides[i] == stride[i] * extent) => {
                    *outer *= extent;
                    *strides = stride;
                }
                _ => {
                    axes.extents.push(extent);
                    axes.strides.push(stride);
                }
            }
        }
        if axes.extents.is_empty() {
            axes.extents.push(1);
            axes.strides.push([0; N]);
        }
        axes
    }

    /// A walk over every number of `result`, to which the operands broadcast.
    pub fn broadcast(result: &Type, operands: [&Type; N], rows: usize) -> Axes<N> {
        let extents = extents(result, rows);
        let strides = operands.map(|operand| broadcast_strides(operand, &result.shape, result.batched));
        let strides: SmallVec<[[usize; N]; AXES]> =
            (0..extents.len()).map(|axis| std::array::from_fn(|i| strides[i][axis])).collect();
        Axes::new(&extents, &strides)
    }

    /// The innermost axis: its extent and the stride of each tensor.
    pub fn inner(&self) -> (usize, [usize; N]) {
        let last = self.extents.len() - 1;
        (self.extents[last], self.strides[last])
    }

    /// Where the innermost run with this number begins in each tensor.
    pub fn start(&self, mut run: usize) -> [usize; N] {
        let mut start = [0; N];
        for axis in (0..self.extents.len() - 1).rev() {
            let place = run % self.extents[axis];
            run /= self.extents[axis];
            for (start, stride) in start.iter_mut().zip(&self.strides[axis]) {
                *start += place * stride;
            }
        }
        start
    }
}

/// The extents of a tensor, with the rows of the batch outermost if it has any.
pub(super) fn extents(of: &Type, rows: usize) -> SmallVec<[usize; AXES]> {
    let batch = of.batched.then_some(rows);
    batch.into_iter().chain(of.shape.iter().copied()).collect()
}

/// How many numbers to skip for one step along an axis of a dense tensor.
pub(super) fn stride(shape: &Shape, axis: usize) -> usize {
    shape[axis + 1..].iter().product()
}

fn broadcast_strides(operand: &Type, shape: &Shape, batched: bool) -> SmallVec<[usize; AXES]> {
    let missing = shape.len() - operand.shape.len();
    let along = |axis: usize| match axis.checked_sub(missing) {
        Some(axis) if operand.shape[axis] != 1 => stride(&operand.shape, axis),
        _ => 0,
    };
    let batch = batched.then(|| if operand.batched { operand.shape.count() } else { 0 });
    batch.into_iter().chain((0..shape.len()).map(along)).collect()
}
