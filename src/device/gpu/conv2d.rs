//! Convolution and its gradients. Partners: `ops/conv2d.rs`, `shaders/conv2d*.wgsl`.

use super::depthwise;
use super::kernel::{At, Kernel};
use super::product::{Extent, Factor, Product};
use crate::ops::{Conv2d, Conv2dInputGradient, Conv2dWeightGradient, Epilogue, Geometry, Type};

/// The extents of a convolution of x with w giving y.
pub(super) struct Convolution {
    pub geometry: Geometry,
    pub input: [usize; 3],
    pub output: [usize; 3],
    pub kernel: [usize; 2],
}

impl Convolution {
    fn new(geometry: Geometry, x: &Type, kernel: [usize; 2], y: &Type) -> Convolution {
        let picture = |of: &Type| of.shape.picture().expect("the shape rule of convolutions takes pictures");
        Convolution { geometry, input: picture(x), output: picture(y), kernel }
    }

    /// Input and output channels of one group.
    fn channels(&self) -> [usize; 2] {
        [self.input[2], self.output[2]].map(|channels| channels / self.geometry.groups)
    }

    /// Whether input and output channels come in fours, in each group too.
    fn by_four(&self) -> [bool; 2] {
        self.channels().map(|channels| channels % 4 == 0)
    }

    /// Whether every channel has one filter of its own, and channels come in fours.
    fn is_depthwise(&self) -> bool {
        self.channels() == [1, 1] && self.geometry.groups.is_multiple_of(4)
    }

    fn taps(&self) -> usize {
        self.kernel[0] * self.kernel[1]
    }

    /// The constants of `lib/convolution.wgsl`.
    pub fn constants(&self, kernel: Kernel) -> Kernel {
        let [height, width, ci] = self.input;
        let [oh, ow, co] = self.output;
        let Geometry { stride, padding, dilation, groups } = self.geometry;
        let signed = |padding: usize| i32::try_from(padding).expect("paddings of pictures are small");
        kernel
            .with("HEIGHT", height)
            .with("WIDTH", width)
            .with("CI", ci)
            .with("OUT_HEIGHT", oh)
            .with("OUT_WIDTH", ow)
            .with("CO", co)
            .with("KERNEL_HEIGHT", self.kernel[0])
            .with("KERNEL_WIDTH", self.kernel[1])
            .with("STRIDE_Y", stride[0])
            .with("STRIDE_X", stride[1])
            .with("DILATION_Y", dilation[0])
            .with("DILATION_X", dilation[1])
            .with("TOP", signed(padding.top))
            .with("LEFT", signed(padding.left))
            .with("GROUPS", groups)
    }
}

pub(super) fn kernels(op: &Conv2d, at: &At) -> Vec<Kernel> {
    let kernel = [at.input(1).shape[0], at.input(1).shape[1]];
    let convolution = Convolution::new(op.geometry, at.input(0), kernel, at.output(0));
    if convolution.is_depthwise() {
        return depthwise::kernels("conv2d_depthwise", &convolution, op.epilogue, at);
    }
    let [ci, co] = convolution.channels();
    let [ci_by_four, co_by_four] = convolution.by_four();
    let product = Product {
        shader: "conv2d",
        slices: Extent::Fixed(op.geometry.groups),
        m: Extent::PerRow(convolution.output[0] * convolution.output[1]),
        n: co,
        k: Extent::Fixed(convolution.taps() * ci),
        a: Factor { along_k: true, by_four: ci_by_four },
        b: Factor { along_k: false, by_four: co_by_four },
        epilogue: op.epilogue,
    };
    product.kernels(at, |kernel| convolution.constants(kernel))
}

pub(super) fn input_gradient_kernels(op: &Conv2dInputGradient, at: &At) -> Vec<Kernel> {
    let kernel = [at.input(1).shape[0], at.input(1).shape[1]];
    let convolution = Convolution::new(op.geometry, at.output(0), kernel, at.input(0));
    if convolution.is_depthwise() {
        return depthwise::kernels("conv2d_depthwise_input_gradient", &convolution, op.epilogue, at);
    }
    let [ci, co] = convolution.channels();
    let by_four = convolution.by_four()[1];
    let Geometry { stride, dilation, groups, .. } = op.geometry;
    let along = |axis: usize| {
        let step = stride[axis] / greatest_common_divisor(stride[axis], dilation[axis]);
        (step, kernel[axis].div_ceil(step), op.input[axis].div_ceil(stride[axis]))
    };
    let [(step_y, taps_y, phase_height), (step_x, taps_x, phase_width)] = [along(0), along(1)];
    let product = Product {
        shader: "conv2d_input_gradient",
        slices: Extent::Fixed(groups * stride[0] * stride[1]),
        m: Extent::PerRow(phase_height * phase_width),
        n: ci,
        k: Extent::Fixed(taps_y * taps_x * co),
        a: Factor { along_k: true, by_four },
        b: Factor { along_k: true, by_four },
        epilogue: op.epilogue,
    };
    product.kernels(at, |kernel| convolution.constants(kernel).with("TAP_STEP_Y", step_y).with("TAP_STEP_X", step_x))
}

pub(super) fn weight_gradient_kernels(op: &Conv2dWeightGradient, at: &At) -> Vec<Kernel> {
    let convolution = Convolution::new(op.geometry, at.input(0), op.kernel, at.input(1));
    if convolution.is_depthwise() {
        return depthwise::weight_gradient_kernels(&convolution, at);
    }
    let [ci, co] = convolution.channels();
    let [ci_by_four, co_by_four] = convolution.by_four();
    let product = Product {
        shader: "conv2d_weight_gradient",
        slices: Extent::Fixed(op.geometry.groups),
        m: Extent::Fixed(convolution.taps() * ci),
        n: co,
        k: Extent::PerRow(convolution.output[0] * convolution.output[1]),
        a: Factor { along_k: false, by_four: ci_by_four },
        b: Factor { along_k: false, by_four: co_by_four },
        epilogue: Epilogue::default(),
    };
    product.kernels(at, |kernel| convolution.constants(kernel))
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
