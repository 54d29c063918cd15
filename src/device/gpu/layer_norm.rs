//! Layer normalisation and its gradient. Partners: `ops/layer_norm.rs`, `shaders/layer_norm*.wgsl`.

use super::grid::Grid;
use super::kernel::{At, Kernel};
use super::reduce::{Partial, fold};
use super::softmax::over_vectors;
use crate::ops::{LayerNorm, LayerNormGradient};

pub(super) fn kernels(op: &LayerNorm, at: &At) -> Vec<Kernel> {
    let bindings = vec![at.x(0), at.x(1), at.x(2), at.y(0)];
    vec![over_vectors("layer_norm", bindings, at.output(0)).with("EPSILON", op.epsilon)]
}

pub(super) fn gradient_kernels(op: &LayerNormGradient, at: &At) -> Vec<Kernel> {
    let x = at.input(0);
    let n = x.shape.last();
    let vectors = x.shape.count() / n;
    let longest = x.count(at.batch()) / n;
    let statistics = at.scratch(2 * longest);
    let bindings = vec![at.x(0), at.x(1), at.x(2), at.y(0), statistics];
    let inputs = over_vectors("layer_norm_gradient", bindings, x).with("EPSILON", op.epsilon);
    // Each part is at least 16 vectors long.
    let groups = n.div_ceil(64);
    let splits = (2 * at.cores / groups).clamp(1, 256).min(longest / 16).max(1);
    let partials = at.scratch(splits * 2 * n);
    let grid = Grid::groups(move |_| [groups, 1, splits]);
    let scales = Kernel::new("layer_norm_gradient_scales", vec![at.x(0), at.x(2), statistics, partials], grid)
        .with("N", n)
        .with("VECTORS", vectors)
        .with("BATCHED", x.batched)
        .with("SPLITS", splits);
    let mut kernels = vec![inputs, scales];
    for output in 0..2 {
        let partial = Partial { splits, stride: 2 * n, first: output * n, outputs: n, kept_rows: false };
        kernels.push(fold(at, partials, at.y(1 + output), partial));
    }
    kernels
}
