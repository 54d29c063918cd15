//! Softmax over the innermost axis, its logarithm, and their gradients. Partner: `ops/softmax.rs`.

use super::Real;
use super::call::Call;
use super::parallel::pieces;
use crate::ops::{Softmax, SoftmaxGradient};

/// The largest of some numbers.
pub(super) fn largest<T: Real>(numbers: &[T]) -> T {
    numbers.iter().fold(T::LOWEST, |largest, &number| if number > largest { number } else { largest })
}

pub(super) fn softmax<T: Real>(op: &Softmax, call: &mut Call<T>) {
    let width = call.of(0).shape.last();
    let (x, y) = (call.input(0), call.output(0));
    pieces(y, width, 8, |at, y| {
        for (x, y) in x[at..].chunks_exact(width).zip(y.chunks_exact_mut(width)) {
            let top = largest(x);
            let mut sum = T::ZERO;
            for (y, &x) in y.iter_mut().zip(x) {
                *y = (x - top).exp();
                sum += *y;
            }
            if op.log {
                let shift = top + sum.ln();
                y.iter_mut().zip(x).for_each(|(y, &x)| *y = x - shift);
            } else {
                let factor = T::ONE / sum;
                y.iter_mut().for_each(|y| *y *= factor);
            }
        }
    });
}

pub(super) fn softmax_gradient<T: Real>(op: &SoftmaxGradient, call: &mut Call<T>) {
    let width = call.of(0).shape.last();
    let (y, dy, dx) = (call.input(0), call.input(1), call.output(0));
    pieces(dx, width, if op.log { 8 } else { 2 }, |at, dx| {
        let rows = y[at..].chunks_exact(width).zip(dy[at..].chunks_exact(width));
        for (dx, (y, dy)) in dx.chunks_exact_mut(width).zip(rows) {
            if op.log {
                let sum: T = dy.iter().copied().sum();
                dx.iter_mut().zip(y.iter().zip(dy)).for_each(|(dx, (&y, &dy))| *dx = dy - y.exp() * sum);
            } else {
                let sum: T = dy.iter().zip(y).map(|(&dy, &y)| dy * y).sum();
                dx.iter_mut().zip(y.iter().zip(dy)).for_each(|(dx, (&y, &dy))| *dx = y * (dy - sum));
            }
        }
    });
}
