//! Matrix products. Partners: `ops/matmul.rs`, `shaders/matmul.wgsl`.

use super::kernel::{At, Kernel};
use crate::ops::Matmul;

pub(super) fn kernels(op: &Matmul, _at: &At) -> Vec<Kernel> {
    unimplemented!("{op:?}")
}
