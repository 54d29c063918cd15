//! Functions of two numbers with broadcasting. Partners: `ops/binary.rs`, `shaders/binary.wgsl`.

use super::axes::{self, Axis};
use super::grid::Grid;
use super::kernel::{At, Kernel};
use super::unary;
use crate::ops::{Binary, BinaryFunction};

/// How an operand follows the result, as `binary.wgsl` numbers it, and what it has in the table.
fn walk(axes: &[Axis]) -> (u32, usize, Vec<u32>) {
    const SAME: u32 = 0;
    const REPEATED: u32 = 1;
    const SINGLE: u32 = 2;
    const STRIDED: u32 = 3;
    match *axes {
        [] | [Axis { stride: 0, .. }] => (SINGLE, 0, Vec::new()),
        [Axis { stride: 1, .. }] => (SAME, 0, Vec::new()),
        // The entry after the period keeps two numbers to an axis.
        [Axis { stride: 0, .. }, Axis { extent, stride: 1 }] => (REPEATED, 1, vec![extent as u32, 0]),
        _ => (STRIDED, axes.len(), axes::table(axes)),
    }
}

pub(super) fn kernels(op: &Binary, at: &At) -> Vec<Kernel> {
    let y = at.output(0);
    let [(a_walk, a_axes, mut table), (b_walk, b_axes, b_table)] =
        [0, 1].map(|place| walk(&axes::joined(&axes::stretched(at.input(place), y))));
    table.extend(b_table);
    let function = BinaryFunction::ALL.iter().position(|&other| other == op.function);
    let bindings = vec![at.x(0), at.x(1), at.table(table), at.y(0)];
    let kernel = Kernel::new("binary", bindings, Grid::quads(y, 64))
        .with("FUNCTION", function.expect("the list of all functions has every function"));
    let kernel = kernel.with("A_WALK", a_walk).with("B_WALK", b_walk);
    let kernel = kernel.with("A_AXES", a_axes).with("B_AXES", b_axes);
    vec![unary::finished(kernel, op.activation)]
}
