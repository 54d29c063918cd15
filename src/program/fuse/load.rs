//! The inputs of a batch and the products that read them.

use crate::ops::{MatmulKind, Op, Value};
use crate::program::{Builder, Instruction};

/// Marks inputs of a batch that products alone read, as their left factor.
pub(super) fn into_products(builder: &mut Builder, kept: &[Value]) {
    for place in 0..builder.instructions.len() {
        let output = match &builder.instructions[place] {
            Instruction { op: Op::LoadBatch(load), outputs, .. } if load.augment.is_none() => outputs[0],
            _ => continue,
        };
        let by_products = read_by_products(builder, kept, output);
        if let Op::LoadBatch(load) = &mut builder.instructions[place].op {
            load.by_products = by_products;
        }
    }
}

/// Whether nothing else reads a value, in whatever shape.
fn read_by_products(builder: &Builder, kept: &[Value], value: Value) -> bool {
    let readers = builder.instructions.iter().filter(|instruction| instruction.inputs.contains(&value));
    let is_left_factor = |instruction: &Instruction| {
        let product = match &instruction.op {
            Op::Reshape(_) => return read_by_products(builder, kept, instruction.outputs[0]),
            Op::Matmul(product) => product.kind != MatmulKind::Stack,
            Op::Conv2d(conv) => conv.geometry.groups == 1,
            Op::Conv2dMaxPool(op) => op.conv.geometry.groups == 1,
            Op::Conv2dWeightGradient(op) => op.geometry.groups == 1,
            Op::Conv2dMaxPoolGradient(op) => op.geometry.groups == 1,
            _ => false,
        };
        product && instruction.inputs.iter().rposition(|&input| input == value) == Some(0)
    };
    !kept.contains(&value) && readers.into_iter().all(is_left_factor)
}
