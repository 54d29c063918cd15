//! Max pooling and its gradient. Partners: `ops/max_pool.rs`, `shaders/max_pool*.wgsl`.

use super::grid::Grid;
use super::kernel::{At, Binding, Kernel};
use crate::ops::{MaxPool, MaxPoolGradient, Type, Window};

/// A kernel of a pooling window: `items` is what it has an invocation for each number of (four, if the channels allow
/// it), `picture` and `pooled` are the two sides of the window.
pub(super) fn over_windows(
    shader: &'static str,
    bindings: Vec<Binding>,
    window: &Window,
    [items, picture, pooled]: [&Type; 3],
) -> Kernel {
    let [h, w, c] = [0, 1, 2].map(|axis| picture.shape[axis]);
    let (kernel, channels) = if c.is_multiple_of(4) {
        (Kernel::new(shader, bindings, Grid::quads(items, 64)).using("lib/scalar", "lib/quad"), c / 4)
    } else {
        (Kernel::new(shader, bindings, Grid::numbers(items, 64)), c)
    };
    kernel
        .with("H", h)
        .with("W", w)
        .with("C", channels)
        .with("OH", pooled.shape[0])
        .with("OW", pooled.shape[1])
        .with("KH", window.size[0])
        .with("KW", window.size[1])
        .with("STRIDE_Y", window.stride[0])
        .with("STRIDE_X", window.stride[1])
        .with("TOP", window.padding.top)
        .with("LEFT", window.padding.left)
}

pub(super) fn kernels(op: &MaxPool, at: &At) -> Vec<Kernel> {
    let (x, y) = (at.input(0), at.output(0));
    vec![over_windows("max_pool", vec![at.x(0), at.y(0), at.y(1)], &op.window, [y, x, y])]
}

pub(super) fn gradient_kernels(op: &MaxPoolGradient, at: &At) -> Vec<Kernel> {
    let (dy, dx) = (at.input(1), at.output(0));
    vec![over_windows("max_pool_gradient", vec![at.x(0), at.x(1), at.y(0)], &op.window, [dx, dx, dy])]
}
