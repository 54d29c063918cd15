//! Softmax with cross-entropy in one, and the count of right answers. Partners: `device/cpu/loss.rs`,
//! `shaders/softmax_cross_entropy*.wgsl`, `shaders/correct.wgsl`. The other losses are composed in `losses`.

use serde::{Deserialize, Serialize};

use super::{Cost, Differential, Emit, Operation, Type, Value};

/// Cross-entropy of softmax(z) for each row: z `[classes]` batched, label index batched, and optionally a weight per
/// class `[classes]` → loss `[]` batched.
///
/// With lse = ln Σⱼ exp(zⱼ) and smoothing s over n classes:
/// loss = weight(label) · (lse − (1 − s) · z(label) − s/n · Σⱼ zⱼ). Labels beyond the classes give a loss of 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SoftmaxCrossEntropy {
    /// How much of the certainty is spread over all classes, from 0 to 1.
    pub smoothing: f32,
}

/// Its gradient: z, label, \[weights\], d `[]` batched → dzⱼ = d · weight(label) · (softmax(z)ⱼ − (1 − s)·[j = label] − s/n).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SoftmaxCrossEntropyGradient {
    /// How much of the certainty is spread over all classes.
    pub smoothing: f32,
}

/// Whether the answer of each row is right, 1 or 0: z `[classes]` batched, label index batched → `[]` batched.
///
/// The answer is the first of the largest numbers; with a single output it is class 1 where the number is above
/// `threshold`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Correct {
    /// For a single output: above it the answer is class 1.
    pub threshold: f32,
}

/// All that a step of training needs of softmax with cross-entropy: the inputs of [`SoftmaxCrossEntropy`] → the mean loss
/// `[]` over the rows in use, how many answers are right `[]`, and the gradient of the mean loss `[classes]` batched. Only
/// `program/fuse.rs` makes these.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SoftmaxCrossEntropyStep {
    /// How much of the certainty is spread over all classes.
    pub smoothing: f32,
    /// For a single output: above it the answer is class 1.
    pub threshold: f32,
}

fn check(inputs: &[&Type]) -> Result<(), String> {
    let [z, label, weights @ ..] = inputs else { return Err("needs numbers and labels".into()) };
    if z.shape.len() != 1 || !z.batched || **label != Type::batched([]).of_indices() {
        return Err(format!("{} and labels of {} do not fit", z.shape, label.shape));
    }
    match weights {
        [] => Ok(()),
        [weights] if **weights == Type::single(z.shape.clone()) => Ok(()),
        _ => Err("the class weights do not fit the classes".into()),
    }
}

impl Operation for SoftmaxCrossEntropy {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        check(inputs)?;
        Ok(vec![Type::batched([])])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(d) = at.dy() else { return Vec::new() };
        let op = SoftmaxCrossEntropyGradient { smoothing: self.smoothing };
        let mut inputs = at.inputs.to_vec();
        inputs.push(d);
        let mut gradients = vec![None; at.inputs.len()];
        gradients[0] = Some(emit.emit(op, &inputs));
        gradients
    }

    fn cost(&self, inputs: &[&Type], _outputs: &[&Type], rows: usize) -> Cost {
        Cost { flops: 4.0 * inputs[0].count(rows) as f64 }
    }

    fn words(&self) -> String {
        if self.smoothing == 0.0 { String::new() } else { format!("smoothing {}", self.smoothing) }
    }
}

impl Operation for SoftmaxCrossEntropyGradient {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let Some((d, own)) = inputs.split_last() else { return Err("needs numbers and labels".into()) };
        check(own)?;
        if **d != Type::batched([]) {
            return Err(format!("the gradient of the loss is one number per row, not {}", d.shape));
        }
        Ok(vec![own[0].clone()])
    }

    fn is_differentiable(&self) -> bool {
        false
    }

    fn cost(&self, inputs: &[&Type], _outputs: &[&Type], rows: usize) -> Cost {
        Cost { flops: 5.0 * inputs[0].count(rows) as f64 }
    }

    fn words(&self) -> String {
        if self.smoothing == 0.0 { String::new() } else { format!("smoothing {}", self.smoothing) }
    }
}

impl Operation for SoftmaxCrossEntropyStep {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        check(inputs)?;
        Ok(vec![Type::single([]), Type::single([]), inputs[0].clone()])
    }

    fn is_differentiable(&self) -> bool {
        false
    }

    fn cost(&self, inputs: &[&Type], _outputs: &[&Type], rows: usize) -> Cost {
        Cost { flops: 9.0 * inputs[0].count(rows) as f64 }
    }

    fn words(&self) -> String {
        if self.smoothing == 0.0 { String::new() } else { format!("smoothing {}", self.smoothing) }
    }
}

impl Operation for Correct {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        check(inputs)?;
        Ok(vec![Type::batched([])])
    }

    fn is_differentiable(&self) -> bool {
        false
    }
}
