//! The samples of a batch. Partners: `ops/load.rs`, `shaders/load*.wgsl`, `shaders/augment.wgsl`.

use super::grid::Grid;
use super::kernel::{At, Binding, Kernel};
use crate::data::Augmentation;
use crate::ops::{LoadBatch, LoadTargets, Op};

pub(super) fn batch_kernels(op: &LoadBatch, at: &At) -> Vec<Kernel> {
    if is_read_where_it_lies(op, at) {
        return Vec::new();
    }
    if let (Some(settings), Some(shape)) = (&op.augment, op.shape.picture()) {
        return augmented_kernels(op, settings, shape, at);
    }
    let table = scales(op, at);
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

/// Whether products read the inputs out of the data set, rather than what a kernel wrote down for them.
fn is_read_where_it_lies(op: &LoadBatch, at: &At) -> bool {
    let finite = op.scale.iter().chain(&op.offset).all(|number| number.is_finite());
    op.by_products && op.augment.is_none() && at.stored.bytes && at.stored.buffers == 1 && finite
}

/// The inputs of the batch as they lie in the data set.
pub(super) struct Bytes<'a> {
    op: &'a LoadBatch,
    table: Binding,
}

/// What a product reads in the place of a value, if that is the inputs of the batch and they are not written down.
pub(super) fn bytes<'a>(value: Binding, at: &At<'a>) -> Option<Bytes<'a>> {
    let Binding::Value(mut value) = value else { return None };
    let program = at.program;
    let op = loop {
        let origin = program.instructions.iter().find(|instruction| instruction.outputs.contains(&value))?;
        match &origin.op {
            Op::Reshape(_) => value = origin.inputs[0],
            Op::LoadBatch(op) => break op,
            _ => return None,
        }
    };
    is_read_where_it_lies(op, at).then(|| Bytes { op, table: scales(op, at) })
}

impl Bytes<'_> {
    /// The kernel of a product that reads them as A.
    pub fn read_by(&self, mut kernel: Kernel) -> Kernel {
        kernel.bindings[0] = Binding::Inputs(0);
        kernel.bindings.extend([Binding::Order, self.table]);
        kernel
            .using("lib/a_four", "lib/a_four_bytes")
            .using("lib/a_one", "lib/a_one_bytes")
            .with("COUNT", self.op.shape.count())
            .with("DATA_CHANNELS", self.op.shape.last())
            .with("SCALES", self.op.scale.len())
            .with("OFFSETS", self.op.offset.len())
            .with("SCALE", self.op.scale[0])
            .with("OFFSET", self.op.offset[0])
    }
}

/// The scales, then the offsets.
fn scales(op: &LoadBatch, at: &At) -> Binding {
    at.table(op.scale.iter().chain(&op.offset).map(|number| number.to_bits()).collect())
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
    let table = scales(op, at);
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
