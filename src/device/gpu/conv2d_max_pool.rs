//! Convolution and max pooling in one: the largest of a window is found before anything is stored, and gradients are
//! unpooled as they are read; windows that the kernels do not know are pooled by a kernel of their own. Partner:
//! `ops/conv2d_max_pool.rs`.

use super::conv2d::{Convolution, Pooled};
use super::kernel::{At, Kernel};
use super::max_pool::over_windows;
use super::product::Target;
use crate::ops::{Conv2dMaxPool, Conv2dMaxPoolGradient, Epilogue, Window};

/// Whether the pooling is done by the kernels of the convolution.
fn is_fused(convolution: &Convolution, window: &Window) -> bool {
    window.size[0] * window.size[1] == Pooled::MEMBERS && !convolution.is_depthwise()
}

pub(super) fn kernels(op: &Conv2dMaxPool, at: &At) -> Vec<Kernel> {
    let unpooled = op.unpooled(&at.program.types_of(&at.instruction.inputs));
    let unpooled = unpooled.expect("the shape rule found that it fits");
    let convolution = Convolution::forward(&op.conv, at, &unpooled);
    let (x, of, places) = ([at.x(0), at.x(1)], at.output(0), at.y(1));
    let y = Target::output(0, op.conv.epilogue, 2, at);
    if is_fused(&convolution, &op.window) && op.conv.epilogue.gradient.is_none() {
        return convolution.kernels(x, y, Some(Pooled { window: op.window, of, places }), at);
    }
    let whole = at.scratch(unpooled.count(at.batch()));
    let mut kernels = convolution.kernels(x, Target { numbers: whole, of: unpooled.clone(), ..y }, None, at);
    kernels.push(over_windows("max_pool", vec![whole, at.y(0), places], &op.window, [of, &unpooled, of]));
    kernels
}

pub(super) fn gradient_kernels(op: &Conv2dMaxPoolGradient, at: &At) -> Vec<Kernel> {
    let [x, places, mut dy] = [0, 1, 2].map(|place| at.x(place));
    let of = at.input(2);
    let unpooled = op.unpooled(at.input(0), of).expect("the shape rule found that it fits");
    let convolution = Convolution::new(op.geometry, at.input(0), op.kernel, &unpooled);
    let mut kernels = Vec::new();
    let pooled = is_fused(&convolution, &op.window).then_some(Pooled { window: op.window, of, places });
    if pooled.is_none() {
        let whole = at.scratch(unpooled.count(at.batch()));
        let bindings = vec![places, dy, whole];
        kernels.push(over_windows("max_pool_gradient", bindings, &op.window, [&unpooled, &unpooled, of]));
        dy = whole;
    }
    kernels.extend(convolution.weight_gradient([x, dy], Target::gradient(2, Epilogue::default(), at), pooled, at));
    if op.input {
        let dx = Target::output(1, op.epilogue, 4, at);
        kernels.extend(convolution.input_gradient([dy, at.x(3)], dx, pooled, at));
    }
    kernels
}
