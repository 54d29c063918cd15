//! Softmax and its gradient. Partners: `ops/softmax.rs`, `shaders/softmax*.wgsl`.

use super::grid::Grid;
use super::kernel::{At, Binding, Kernel};
use crate::ops::{Softmax, SoftmaxGradient, Type};

/// How many invocations share a vector of this length, see `lib/team.wgsl`.
pub(super) fn lanes(length: usize) -> usize {
    if length <= 32 { 1 } else { 64 }
}

/// A kernel with a team for every vector along the innermost axis of a value.
pub(super) fn over_vectors(shader: &'static str, bindings: Vec<Binding>, of: &Type) -> Kernel {
    let (of, n) = (of.clone(), of.shape.last());
    let lanes = lanes(n);
    let grid = Grid::items(move |rows| of.count(rows) / n, 64 / lanes);
    Kernel::new(shader, bindings, grid).with("N", n).with("LANES", lanes)
}

pub(super) fn kernels(op: &Softmax, at: &At) -> Vec<Kernel> {
    vec![over_vectors("softmax", vec![at.x(0), at.y(0)], at.output(0)).with("LOGARITHM", op.log)]
}

pub(super) fn gradient_kernels(op: &SoftmaxGradient, at: &At) -> Vec<Kernel> {
    let bindings = vec![at.x(0), at.x(1), at.y(0)];
    vec![over_vectors("softmax_gradient", bindings, at.output(0)).with("LOGARITHM", op.log)]
}
