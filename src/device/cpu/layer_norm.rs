//! Layer normalisation and its gradient. Partner: `ops/layer_norm.rs`.

use super::Real;
use super::call::Call;
use super::parallel::{pieces, sum_up};
use crate::ops::{LayerNorm, LayerNormGradient};

/// The mean of some numbers, and 1 / √(variance + epsilon).
fn statistics<T: Real>(x: &[T], epsilon: T) -> (T, T) {
    let factor = T::ONE / T::of(x.len() as f64);
    let mean = x.iter().copied().sum::<T>() * factor;
    let variance = x.iter().map(|&x| (x - mean) * (x - mean)).sum::<T>() * factor;
    (mean, T::ONE / (variance + epsilon).sqrt())
}

pub(super) fn layer_norm<T: Real>(op: &LayerNorm, call: &mut Call<T>) {
    let width = call.of(0).shape.last();
    let (x, gamma, beta, y) = (call.input(0), call.input(1), call.input(2), call.output(0));
    let epsilon = T::of(op.epsilon.into());
    pieces(y, width, 4, |at, y| {
        for (x, y) in x[at..].chunks_exact(width).zip(y.chunks_exact_mut(width)) {
            let (mean, inverse) = statistics(x, epsilon);
            for (((y, &x), &gamma), &beta) in y.iter_mut().zip(x).zip(gamma).zip(beta) {
                *y = gamma * ((x - mean) * inverse) + beta;
            }
        }
    });
}

pub(super) fn layer_norm_gradient<T: Real>(op: &LayerNormGradient, call: &mut Call<T>) {
    let width = call.of(0).shape.last();
    let (x, gamma, dy) = (call.input(0), call.input(1), call.input(2));
    let [dx, dgamma, dbeta] = [0, 1, 2].map(|place| call.output(place));
    let epsilon = T::of(op.epsilon.into());
    pieces(dx, width, 4, |at, dx| {
        let rows = x[at..].chunks_exact(width).zip(dy[at..].chunks_exact(width));
        for (dx, (x, dy)) in dx.chunks_exact_mut(width).zip(rows) {
            let (mean, inverse) = statistics(x, epsilon);
            let (mut sum, mut product) = (T::ZERO, T::ZERO);
            for ((&x, &dy), &gamma) in x.iter().zip(dy).zip(gamma) {
                sum += dy * gamma;
                product += dy * gamma * ((x - mean) * inverse);
            }
            let factor = T::ONE / T::of(width as f64);
            let (sum, product) = (sum * factor, product * factor);
            for (((dx, &x), &dy), &gamma) in dx.iter_mut().zip(x).zip(dy).zip(gamma) {
                *dx = inverse * (dy * gamma - sum - (x - mean) * inverse * product);
            }
        }
    });
    call.workspace.with(2 * width, |sums| {
        sum_up(call.workspace, (x.len() / width, 4 * width), sums, |rows, sums| {
            let (dgamma, dbeta) = sums.split_at_mut(width);
            let range = rows.start * width..rows.end * width;
            for (x, dy) in x[range.clone()].chunks_exact(width).zip(dy[range].chunks_exact(width)) {
                let (mean, inverse) = statistics(x, epsilon);
                for (((dgamma, dbeta), &x), &dy) in dgamma.iter_mut().zip(dbeta.iter_mut()).zip(x).zip(dy) {
                    *dgamma += dy * ((x - mean) * inverse);
                    *dbeta += dy;
                }
            }
        });
        dgamma.copy_from_slice(&sums[..width]);
        dbeta.copy_from_slice(&sums[width..]);
    });
}
