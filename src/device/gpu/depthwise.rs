//! Depthwise convolution of channels that come in fours: too thin for a matrix product. Partners:
//! `shaders/conv2d_depthwise*.wgsl`.

use super::conv2d::Convolution;
use super::grid::Grid;
use super::kernel::{At, Binding, Kernel};
use super::product::{self, Parts, Target};

/// Output pixels that a thread adds up for the gradient of a weight at most, unless there are very many.
const LONGEST_PART: usize = 4096;
/// Output pixels worth a thread.
const SHORTEST_PART: usize = 64;
/// Parts of the output pixels at most.
const MOST_PARTS: usize = 64;

/// The kernel of a convolution (`conv2d_depthwise`) or of the gradient of its input, which reads two tensors and has an
/// epilogue.
pub(super) fn kernels(
    shader: &'static str,
    convolution: &Convolution,
    [a, b]: [Binding; 2],
    c: &Target,
) -> Vec<Kernel> {
    let [bias, saved] = c.extra;
    let bindings = vec![a, b, c.numbers, bias, saved];
    let kernel = convolution.constants(Kernel::new(shader, bindings, Grid::quads(&c.of, 64)));
    vec![product::with_epilogue(kernel, c.epilogue, c.of.shape.last())]
}

/// The kernels of the gradient of the weights.
pub(super) fn weight_gradient_kernels(
    convolution: &Convolution,
    [x, dy]: [Binding; 2],
    target: &Target,
    at: &At,
) -> Vec<Kernel> {
    let of = &target.of;
    let quads = of.shape.count() / 4;
    let [height, width, _] = convolution.output;
    let pixels = at.batch() * height * width;
    let busy = (4 * 64 * at.cores).div_ceil(quads).min(pixels / SHORTEST_PART);
    let parts = busy.max(pixels.div_ceil(LONGEST_PART)).clamp(1, MOST_PARTS);
    let Parts { numbers: dw, fold } = Parts::of((target.numbers, of), parts, at);
    let grid = Grid::items(move |_| parts * quads, 64);
    let kernel = Kernel::new("conv2d_depthwise_weight_gradient", vec![x, dy, dw], grid);
    let mut kernels = vec![convolution.constants(kernel).with("PARTS", parts)];
    kernels.extend(fold);
    kernels
}
