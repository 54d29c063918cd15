//! The samples of a batch. Partners: `ops/load.rs`, `shaders/load*.wgsl`.

use super::grid::Grid;
use super::kernel::{At, Binding, Kernel};
use crate::ops::{LoadBatch, LoadTargets};

pub(super) fn batch_kernels(op: &LoadBatch, at: &At) -> Vec<Kernel> {
    let table = at.table(op.scale.iter().chain(&op.offset).map(|number| number.to_bits()).collect());
    // Each kernel loads those rows whose samples are in its buffer.
    let from = |place: usize| {
        let bindings = vec![Binding::Inputs(place), Binding::Order, table, at.y(0)];
        let kernel = Kernel::new("load_batch", bindings, Grid::quads(at.output(0), 64))
            .with("COUNT", op.shape.count())
            .with("CHANNELS", op.shape.last())
            .with("SCALES", op.scale.len())
            .with("OFFSETS", op.offset.len())
            .with("BYTES", at.stored.bytes);
        if at.stored.buffers == 1 {
            return kernel;
        }
        kernel.with("PARTLY", true).with("FIRST", place * at.stored.held).with("HELD", at.stored.held)
    };
    (0..at.stored.buffers).map(from).collect()
}

pub(super) fn label_kernels(at: &At) -> Vec<Kernel> {
    let bindings = vec![Binding::Labels, Binding::Order, at.y(0)];
    vec![Kernel::new("load_labels", bindings, Grid::numbers(at.output(0), 64))]
}

pub(super) fn target_kernels(op: &LoadTargets, at: &At) -> Vec<Kernel> {
    let bindings = vec![Binding::Targets, Binding::Order, at.y(0)];
    vec![Kernel::new("load_targets", bindings, Grid::numbers(at.output(0), 64)).with("WIDTH", op.width)]
}
