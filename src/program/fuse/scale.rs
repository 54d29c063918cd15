//! A factor and an offset for each channel behind a product, as batch normalisation by fixed statistics is, become
//! part of it: (x·W + b)·s + o = x·(W·s) + (b·s + o). Only in programs that leave the weights as they are.

use super::{absorb, exists, product};
use crate::ops::{Binary, BinaryFunction, Epilogue, Matmul, MatmulKind, Op, Value};
use crate::program::{Builder, Instruction, Source};

/// Whether the weights and states are the same from the first op to the last.
pub(super) fn are_fixed(builder: &Builder) -> bool {
    builder.instructions.iter().all(|i| !i.op.has_effect() || matches!(i.op, Op::Report(_)))
}

/// Puts what follows from weights and states alone before everything else, so that every product can read it.
pub(super) fn hoist(builder: &mut Builder) {
    let mut fixed: Vec<bool> = builder.sources.iter().map(|source| *source != Source::Op).collect();
    let (first, rest): (Vec<_>, Vec<_>) = builder.instructions.drain(..).partition(|instruction| {
        let follows = !instruction.op.has_effect()
            && !instruction.inputs.is_empty()
            && instruction.inputs.iter().all(|input| fixed[input.index()]);
        instruction.outputs.iter().for_each(|output| fixed[output.index()] |= follows);
        follows
    });
    builder.instructions.extend(first);
    builder.instructions.extend(rest);
}

/// product · s: the factor goes into the weights, and into the bias where there is one.
pub(super) fn factor(builder: &mut Builder, kept: &[Value], place: usize) -> bool {
    let Some((of, factor)) = by_channel(builder, place, BinaryFunction::Multiply) else { return false };
    let Some((at, found)) = product(builder, kept, of, place) else { return false };
    let plain = Epilogue { bias: found.bias, ..Epilogue::default() };
    if found != plain || !has_weights_by_channel(builder, at) || !exists(builder, factor, at) {
        return false;
    }
    let output = builder.instructions[place].outputs[0];
    absorb(builder, at, place, found, None, output);
    let tensors = if found.bias { 2 } else { 1 };
    for tensor in 1..=tensors {
        combine(builder, at + tensor - 1, tensor, BinaryFunction::Multiply, factor);
    }
    true
}

/// (product + b) + o: both offsets become one.
pub(super) fn offset(builder: &mut Builder, kept: &[Value], place: usize) -> bool {
    let Some((of, offset)) = by_channel(builder, place, BinaryFunction::Add) else { return false };
    let Some((at, found)) = product(builder, kept, of, place) else { return false };
    if found != (Epilogue { bias: true, ..Epilogue::default() }) || !exists(builder, offset, at) {
        return false;
    }
    let output = builder.instructions[place].outputs[0];
    absorb(builder, at, place, found, None, output);
    combine(builder, at, 2, BinaryFunction::Add, offset);
    true
}

/// The batched value and the number for each of its channels that an op of this function joins.
fn by_channel(builder: &Builder, place: usize, function: BinaryFunction) -> Option<(Value, Value)> {
    let Instruction { op: Op::Binary(op), inputs, .. } = &builder.instructions[place] else { return None };
    let [of, channels] = [inputs[0], inputs[1]].map(|value| &builder.types[value.index()]);
    let fits = of.batched && !channels.batched && channels.shape.len() == 1;
    (*op == Binary::from(function) && fits && channels.shape.count() == of.shape.last())
        .then_some((inputs[0], inputs[1]))
}

/// Whether the last axis of the product's weights counts the channels of its result.
fn has_weights_by_channel(builder: &Builder, at: usize) -> bool {
    let Instruction { op, inputs, .. } = &builder.instructions[at];
    let by_channel = match op {
        Op::Conv2d(_) => true,
        Op::Matmul(Matmul { kind, transpose_b, .. }) => *kind == MatmulKind::Fold && !transpose_b,
        _ => false,
    };
    by_channel && !builder.types[inputs[1].index()].batched
}

/// Joins an input of the product at `at` with a number for each channel, before it.
fn combine(builder: &mut Builder, at: usize, input: usize, function: BinaryFunction, channels: Value) {
    let of = builder.instructions[at].inputs[input];
    let joined = Value(builder.types.len() as u32);
    builder.types.push(builder.types[of.index()].clone());
    builder.sources.push(Source::Op);
    builder.instructions[at].inputs[input] = joined;
    let node = builder.instructions[at].node;
    let op = Binary::from(function).into();
    builder.instructions.insert(at, Instruction { op, inputs: vec![of, channels], outputs: vec![joined], node });
}
