//! Batch normalisation while training, and its gradient. Partners: `ops/batch_norm.rs`, `shaders/batch_norm*.wgsl`.

use super::grid::Grid;
use super::kernel::{At, Binding, Kernel};
use super::reduce::{Partial, fold, split};
use super::unary;
use crate::ops::{BatchNorm, BatchNormGradient};

/// How the statistics of each channel are shared out: channels to a workgroup, and parts of the pixels.
struct Share {
    channels: usize,
    pixels: usize,
    width: usize,
    splits: usize,
}

impl Share {
    fn of(at: &At) -> Share {
        let x = at.input(0);
        let channels = x.shape.last();
        let pixels = x.shape.count() / channels;
        let width = channels.next_power_of_two().min(64);
        let splits = split(at, channels.div_ceil(width), pixels * at.batch() * width / 8);
        Share { channels, pixels, width, splits }
    }

    fn kernel(&self, shader: &'static str, bindings: Vec<Binding>) -> Kernel {
        let (groups, splits) = (self.channels.div_ceil(self.width), self.splits);
        Kernel::new(shader, bindings, Grid::groups(move |_| [groups, 1, splits]))
            .with("C", self.channels)
            .with("PIXELS", self.pixels)
            .with("WIDTH", self.width)
            .with("SPLITS", self.splits)
    }
}

/// A kernel over every number of x, four at a time if the channels allow it.
fn over_numbers(shader: &'static str, bindings: Vec<Binding>, at: &At) -> Kernel {
    let x = at.input(0);
    let channels = x.shape.last();
    if channels.is_multiple_of(4) {
        return Kernel::new(shader, bindings, Grid::quads(x, 64))
            .with("C", channels / 4)
            .using("lib/scalar", "lib/quad");
    }
    Kernel::new(shader, bindings, Grid::numbers(x, 64)).with("C", channels)
}

pub(super) fn kernels(op: &BatchNorm, at: &At) -> Vec<Kernel> {
    let share = Share::of(at);
    let partials = at.scratch(share.splits * 3 * share.channels);
    let channels = share.channels;
    let merge = Kernel::new("batch_norm_merge", vec![partials, at.y(1), at.y(2)], Grid::items(move |_| channels, 64));
    let bindings = vec![at.x(0), at.x(1), at.x(2), at.y(1), at.y(2), at.y(0)];
    vec![
        share.kernel("batch_norm_statistics", vec![at.x(0), partials]),
        merge.with("C", channels).with("SPLITS", share.splits),
        unary::finished(over_numbers("batch_norm", bindings, at), op.activation).with("EPSILON", op.epsilon),
    ]
}

pub(super) fn gradient_kernels(op: &BatchNormGradient, at: &At) -> Vec<Kernel> {
    let share = Share::of(at);
    let [x, gamma, mean, variance, dy] = [0, 1, 2, 3, 4].map(|place| at.x(place));
    let (splits, channels) = (share.splits, share.channels);
    let partials = at.scratch(splits * 2 * channels);
    let sums = share.kernel("batch_norm_gradient_scales", vec![x, mean, variance, dy, partials]);
    let mut kernels = vec![sums.with("EPSILON", op.epsilon)];
    for output in 0..2 {
        let first = output * channels;
        let partial = Partial { splits, stride: 2 * channels, first, outputs: channels, kept_rows: false };
        kernels.push(fold(at, partials, at.y(1 + output), partial));
    }
    let bindings = vec![x, gamma, mean, variance, dy, at.y(1), at.y(2), at.y(0)];
    let inputs = over_numbers("batch_norm_gradient", bindings, at);
    kernels.push(inputs.with("EPSILON", op.epsilon).with("PIXELS", share.pixels));
    kernels
}
