//! Convolution and its gradients. Partners: `ops/conv2d.rs`, `shaders/conv2d*.wgsl`.

use super::kernel::{At, Kernel};
use crate::ops::{Conv2d, Conv2dInputGradient, Conv2dWeightGradient};

pub(super) fn kernels(op: &Conv2d, _at: &At) -> Vec<Kernel> {
    unimplemented!("{op:?}")
}

pub(super) fn input_gradient_kernels(op: &Conv2dInputGradient, _at: &At) -> Vec<Kernel> {
    unimplemented!("{op:?}")
}

pub(super) fn weight_gradient_kernels(op: &Conv2dWeightGradient, _at: &At) -> Vec<Kernel> {
    unimplemented!("{op:?}")
}
