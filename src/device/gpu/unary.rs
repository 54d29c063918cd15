//! Functions of every number and their gradients. Partners: `ops/unary.rs`, `shaders/unary*.wgsl`.

use super::grid::Grid;
use super::kernel::{At, Kernel};
use crate::ops::{Function, Unary, UnaryGradient};

/// The number by which `lib/function.wgsl` knows a function.
pub(super) fn number(function: Function) -> usize {
    let found = Function::ALL.iter().position(|other| other.name() == function.name());
    found.expect("the list of all functions has every function")
}

pub(super) fn kernels(op: &Unary, at: &At) -> Vec<Kernel> {
    let [a, b] = op.function.settings();
    let grid = Grid::quads(at.output(0), 64);
    let kernel = Kernel::new("unary", vec![at.x(0), at.y(0)], grid).with("FUNCTION", number(op.function));
    vec![kernel.with("A", a).with("B", b)]
}

/// A kernel that ends with an activation, if there is one.
pub(super) fn finished(kernel: Kernel, activation: Option<Function>) -> Kernel {
    let function = activation.unwrap_or_default();
    let [a, b] = function.settings();
    kernel.with("ACTIVATION", number(function)).with("ACTIVATION_A", a).with("ACTIVATION_B", b)
}

pub(super) fn gradient_kernels(op: &UnaryGradient, at: &At) -> Vec<Kernel> {
    let [a, b] = op.function.settings();
    let grid = Grid::quads(at.output(0), 64);
    let bindings = vec![at.x(0), at.x(1), at.y(0)];
    let kernel = Kernel::new("unary_gradient", bindings, grid).with("FUNCTION", number(op.function));
    vec![kernel.with("A", a).with("B", b)]
}
