//! From ops to kernels: which file knows which op.

use super::kernel::{At, Kernel};
use super::{
    average_pool, batch_norm, binary, conv2d, conv2d_max_pool, dropout, layer_norm, load, loss, matmul, max_pool,
    reduce, resize, shape, softmax, unary, update,
};
use crate::ops::Op;

/// The kernels of an op, in order; none for what the host writes and for other views of the same numbers.
pub(super) fn kernels(at: &At) -> Vec<Kernel> {
    match &at.instruction.op {
        Op::Input(_) | Op::Reshape(_) => Vec::new(),
        Op::Fill(op) => shape::fill_kernels(op, at),
        Op::LoadBatch(op) => load::batch_kernels(op, at),
        Op::LoadLabels(_) => load::label_kernels(at),
        Op::LoadTargets(op) => load::target_kernels(op, at),
        Op::Matmul(op) => matmul::kernels(op, at),
        Op::Conv2d(op) => conv2d::kernels(op, at),
        Op::Conv2dInputGradient(op) => conv2d::input_gradient_kernels(op, at),
        Op::Conv2dWeightGradient(op) => conv2d::weight_gradient_kernels(op, at),
        Op::Conv2dMaxPool(op) => conv2d_max_pool::kernels(op, at),
        Op::Conv2dMaxPoolGradient(op) => conv2d_max_pool::gradient_kernels(op, at),
        Op::MaxPool(op) => max_pool::kernels(op, at),
        Op::MaxPoolGradient(op) => max_pool::gradient_kernels(op, at),
        Op::AveragePool(op) => average_pool::kernels(op, at),
        Op::AveragePoolGradient(op) => average_pool::gradient_kernels(op, at),
        Op::Unary(op) => unary::kernels(op, at),
        Op::UnaryGradient(op) => unary::gradient_kernels(op, at),
        Op::Binary(op) => binary::kernels(op, at),
        Op::Reduce(op) if op.by_product => Vec::new(),
        Op::Reduce(op) => reduce::kernels(op, at),
        Op::Broadcast(op) => reduce::broadcast_kernels(op, at),
        Op::Softmax(op) => softmax::kernels(op, at),
        Op::SoftmaxGradient(op) => softmax::gradient_kernels(op, at),
        Op::LayerNorm(op) => layer_norm::kernels(op, at),
        Op::LayerNormGradient(op) => layer_norm::gradient_kernels(op, at),
        Op::BatchNorm(op) => batch_norm::kernels(op, at),
        Op::BatchNormGradient(op) => batch_norm::gradient_kernels(op, at),
        Op::Transpose(op) => shape::transpose_kernels(op, at),
        Op::Concat(op) => shape::concat_kernels(op, at),
        Op::Slice(op) => shape::slice_kernels(op, at),
        Op::Pad(op) => shape::pad_kernels(op, at),
        Op::Resize(op) => resize::kernels(op, at),
        Op::ResizeGradient(op) => resize::gradient_kernels(op, at),
        Op::Dropout(op) => dropout::kernels(op, at),
        Op::SoftmaxCrossEntropy(op) => loss::kernels(op, at),
        Op::SoftmaxCrossEntropyGradient(op) => loss::gradient_kernels(op, at),
        Op::SoftmaxCrossEntropyStep(op) => loss::step_kernels(op, at),
        Op::Correct(op) => loss::correct_kernels(op, at),
        Op::Report(op) => update::report_kernels(op, at),
        Op::MovingAverage(op) => update::moving_average_kernels(op, at),
        Op::GlobalNorm(_) => update::global_norm_kernels(at),
        Op::Update(op) => update::kernels(op, at),
    }
}
