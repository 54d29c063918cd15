//! Constants, and the same numbers elsewhere. Partners: `ops/{fill,transpose,concat,slice,pad}.rs` and the shaders of
//! those names.

use super::axes::{self, Axis};
use super::grid::Grid;
use super::kernel::{At, Kernel};
use crate::ops::{Concat, Element, Fill, Pad, Slice, Transpose};

pub(super) fn fill_kernels(op: &Fill, at: &At) -> Vec<Kernel> {
    let kernel = Kernel::new("fill", vec![at.y(0)], Grid::quads(at.output(0), 64));
    let bits = match op.of.element {
        Element::Real => op.number.to_bits(),
        Element::Index => op.number as u32,
    };
    vec![kernel.with("BITS", bits)]
}

pub(super) fn transpose_kernels(op: &Transpose, at: &At) -> Vec<Kernel> {
    let x = at.input(0);
    let dense = axes::dense(x);
    let rows = usize::from(x.batched);
    let mut axes: Vec<Axis> = dense[..rows].to_vec();
    axes.extend(op.order.iter().map(|&axis| dense[rows + axis]));
    let axes = axes::joined(&axes);
    let bindings = vec![at.x(0), at.table(axes::table(&axes)), at.y(0)];
    vec![Kernel::new("transpose", bindings, Grid::numbers(at.output(0), 64)).with("AXES", axes.len())]
}

/// How many numbers there are from the axis on inwards, and how many inside it.
fn periods(shape: &[usize], axis: usize) -> (usize, usize) {
    let inner: usize = shape[axis + 1..].iter().product();
    (shape[axis] * inner, inner)
}

pub(super) fn concat_kernels(op: &Concat, at: &At) -> Vec<Kernel> {
    let (whole, inner) = periods(&at.output(0).shape, op.axis);
    let mut start = 0;
    let mut kernels = Vec::new();
    for place in 0..at.instruction.inputs.len() {
        let x = at.input(place);
        let (part, _) = periods(&x.shape, op.axis);
        let kernel = Kernel::new("concat", vec![at.x(place), at.y(0)], Grid::numbers(x, 64));
        kernels.push(kernel.with("START", start * inner).with("X_PERIOD", part).with("Y_PERIOD", whole));
        start += x.shape[op.axis];
    }
    kernels
}

pub(super) fn slice_kernels(op: &Slice, at: &At) -> Vec<Kernel> {
    let (whole, inner) = periods(&at.input(0).shape, op.axis);
    let kernel = Kernel::new("slice", vec![at.x(0), at.y(0)], Grid::numbers(at.output(0), 64));
    vec![kernel.with("START", op.start * inner).with("X_PERIOD", whole).with("Y_PERIOD", op.length * inner)]
}

pub(super) fn pad_kernels(op: &Pad, at: &At) -> Vec<Kernel> {
    let (x, y) = (at.input(0), at.output(0));
    let table = (0..x.shape.len()).rev().flat_map(|axis| [y.shape[axis], op.before[axis], x.shape[axis]]);
    let table = at.table(table.map(|number| number as u32).collect());
    let kernel = Kernel::new("pad", vec![at.x(0), table, at.y(0)], Grid::numbers(y, 64));
    vec![kernel.with("AXES", x.shape.len()).with("X_COUNT", x.shape.count())]
}
