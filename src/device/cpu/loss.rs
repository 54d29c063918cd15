//! Softmax with cross-entropy, its gradient, and the count of right answers. Partner: `ops/loss.rs`.

use super::Real;
use super::call::Call;
use super::softmax::largest;
use crate::ops::{Correct, SoftmaxCrossEntropy, SoftmaxCrossEntropyGradient, SoftmaxCrossEntropyStep};

fn weight<T: Real>(weights: Option<&[T]>, label: usize) -> T {
    weights.map_or(T::ONE, |weights| weights[label])
}

/// What a loss knows besides the numbers of a row.
struct Terms<'a, T> {
    weights: Option<&'a [T]>,
    smoothing: T,
    /// Of the smoothing for each class.
    share: T,
}

impl<'a, T: Real> Terms<'a, T> {
    fn new(smoothing: f32, classes: usize, weights: Option<&'a [T]>) -> Terms<'a, T> {
        let smoothing = T::of(smoothing.into());
        Terms { weights, smoothing, share: smoothing / T::of(classes as f64) }
    }

    /// The loss of a row.
    fn loss(&self, z: &[T], label: u32) -> T {
        let label = label as usize;
        if label >= z.len() {
            return T::ZERO;
        }
        let top = largest(z);
        let sum: T = z.iter().map(|&z| (z - top).exp()).sum();
        // Relative to the largest, so that nothing large cancels.
        let right = (T::ONE - self.smoothing) * (z[label] - top);
        let any = self.share != T::ZERO;
        let spread = if any { self.share * z.iter().map(|&z| z - top).sum::<T>() } else { T::ZERO };
        weight(self.weights, label) * (sum.ln() - right - spread)
    }

    /// The gradient of a row's loss, times d.
    fn gradient(&self, z: &[T], label: u32, d: T, dz: &mut [T]) {
        let label = label as usize;
        if label >= z.len() {
            return dz.fill(T::ZERO);
        }
        let top = largest(z);
        let mut sum = T::ZERO;
        for (dz, &z) in dz.iter_mut().zip(z) {
            *dz = (z - top).exp();
            sum += *dz;
        }
        let factor = d * weight(self.weights, label);
        for dz in dz.iter_mut() {
            *dz = factor * (*dz / sum - self.share);
        }
        dz[label] -= factor * (T::ONE - self.smoothing);
    }
}

/// Whether the answer of a row is right.
fn is_right<T: Real>(z: &[T], label: u32, threshold: T) -> bool {
    let answer = match z {
        [number] => usize::from(*number > threshold),
        _ => (1..z.len()).fold(0, |best, class| if z[class] > z[best] { class } else { best }),
    };
    answer == label as usize
}

pub(super) fn softmax_cross_entropy<T: Real>(op: &SoftmaxCrossEntropy, call: &mut Call<T>) {
    let classes = call.of(0).shape.last();
    let (z, labels, loss) = (call.input(0), call.indices(1), call.output(0));
    let terms = Terms::new(op.smoothing, classes, (call.count() == 3).then(|| call.input(2)));
    for ((loss, z), &label) in loss.iter_mut().zip(z.chunks_exact(classes)).zip(labels) {
        *loss = terms.loss(z, label);
    }
}

pub(super) fn softmax_cross_entropy_gradient<T: Real>(op: &SoftmaxCrossEntropyGradient, call: &mut Call<T>) {
    let classes = call.of(0).shape.last();
    let (z, labels, dz) = (call.input(0), call.indices(1), call.output(0));
    let terms = Terms::new(op.smoothing, classes, (call.count() == 4).then(|| call.input(2)));
    let d = call.input(call.count() - 1);
    let rows = dz.chunks_exact_mut(classes).zip(z.chunks_exact(classes));
    for (((dz, z), &label), &d) in rows.zip(labels).zip(d) {
        terms.gradient(z, label, d, dz);
    }
}

pub(super) fn softmax_cross_entropy_step<T: Real>(op: &SoftmaxCrossEntropyStep, call: &mut Call<T>) {
    let classes = call.of(0).shape.last();
    let (z, labels) = (call.input(0), call.indices(1));
    let (loss, right, dz) = (call.output(0), call.output(1), call.output(2));
    let terms = Terms::new(op.smoothing, classes, (call.count() == 3).then(|| call.input(2)));
    let rows = T::of(call.rows as f64);
    let (mut losses, mut count) = (T::ZERO, 0usize);
    for ((dz, z), &label) in dz.chunks_exact_mut(classes).zip(z.chunks_exact(classes)).zip(labels) {
        losses += terms.loss(z, label);
        count += usize::from(is_right(z, label, T::of(op.threshold.into())));
        terms.gradient(z, label, T::ONE / rows, dz);
    }
    loss[0] = losses / rows;
    right[0] = T::of(count as f64);
}

pub(super) fn correct<T: Real>(op: &Correct, call: &mut Call<T>) {
    let classes = call.of(0).shape.last();
    let (z, labels, right) = (call.input(0), call.indices(1), call.output(0));
    let threshold = T::of(op.threshold.into());
    for ((right, z), &label) in right.iter_mut().zip(z.chunks_exact(classes)).zip(labels) {
        *right = if is_right(z, label, threshold) { T::ONE } else { T::ZERO };
    }
}
