//! Softmax with cross-entropy, its gradient, and the count of right answers. Partner: `ops/loss.rs`.

use super::Real;
use super::call::Call;
use super::softmax::largest;
use crate::ops::{Correct, SoftmaxCrossEntropy, SoftmaxCrossEntropyGradient};

fn weight<T: Real>(weights: Option<&[T]>, label: usize) -> T {
    weights.map_or(T::ONE, |weights| weights[label])
}

pub(super) fn softmax_cross_entropy<T: Real>(op: &SoftmaxCrossEntropy, call: &mut Call<T>) {
    let classes = call.of(0).shape.last();
    let (z, labels, loss) = (call.input(0), call.indices(1), call.output(0));
    let weights = (call.count() == 3).then(|| call.input(2));
    let smoothing = T::of(op.smoothing.into());
    let share = smoothing / T::of(classes as f64);
    for ((loss, z), &label) in loss.iter_mut().zip(z.chunks_exact(classes)).zip(labels) {
        let label = label as usize;
        if label >= classes {
            *loss = T::ZERO;
            continue;
        }
        let top = largest(z);
        let sum: T = z.iter().map(|&z| (z - top).exp()).sum();
        // Relative to the largest, so that nothing large cancels.
        let right = (T::ONE - smoothing) * (z[label] - top);
        let spread = if op.smoothing == 0.0 { T::ZERO } else { share * z.iter().map(|&z| z - top).sum::<T>() };
        *loss = weight(weights, label) * (sum.ln() - right - spread);
    }
}

pub(super) fn softmax_cross_entropy_gradient<T: Real>(op: &SoftmaxCrossEntropyGradient, call: &mut Call<T>) {
    let classes = call.of(0).shape.last();
    let (z, labels, dz) = (call.input(0), call.indices(1), call.output(0));
    let weights = (call.count() == 4).then(|| call.input(2));
    let d = call.input(call.count() - 1);
    let smoothing = T::of(op.smoothing.into());
    let share = smoothing / T::of(classes as f64);
    let rows = dz.chunks_exact_mut(classes).zip(z.chunks_exact(classes));
    for (((dz, z), &label), &d) in rows.zip(labels).zip(d) {
        let label = label as usize;
        if label >= classes {
            dz.fill(T::ZERO);
            continue;
        }
        let top = largest(z);
        let mut sum = T::ZERO;
        for (dz, &z) in dz.iter_mut().zip(z) {
            *dz = (z - top).exp();
            sum += *dz;
        }
        let factor = d * weight(weights, label);
        for dz in dz.iter_mut() {
            *dz = factor * (*dz / sum - share);
        }
        dz[label] -= factor * (T::ONE - smoothing);
    }
}

pub(super) fn correct<T: Real>(op: &Correct, call: &mut Call<T>) {
    let classes = call.of(0).shape.last();
    let (z, labels, right) = (call.input(0), call.indices(1), call.output(0));
    let threshold = T::of(op.threshold.into());
    for ((right, z), &label) in right.iter_mut().zip(z.chunks_exact(classes)).zip(labels) {
        let answer = match z {
            [number] => usize::from(*number > threshold),
            _ => (1..classes).fold(0, |best, class| if z[class] > z[best] { class } else { best }),
        };
        *right = if answer == label as usize { T::ONE } else { T::ZERO };
    }
}
