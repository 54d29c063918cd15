//! Dropout. Partners: `ops/dropout.rs`, `shaders/dropout.wgsl`.

use super::grid::Grid;
use super::kernel::{At, Kernel};
use crate::ops::Dropout;

pub(super) fn kernels(op: &Dropout, at: &At) -> Vec<Kernel> {
    let kernel = Kernel::new("dropout", vec![at.x(0), at.y(0)], Grid::quads(at.output(0), 64));
    vec![kernel.with("STREAM", op.stream).with("THRESHOLD", op.threshold()).with("SCALE", op.scale())]
}
