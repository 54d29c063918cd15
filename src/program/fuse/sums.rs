//! Sums over all pixels and rows, as the gradient of a bias, and the products that read the same numbers.

use crate::ops::{MatmulKind, Op, Reduce, Value};
use crate::program::{Builder, Instruction};

/// Marks sums that a product can give beside its result: those of its right factor that nothing but the optimiser takes.
pub(super) fn into_products(builder: &mut Builder, kept: &[Value]) {
    for place in 0..builder.instructions.len() {
        let Instruction { op: Op::Reduce(reduce), inputs, outputs, .. } = &builder.instructions[place] else {
            continue;
        };
        let leading = builder.types[inputs[0].index()].shape.len().saturating_sub(1);
        let is_sum = !reduce.mean && reduce.rows && reduce.axes.iter().copied().eq(0..leading);
        let by_product = is_sum && has_product(builder, inputs[0]) && is_gradient(builder, kept, outputs[0]);
        if let Op::Reduce(Reduce { by_product: mark, .. }) = &mut builder.instructions[place].op {
            *mark = by_product;
        }
    }
}

/// Whether one product sums its results over the rows with this value as its right factor, and its channels are all in one
/// group.
fn has_product(builder: &Builder, value: Value) -> bool {
    let product = |Instruction { op, inputs, .. }: &&Instruction| match op {
        Op::Matmul(product) => product.kind == MatmulKind::SumRows && inputs[1] == value,
        Op::Conv2dWeightGradient(op) => op.geometry.groups == 1 && inputs[1] == value,
        Op::Conv2dMaxPoolGradient(op) => op.geometry.groups == 1 && inputs[2] == value,
        _ => false,
    };
    let sum = |i: &&Instruction| matches!(i.op, Op::Reduce(_)) && i.inputs[0] == value;
    builder.instructions.iter().filter(product).count() == 1 && builder.instructions.iter().filter(sum).count() == 1
}

/// Whether a value is a gradient for the optimiser alone, in whatever shape: then it has room of its own from the beginning
/// of a step, and nobody reads it before all gradients are there.
fn is_gradient(builder: &Builder, kept: &[Value], value: Value) -> bool {
    let mut readers = builder.instructions.iter().filter(|instruction| instruction.inputs.contains(&value)).peekable();
    !kept.contains(&value)
        && readers.peek().is_some()
        && readers.all(|instruction| match &instruction.op {
            Op::Update(_) | Op::GlobalNorm(_) => true,
            Op::Reshape(_) => is_gradient(builder, kept, instruction.outputs[0]),
            _ => false,
        })
}
