//! Softmax over the innermost axis, its logarithm, and their gradients. Partner: `ops/softmax.rs`.

use super::Real;
use super::call::Call;
use super::parallel::pieces;
use super::reduce::sum;
use super::wide::wide;
use crate::ops::{Softmax, SoftmaxGradient};

/// The largest of some numbers.
pub(super) fn largest<T: Real>(numbers: &[T]) -> T {
    numbers.iter().fold(T::LOWEST, |largest, &number| if number > largest { number } else { largest })
}

pub(super) fn softmax<T: Real>(op: &Softmax, call: &mut Call<T>) {
    let width = call.of(0).shape.last();
    let (x, y) = (call.input(0), call.output(0));
    pieces(y, width, 8, |at, y| normalise(op.log, width, &x[at..], y));
}

pub(super) fn softmax_gradient<T: Real>(op: &SoftmaxGradient, call: &mut Call<T>) {
    let width = call.of(0).shape.last();
    let (y, dy, dx) = (call.input(0), call.input(1), call.output(0));
    pieces(dx, width, if op.log { 8 } else { 2 }, |at, dx| differentiate(op.log, width, &y[at..], &dy[at..], dx));
}

wide! {
    fn normalise<T: Real>(log: bool, width: usize, x: &[T], y: &mut [T]) {
        for (x, y) in x.chunks_exact(width).zip(y.chunks_exact_mut(width)) {
            let top = largest(x);
            for (y, &x) in y.iter_mut().zip(x) {
                *y = (x - top).exp();
            }
            let total = sum(y);
            if log {
                let shift = top + total.ln();
                for (y, &x) in y.iter_mut().zip(x) {
                    *y = x - shift;
                }
            } else {
                let factor = T::ONE / total;
                for y in y {
                    *y *= factor;
                }
            }
        }
    }

    fn differentiate<T: Real>(log: bool, width: usize, y: &[T], dy: &[T], dx: &mut [T]) {
        let rows = y.chunks_exact(width).zip(dy.chunks_exact(width));
        for (dx, (y, dy)) in dx.chunks_exact_mut(width).zip(rows) {
            if log {
                let total = sum(dy);
                for (dx, (&y, &dy)) in dx.iter_mut().zip(y.iter().zip(dy)) {
                    *dx = dy - y.exp() * total;
                }
            } else {
                for (dx, (&y, &dy)) in dx.iter_mut().zip(y.iter().zip(dy)) {
                    *dx = dy * y;
                }
                let total = sum(dx);
                for (dx, (&y, &dy)) in dx.iter_mut().zip(y.iter().zip(dy)) {
                    *dx = y * (dy - total);
                }
            }
        }
    }
}
