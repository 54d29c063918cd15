//! Convolution and its gradients. Partners: `ops/conv2d.rs`, `shaders/conv2d*.wgsl`.

use super::depthwise;
use super::kernel::{At, Binding, Kernel};
use super::product::{Extent, Factor, Product, Target};
use crate::ops::{Conv2d, Conv2dInputGradient, Conv2dWeightGradient, Epilogue, Geometry, Type, Window};

/// The extents of a convolution of x with w giving y.
pub(super) struct Convolution {
    pub geometry: Geometry,
    pub input: [usize; 3],
    pub output: [usize; 3],
    pub kernel: [usize; 2],
}

impl Convolution {
    pub fn new(geometry: Geometry, x: &Type, kernel: [usize; 2], y: &Type) -> Convolution {
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
    pub fn is_depthwise(&self) -> bool {
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

/// The max pooling behind a convolution, done by the same kernels: its windows have as many pixels as a thread has
/// neighbouring rows of a product.
#[derive(Clone, Copy)]
pub(super) struct Pooled<'a> {
    pub window: Window,
    /// What the pooled result is.
    pub of: &'a Type,
    /// Where the largest number of each window is.
    pub places: Binding,
}

impl Pooled<'_> {
    /// Pixels of a window.
    pub const MEMBERS: usize = 4;

    /// The pixels of a picture that windows have.
    fn pixels(&self) -> usize {
        self.of.shape[0] * self.of.shape[1] * Pooled::MEMBERS
    }

    /// The constants of `lib/windows.wgsl`.
    fn constants(&self, kernel: Kernel) -> Kernel {
        kernel
            .with("POOLED_HEIGHT", self.of.shape[0])
            .with("POOLED_WIDTH", self.of.shape[1])
            .with("WINDOW_HEIGHT", self.window.size[0])
            .with("WINDOW_WIDTH", self.window.size[1])
            .with("WINDOW_STRIDE_Y", self.window.stride[0])
            .with("WINDOW_STRIDE_X", self.window.stride[1])
    }
}

pub(super) fn kernels(op: &Conv2d, at: &At) -> Vec<Kernel> {
    let convolution = Convolution::forward(op, at, at.output(0));
    convolution.kernels([at.x(0), at.x(1)], Target::output(0, op.epilogue, 2, at), None, at)
}

pub(super) fn input_gradient_kernels(op: &Conv2dInputGradient, at: &At) -> Vec<Kernel> {
    let kernel = [at.input(1).shape[0], at.input(1).shape[1]];
    let convolution = Convolution::new(op.geometry, at.output(0), kernel, at.input(0));
    convolution.input_gradient([at.x(0), at.x(1)], Target::output(0, op.epilogue, 2, at), None, at)
}

pub(super) fn weight_gradient_kernels(op: &Conv2dWeightGradient, at: &At) -> Vec<Kernel> {
    let convolution = Convolution::new(op.geometry, at.input(0), op.kernel, at.input(1));
    convolution.weight_gradient([at.x(0), at.x(1)], Target::gradient(1, Epilogue::default(), at), None, at)
}

impl Convolution {
    /// The convolution of the first two inputs that gives a result of this type.
    pub fn forward(op: &Conv2d, at: &At, y: &Type) -> Convolution {
        Convolution::new(op.geometry, at.input(0), [at.input(1).shape[0], at.input(1).shape[1]], y)
    }

    /// The constants of a kernel that goes over the pixels of the result.
    fn over_pixels(&self, kernel: Kernel, pooled: Option<Pooled>) -> Kernel {
        let kernel = self.constants(kernel);
        match pooled {
            Some(pooled) => pooled.constants(kernel.using("lib/pixels", "lib/pixels_of_windows")),
            None => kernel,
        }
    }

    /// Pixels of the result, or of those that are pooled.
    fn pixels(&self, pooled: Option<Pooled>) -> Extent {
        Extent::PerRow(pooled.map_or(self.output[0] * self.output[1], |pooled| pooled.pixels()))
    }

    /// y from x and w.
    pub fn kernels(&self, [x, w]: [Binding; 2], y: Target, pooled: Option<Pooled>, at: &At) -> Vec<Kernel> {
        if self.is_depthwise() {
            return depthwise::kernels("conv2d_depthwise", self, [x, w], &y);
        }
        let [ci, co] = self.channels();
        let [ci_by_four, co_by_four] = self.by_four();
        let product = Product {
            shader: "conv2d",
            slices: Extent::Fixed(self.geometry.groups),
            m: self.pixels(pooled),
            n: co,
            k: Extent::Fixed(self.taps() * ci),
            a: Factor::new(x, true, ci_by_four),
            b: Factor::new(w, false, co_by_four),
            c: Target { places: pooled.map(|pooled| pooled.places), ..y },
        };
        product.kernels(at, |kernel| self.over_pixels(kernel, pooled))
    }

    /// dx from dy and w.
    pub fn input_gradient(&self, [dy, w]: [Binding; 2], dx: Target, pooled: Option<Pooled>, at: &At) -> Vec<Kernel> {
        if self.is_depthwise() {
            return depthwise::kernels("conv2d_depthwise_input_gradient", self, [dy, w], &dx);
        }
        let [ci, co] = self.channels();
        let by_four = self.by_four()[1];
        let Geometry { stride, dilation, groups, .. } = self.geometry;
        let along = |axis: usize| {
            let step = stride[axis] / greatest_common_divisor(stride[axis], dilation[axis]);
            (step, self.kernel[axis].div_ceil(step), self.input[axis].div_ceil(stride[axis]))
        };
        let [(step_y, taps_y, phase_height), (step_x, taps_x, phase_width)] = [along(0), along(1)];
        let product = Product {
            shader: "conv2d_input_gradient",
            slices: Extent::Fixed(groups * stride[0] * stride[1]),
            m: Extent::PerRow(phase_height * phase_width),
            n: ci,
            k: Extent::Fixed(taps_y * taps_x * co),
            a: Factor { unpooled: pooled.map(|pooled| pooled.places), ..Factor::new(dy, true, by_four) },
            b: Factor::new(w, true, by_four),
            c: dx,
        };
        product.kernels(at, |kernel| {
            let kernel = self.constants(kernel).with("TAP_STEP_Y", step_y).with("TAP_STEP_X", step_x);
            match pooled {
                Some(pooled) => pooled.constants(kernel.using("lib/upstream", "lib/upstream_pooled")),
                None => kernel,
            }
        })
    }

    /// dw from x and dy.
    pub fn weight_gradient(&self, [x, dy]: [Binding; 2], dw: Target, pooled: Option<Pooled>, at: &At) -> Vec<Kernel> {
        if self.is_depthwise() {
            return depthwise::weight_gradient_kernels(self, [x, dy], &dw, at);
        }
        let [ci, co] = self.channels();
        let [ci_by_four, co_by_four] = self.by_four();
        let product = Product {
            shader: "conv2d_weight_gradient",
            slices: Extent::Fixed(self.geometry.groups),
            m: Extent::Fixed(self.taps() * ci),
            n: co,
            k: self.pixels(pooled),
            a: Factor::new(x, false, ci_by_four),
            b: Factor { unpooled: pooled.map(|pooled| pooled.places), ..Factor::new(dy, false, co_by_four) },
            c: dw,
        };
        product.kernels(at, |kernel| self.over_pixels(kernel, pooled))
    }
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}
