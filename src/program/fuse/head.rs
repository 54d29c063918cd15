//! Softmax with cross-entropy at the end of a network that learns.

use super::uses;
use crate::ops::{Broadcast, Fill, Op, Reduce, SoftmaxCrossEntropyStep, Value};
use crate::program::{Builder, Instruction};

/// Classes with which one workgroup does all rows.
const MOST_CLASSES: usize = 64;
/// Rows at most.
pub(super) const MOST_ROWS: usize = 1024;

/// Makes one op of the mean loss, the count of right answers and the gradient of the mean, if they are of the same numbers
/// and labels and nothing else takes what lies between.
pub(super) fn into_one(builder: &mut Builder, kept: &[Value]) {
    let place = |wanted: &dyn Fn(&Instruction) -> bool| builder.instructions.iter().position(wanted);
    let Some(gradient) = place(&|it| matches!(it.op, Op::SoftmaxCrossEntropyGradient(_))) else { return };
    let Instruction { op: Op::SoftmaxCrossEntropyGradient(op), inputs, outputs, node } =
        &builder.instructions[gradient]
    else {
        return;
    };
    let (Some((&d, own)), dz, node, smoothing) = (inputs.split_last(), outputs[0], *node, op.smoothing) else { return };
    let own = own.to_vec();
    let same_loss = |it: &Instruction| {
        matches!(&it.op, Op::SoftmaxCrossEntropy(loss) if loss.smoothing == smoothing) && it.inputs == own
    };
    let measure = |it: &Instruction| matches!(it.op, Op::Correct(_)) && it.inputs[..] == own[..2];
    let (Some(loss), Some(right)) = (place(&same_loss), place(&measure)) else { return };
    let Op::Correct(correct) = &builder.instructions[right].op else { return };
    let threshold = correct.threshold;
    let (Some(mean), Some(sum)) = (reduced(builder, kept, loss, true), reduced(builder, kept, right, false)) else {
        return;
    };
    let first = loss.min(right);
    let few = builder.types[own[0].index()].shape.last() <= MOST_CLASSES;
    if !few || !is_one_over_rows(builder, d) || !own.iter().all(|&value| super::exists(builder, value, first)) {
        return;
    }
    let outputs = [mean, sum].map(|place| builder.instructions[place].outputs[0]).into_iter().chain([dz]).collect();
    let op = SoftmaxCrossEntropyStep { smoothing, threshold }.into();
    builder.instructions[first] = Instruction { op, inputs: own, outputs, node };
    let mut gone = [loss.max(right), mean, sum, gradient];
    gone.sort_unstable();
    gone.into_iter().rev().for_each(|place| drop(builder.instructions.remove(place)));
}

/// The place of the instruction that takes the mean, or the sum, of what the one at `place` gives over the rows, if nothing
/// else takes that.
fn reduced(builder: &Builder, kept: &[Value], place: usize, wanted: bool) -> Option<usize> {
    let each = builder.instructions[place].outputs[0];
    let alone = !kept.contains(&each) && uses(builder, each) == 1;
    let reduces = |it: &Instruction| match &it.op {
        Op::Reduce(Reduce { mean, axes, rows: true, .. }) => *mean == wanted && axes.is_empty() && it.inputs[0] == each,
        _ => false,
    };
    builder.instructions.iter().position(reduces).filter(|_| alone)
}

/// Whether a value is 1 divided by the rows in use, for each row.
fn is_one_over_rows(builder: &Builder, value: Value) -> bool {
    let origin = |value| builder.origin(value).map(|it| (&it.op, it.inputs.first().copied()));
    match origin(value) {
        Some((Op::Broadcast(Broadcast { rows: true, mean: true, .. }), Some(one))) => {
            matches!(origin(one), Some((Op::Fill(Fill { number: 1.0, of }), _)) if of.shape.is_empty())
        }
        _ => false,
    }
}
