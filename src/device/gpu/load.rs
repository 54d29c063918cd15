//! The samples of a batch. Partners: `ops/load.rs`, `shaders/load*.wgsl`, `shaders/augment.wgsl`.

use super::grid::Grid;
use super::kernel::{At, Binding, Kernel};
use crate::data::Augmentation;
use crate::ops::{LoadBatch, LoadTargets};

pub(super) fn batch_kernels(op: &LoadBatch, at: &At) -> Vec<Kernel> {
    if let (Some(settings), Some(shape)) = (&op.augment, op.shape.picture()) {
        return augmented_kernels(op, settings, shape, at);
    }
    let table = at.table(op.scale.iter().chain(&op.offset).map(|number| number.to_bits()).collect());
    let load = |place: usize| {
        let bindings = vec![Binding::Inputs(place), Binding::Order, table, at.y(0)];
        let kernel = Kernel::new("load_batch", bindings, Grid::quads(at.output(0), 64))
            .with("COUNT", op.shape.count())
            .with("CHANNELS", op.shape.last())
            .with("SCALES", op.scale.len())
            .with("OFFSETS", op.offset.len());
        from_buffer(kernel, place, at)
    };
    (0..at.stored.buffers).map(load).collect()
}

/// A kernel that loads those rows whose samples are in one of the buffers.
fn from_buffer(kernel: Kernel, place: usize, at: &At) -> Kernel {
    let kernel = kernel.with("BYTES", at.stored.bytes);
    if at.stored.buffers == 1 {
        return kernel;
    }
    kernel.with("PARTLY", true).with("FIRST", place * at.stored.held).with("HELD", at.stored.held)
}

/// Numbers that `augment.wgsl` leaves for each row.
const CHANGE: usize = 12;

/// What happens to each sample is drawn first, once for all its pixels.
fn augmented_kernels(
    op: &LoadBatch,
    settings: &Augmentation,
    [height, width, channels]: [usize; 3],
    at: &At,
) -> Vec<Kernel> {
    let changes = at.scratch(CHANGE * at.batch());
    let draw = Kernel::new("augment", vec![Binding::Order, changes], Grid::items(|rows| rows, 64))
        .with("HEIGHT", height)
        .with("WIDTH", width)
        .with("FLIP_HORIZONTAL", settings.flip_horizontal)
        .with("FLIP_VERTICAL", settings.flip_vertical)
        .with("SHIFT", settings.shift as f32)
        .with("ROTATE", settings.rotate as f32 * (std::f32::consts::PI / 180.0))
        .with("ZOOM", settings.zoom as f32)
        .with("BRIGHTNESS", settings.brightness as f32)
        .with("CONTRAST", settings.contrast as f32)
        .with("HOLE", settings.hole([height, width]));
    let table = at.table(op.scale.iter().chain(&op.offset).map(|number| number.to_bits()).collect());
    let load = |place: usize| {
        let bindings = vec![Binding::Inputs(place), Binding::Order, changes, table, at.y(0)];
        let kernel = Kernel::new("load_augmented", bindings, Grid::quads(at.output(0), 64))
            .with("HEIGHT", height)
            .with("WIDTH", width)
            .with("CHANNELS", channels)
            .with("SCALES", op.scale.len())
            .with("OFFSETS", op.offset.len())
            .with("COLOURS", settings.changes_colours());
        from_buffer(kernel, place, at)
    };
    [draw].into_iter().chain((0..at.stored.buffers).map(load)).collect()
}

pub(super) fn label_kernels(at: &At) -> Vec<Kernel> {
    let bindings = vec![Binding::Labels, Binding::Order, at.y(0)];
    vec![Kernel::new("load_labels", bindings, Grid::numbers(at.output(0), 64))]
}

pub(super) fn target_kernels(op: &LoadTargets, at: &At) -> Vec<Kernel> {
    let bindings = vec![Binding::Targets, Binding::Order, at.y(0)];
    vec![Kernel::new("load_targets", bindings, Grid::numbers(at.output(0), 64)).with("WIDTH", op.width)]
}
