//! Sums, means and stretching. Partners: `ops/reduce.rs`, `ops/broadcast.rs`, `shaders/reduce.wgsl`,
//! `shaders/broadcast.wgsl`.

use super::axes::{self, Axis};
use super::grid::Grid;
use super::kernel::{At, Binding, Kernel};
use crate::ops::{Broadcast, Reduce};

/// Numbers that one part of a split sum has at least.
const SMALLEST_PART: usize = 1024;

/// A sum of some numbers for each number of y, see `shaders/reduce.wgsl`.
struct Sum {
    kept: Vec<Axis>,
    reduced: Vec<Axis>,
    outputs: usize,
    kept_rows: bool,
    length: usize,
    reduced_rows: bool,
    width: usize,
    splits: usize,
    partial: usize,
    divisor: usize,
    divide_rows: bool,
}

impl Sum {
    fn kernel(&self, at: &At, x: Binding, y: Binding) -> Kernel {
        let mut table = axes::table(&self.kept);
        table.extend(axes::table(&self.reduced));
        let (outputs, kept_rows, width, splits) = (self.outputs, self.kept_rows, self.width, self.splits);
        let grid = Grid::groups(move |rows| {
            let groups = (outputs * if kept_rows { rows } else { 1 }).div_ceil(width);
            let [x, y] = Grid::plane(groups);
            [x, y, splits]
        });
        Kernel::new("reduce", vec![x, at.table(table), y], grid)
            .with("KEPT", self.kept.len())
            .with("REDUCED", self.reduced.len())
            .with("OUTPUTS", self.outputs)
            .with("KEPT_ROWS", self.kept_rows)
            .with("LENGTH", self.length)
            .with("REDUCED_ROWS", self.reduced_rows)
            .with("WIDTH", self.width)
            .with("SPLITS", self.splits)
            .with("PARTIAL", self.partial)
            .with("DIVISOR", self.divisor)
            .with("DIVIDE_ROWS", self.divide_rows)
    }
}

pub(super) fn kernels(op: &Reduce, at: &At) -> Vec<Kernel> {
    let (x, y) = (at.input(0), at.output(0));
    let rows = usize::from(x.batched);
    let (mut kept, mut reduced) = (Vec::new(), Vec::new());
    for (place, axis) in axes::dense(x).into_iter().enumerate() {
        let is_reduced = if place < rows { op.rows } else { op.axes.contains(&(place - rows)) };
        if is_reduced { reduced.push(axis) } else { kept.push(axis) }
    }
    let (kept, reduced) = (axes::joined(&kept), axes::joined(&reduced));
    let outputs = y.shape.count();
    let length = x.shape.count() / outputs;
    let longest = length * if op.rows { at.batch() } else { 1 };
    let most = y.count(at.batch());
    // Neighbours in memory belong to neighbouring invocations.
    let along_outputs = kept.last().is_some_and(|axis| axis.stride == 1) || longest < 16;
    let width = if along_outputs { most.next_power_of_two().min(64) } else { 1 };
    let splits = split(at, most.div_ceil(width), longest);
    let (divisor, divide_rows) = if op.mean { (length, op.rows) } else { (1, false) };
    let sum = Sum {
        kept,
        reduced,
        outputs,
        kept_rows: y.batched,
        length,
        reduced_rows: op.rows,
        width,
        splits,
        partial: 0,
        divisor,
        divide_rows,
    };
    if splits == 1 {
        return vec![sum.kernel(at, at.x(0), at.y(0))];
    }
    let partial = at.scratch(splits * most);
    let first = Sum { partial: most, divisor: 1, divide_rows: false, ..sum };
    let second = fold(at, partial, at.y(0), Partial { splits, stride: most, first: 0, outputs, kept_rows: y.batched });
    vec![first.kernel(at, at.x(0), partial), second.with("DIVISOR", divisor).with("DIVIDE_ROWS", divide_rows)]
}

/// How many parts a sum of `length` numbers is split into, when `groups` workgroups are there without splitting.
pub(super) fn split(at: &At, groups: usize, length: usize) -> usize {
    (2 * at.cores / groups.max(1)).clamp(1, 256).min(length / SMALLEST_PART).max(1)
}

/// Partial sums `[splits, stride]`, of which `outputs` from `first` on are added up.
pub(super) struct Partial {
    pub splits: usize,
    pub stride: usize,
    pub first: usize,
    pub outputs: usize,
    pub kept_rows: bool,
}

/// Adds partial sums up.
pub(super) fn fold(at: &At, x: Binding, y: Binding, partial: Partial) -> Kernel {
    let Partial { splits, stride, first, outputs, kept_rows } = partial;
    let axis = |stride| vec![Axis { extent: 0, stride }];
    let mut table = axes::table(&axis(1));
    table.extend(axes::table(&axis(stride)));
    let grid = Grid::groups(move |rows| {
        let [x, y] = Grid::plane((outputs * if kept_rows { rows } else { 1 }).div_ceil(8));
        [x, y, 1]
    });
    Kernel::new("reduce", vec![x, at.table(table), y], grid)
        .with("KEPT", 1usize)
        .with("REDUCED", 1usize)
        .with("OUTPUTS", outputs)
        .with("KEPT_ROWS", kept_rows)
        .with("LENGTH", splits)
        .with("REDUCED_ROWS", false)
        .with("FIRST", first)
        .with("WIDTH", 8usize)
}

pub(super) fn broadcast_kernels(op: &Broadcast, at: &At) -> Vec<Kernel> {
    let (x, y) = (at.input(0), at.output(0));
    let axes = axes::joined(&axes::stretched(x, y));
    let (divisor, divide_rows) = if op.mean { (y.shape.count() / x.shape.count(), op.rows) } else { (1, false) };
    let bindings = vec![at.x(0), at.table(axes::table(&axes)), at.y(0)];
    let kernel = Kernel::new("broadcast", bindings, Grid::numbers(y, 64)).with("AXES", axes.len());
    vec![kernel.with("DIVISOR", divisor).with("DIVIDE_ROWS", divide_rows)]
}
