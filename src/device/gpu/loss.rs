//! Softmax with cross-entropy, and the count of right answers. Partners: `ops/loss.rs`,
//! `shaders/softmax_cross_entropy*.wgsl`, `shaders/correct.wgsl`.

use super::grid::Grid;
use super::kernel::{At, Binding, Kernel};
use super::softmax::over_vectors;
use crate::ops::{Correct, SoftmaxCrossEntropy, SoftmaxCrossEntropyGradient, SoftmaxCrossEntropyStep};

/// The weights of the classes, or something to bind in their place.
fn weights(at: &At, weighted: bool) -> Binding {
    if weighted { at.x(2) } else { at.table(vec![0]) }
}

pub(super) fn kernels(op: &SoftmaxCrossEntropy, at: &At) -> Vec<Kernel> {
    let weighted = at.instruction.inputs.len() == 3;
    let bindings = vec![at.x(0), at.x(1), weights(at, weighted), at.y(0)];
    let kernel = over_vectors("softmax_cross_entropy", bindings, at.input(0));
    vec![kernel.with("SMOOTHING", op.smoothing).with("WEIGHTED", weighted)]
}

pub(super) fn gradient_kernels(op: &SoftmaxCrossEntropyGradient, at: &At) -> Vec<Kernel> {
    let inputs = at.instruction.inputs.len();
    let weighted = inputs == 4;
    let bindings = vec![at.x(0), at.x(1), weights(at, weighted), at.x(inputs - 1), at.y(0)];
    let kernel = over_vectors("softmax_cross_entropy_gradient", bindings, at.input(0));
    vec![kernel.with("SMOOTHING", op.smoothing).with("WEIGHTED", weighted)]
}

pub(super) fn step_kernels(op: &SoftmaxCrossEntropyStep, at: &At) -> Vec<Kernel> {
    let weighted = at.instruction.inputs.len() == 3;
    let bindings = vec![at.x(0), at.x(1), weights(at, weighted), at.y(0), at.y(1), at.y(2)];
    let kernel = Kernel::new("softmax_cross_entropy_step", bindings, Grid::groups(|_| [1, 1, 1]))
        .with("N", at.input(0).shape.last())
        .with("SMOOTHING", op.smoothing)
        .with("THRESHOLD", op.threshold);
    vec![kernel.with("WEIGHTED", weighted)]
}

pub(super) fn correct_kernels(op: &Correct, at: &At) -> Vec<Kernel> {
    let bindings = vec![at.x(0), at.x(1), at.y(0)];
    vec![over_vectors("correct", bindings, at.input(0)).with("THRESHOLD", op.threshold)]
}
