//! Average pooling and its gradient. Partners: `ops/average_pool.rs`, `shaders/average_pool*.wgsl`.

use super::kernel::{At, Kernel};
use super::max_pool::over_windows;
use crate::ops::{AveragePool, AveragePoolGradient};

pub(super) fn kernels(op: &AveragePool, at: &At) -> Vec<Kernel> {
    let (x, y) = (at.input(0), at.output(0));
    vec![over_windows("average_pool", vec![at.x(0), at.y(0)], &op.window, [y, x, y])]
}

pub(super) fn gradient_kernels(op: &AveragePoolGradient, at: &At) -> Vec<Kernel> {
    let (dy, dx) = (at.input(0), at.output(0));
    vec![over_windows("average_pool_gradient", vec![at.x(0), at.y(0)], &op.window, [dx, dx, dy])]
}
