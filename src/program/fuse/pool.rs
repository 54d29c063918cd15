//! Max pooling and its neighbours: gradients take the way with fewer numbers, and convolution, bias, activation and
//! pooling become one op, as do their gradients.

use super::{exists, uses};
use crate::ops::{Conv2dMaxPool, Conv2dMaxPoolGradient, Op, Reduce, Saved, Value};
use crate::program::{Builder, Instruction, Source};

/// The place of the instruction that gives a value.
fn origin(builder: &Builder, value: Value) -> Option<usize> {
    builder.instructions.iter().position(|instruction| instruction.outputs.contains(&value))
}

/// Two rewrites of the instruction at `place` if it takes u = max_pool_gradient(places, d):
///
/// - the gradient of an activation at its value y times u is max_pool_gradient(places, gradient at the pooled y times
///   d), as each number of d goes where y is the pooled number;
/// - the sum of u over pixels and rows is that of d, as each number of d goes to one pixel.
///
/// Returns the new place of the gradient of an activation.
pub(super) fn unpool_later(builder: &mut Builder, kept: &[Value], place: usize) -> Option<usize> {
    match &builder.instructions[place].op {
        Op::UnaryGradient(unary) if unary.function.saved() == Saved::Output => activation(builder, kept, place),
        Op::Reduce(Reduce { mean: false, rows: true, axes, .. }) if axes[..] == [0, 1] => {
            let at = origin(builder, builder.instructions[place].inputs[0])?;
            if let Op::MaxPoolGradient(_) = builder.instructions[at].op {
                builder.instructions[place].inputs[0] = builder.instructions[at].inputs[1];
            }
            None
        }
        _ => None,
    }
}

fn activation(builder: &mut Builder, kept: &[Value], place: usize) -> Option<usize> {
    let Instruction { inputs, outputs, .. } = &builder.instructions[place];
    let [saved, unpooled, result] = [inputs[0], inputs[1], outputs[0]];
    let at = origin(builder, unpooled)?;
    let Instruction { op: Op::MaxPoolGradient(_), inputs, .. } = &builder.instructions[at] else { return None };
    let [places, d] = [inputs[0], inputs[1]];
    let pooling = &builder.instructions[origin(builder, places)?];
    let pooled = *pooling.outputs.first()?;
    let same = matches!(pooling.op, Op::MaxPool(_)) && pooling.inputs[0] == saved;
    if !same || kept.contains(&unpooled) || uses(builder, unpooled) != 1 {
        return None;
    }
    let differentiated = Value(builder.types.len() as u32);
    builder.types.push(builder.types[d.index()].clone());
    builder.sources.push(Source::Op);
    builder.instructions.swap(at, place);
    let (unary, unpool) = (at, place);
    builder.instructions[unary].inputs = vec![pooled, d];
    builder.instructions[unary].outputs = vec![differentiated];
    builder.instructions[unpool].inputs = vec![places, differentiated];
    builder.instructions[unpool].outputs = vec![result];
    Some(at)
}

/// convolution (+ bias + activation) + max pooling, where only the pooled result is needed later.
pub(super) fn into_convolution(builder: &mut Builder, kept: &[Value], place: usize) -> bool {
    let Instruction { op: Op::MaxPool(pool), inputs, outputs, .. } = &builder.instructions[place] else { return false };
    let (window, whole, outputs) = (pool.window, inputs[0], outputs.clone());
    if !window.is_apart() || kept.contains(&whole) || uses(builder, whole) != 1 {
        return false;
    }
    let Some(at) = origin(builder, whole) else { return false };
    let Op::Conv2d(conv) = &builder.instructions[at].op else { return false };
    builder.instructions[at].op = Conv2dMaxPool { conv: conv.clone(), window }.into();
    builder.instructions[at].outputs = outputs;
    builder.instructions.remove(place);
    true
}

/// The gradient of max pooling, which the two gradients of a convolution alone take, or that of its weights if no
/// gradient of its input is wanted.
pub(super) fn into_gradients(builder: &mut Builder, kept: &[Value], place: usize) -> bool {
    let Instruction { op: Op::MaxPoolGradient(pool), inputs, outputs, .. } = &builder.instructions[place] else {
        return false;
    };
    let (window, places, d, unpooled) = (pool.window, inputs[0], inputs[1], outputs[0]);
    let takes = |of: fn(&Op) -> bool, input: usize| {
        builder.instructions.iter().position(|i| of(&i.op) && i.inputs[input] == unpooled)
    };
    let weights = takes(|op| matches!(op, Op::Conv2dWeightGradient(_)), 1);
    let input = takes(|op| matches!(op, Op::Conv2dInputGradient(_)), 0);
    let Some(weights) = weights else { return false };
    if kept.contains(&unpooled) || uses(builder, unpooled) != 1 + usize::from(input.is_some()) {
        return false;
    }
    let Instruction { op: Op::Conv2dWeightGradient(op), inputs, outputs, node } = &builder.instructions[weights] else {
        return false;
    };
    let mut fused = Conv2dMaxPoolGradient { geometry: op.geometry, kernel: op.kernel, window, ..Default::default() };
    let (mut given, mut gives) = (vec![inputs[0], places, d], outputs.clone());
    let node = *node;
    if let Some(input) = input {
        let Instruction { op: Op::Conv2dInputGradient(op), inputs, outputs, .. } = &builder.instructions[input] else {
            return false;
        };
        if op.geometry != fused.geometry {
            return false;
        }
        fused = Conv2dMaxPoolGradient { input: true, epilogue: op.epilogue, ..fused };
        given.extend(&inputs[1..]);
        gives.extend(outputs);
    }
    let at = input.map_or(weights, |input| input.min(weights));
    if !given.iter().all(|&value| exists(builder, value, at)) {
        return false;
    }
    builder.instructions[at] = Instruction { op: fused.into(), inputs: given, outputs: gives, node };
    let last = input.map(|input| input.max(weights));
    last.into_iter().for_each(|last| drop(builder.instructions.remove(last)));
    builder.instructions.remove(place);
    true
}
