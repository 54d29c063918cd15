//! Pictures enlarged, and the gradient of that. Partners: `ops/resize.rs`, `shaders/resize*.wgsl`.

use super::grid::Grid;
use super::kernel::{At, Kernel};
use crate::ops::{Interpolation, Resize, ResizeGradient, Type};

fn kernel(shader: &'static str, at: &At, small: &Type, factor: [usize; 2], interpolation: Interpolation) -> Kernel {
    let [h, w, c] = [0, 1, 2].map(|axis| small.shape[axis]);
    let (items, bindings) = (at.output(0), vec![at.x(0), at.y(0)]);
    let (kernel, channels) = if c.is_multiple_of(4) {
        (Kernel::new(shader, bindings, Grid::quads(items, 64)).using("lib/scalar", "lib/quad"), c / 4)
    } else {
        (Kernel::new(shader, bindings, Grid::numbers(items, 64)), c)
    };
    let kernel = kernel.with("H", h).with("W", w).with("C", channels).with("FY", factor[0]).with("FX", factor[1]);
    kernel.with("BILINEAR", interpolation == Interpolation::Bilinear)
}

pub(super) fn kernels(op: &Resize, at: &At) -> Vec<Kernel> {
    vec![kernel("resize", at, at.input(0), op.factor, op.interpolation)]
}

pub(super) fn gradient_kernels(op: &ResizeGradient, at: &At) -> Vec<Kernel> {
    vec![kernel("resize_gradient", at, at.output(0), op.factor, op.interpolation)]
}
