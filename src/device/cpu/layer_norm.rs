//! Layer normalisation and its gradient. Partner: `ops/layer_norm.rs`.

use super::Real;
use super::call::Call;
use super::parallel::{pieces, sum_up};
use super::reduce::sum;
use super::wide::wide;
use crate::ops::{LayerNorm, LayerNormGradient};

/// The mean of some numbers, and 1 / √(variance + epsilon).
#[inline(always)]
fn statistics<T: Real>(x: &[T], epsilon: T) -> (T, T) {
    let factor = T::ONE / T::of(x.len() as f64);
    let mean = sum(x) * factor;
    let mut lanes = [T::ZERO; 16];
    for x in x.chunks(16) {
        for (lane, &x) in lanes.iter_mut().zip(x) {
            *lane += (x - mean) * (x - mean);
        }
    }
    (mean, T::ONE / (sum(&lanes) * factor + epsilon).sqrt())
}

pub(super) fn layer_norm<T: Real>(op: &LayerNorm, call: &mut Call<T>) {
    let (x, gamma, beta, y) = (call.input(0), call.input(1), call.input(2), call.output(0));
    let epsilon = T::of(op.epsilon.into());
    pieces(y, gamma.len(), 4, |at, y| normalise(&x[at..], gamma, beta, epsilon, y));
}

pub(super) fn layer_norm_gradient<T: Real>(op: &LayerNormGradient, call: &mut Call<T>) {
    let (x, gamma, dy) = (call.input(0), call.input(1), call.input(2));
    let [dx, dgamma, dbeta] = [0, 1, 2].map(|place| call.output(place));
    let width = gamma.len();
    let epsilon = T::of(op.epsilon.into());
    pieces(dx, width, 4, |at, dx| differentiate(&x[at..], &dy[at..], gamma, epsilon, dx));
    call.workspace.with(2 * width, |sums| {
        sum_up(call.workspace, (x.len() / width, 4 * width), sums, |rows, sums| {
            let range = rows.start * width..rows.end * width;
            let (dgamma, dbeta) = sums.split_at_mut(width);
            add_up(&x[range.clone()], &dy[range], epsilon, dgamma, dbeta);
        });
        dgamma.copy_from_slice(&sums[..width]);
        dbeta.copy_from_slice(&sums[width..]);
    });
}

wide! {
    fn normalise<T: Real>(x: &[T], gamma: &[T], beta: &[T], epsilon: T, y: &mut [T]) {
        let width = gamma.len();
        for (x, y) in x.chunks_exact(width).zip(y.chunks_exact_mut(width)) {
            let (mean, inverse) = statistics(x, epsilon);
            for (((y, &x), &gamma), &beta) in y.iter_mut().zip(x).zip(gamma).zip(beta) {
                *y = gamma * ((x - mean) * inverse) + beta;
            }
        }
    }

    /// dx = inverse · (g − mean g − x̂ · mean(g · x̂)) with g = gamma · dy.
    fn differentiate<T: Real>(x: &[T], dy: &[T], gamma: &[T], epsilon: T, dx: &mut [T]) {
        let width = gamma.len();
        let factor = T::ONE / T::of(width as f64);
        for (dx, (x, dy)) in dx.chunks_exact_mut(width).zip(x.chunks_exact(width).zip(dy.chunks_exact(width))) {
            let (mean, inverse) = statistics(x, epsilon);
            for ((dx, &dy), &gamma) in dx.iter_mut().zip(dy).zip(gamma) {
                *dx = dy * gamma;
            }
            let plain = sum(dx) * factor;
            let mut lanes = [T::ZERO; 16];
            for (dx, x) in dx.chunks(16).zip(x.chunks(16)) {
                for ((lane, &dx), &x) in lanes.iter_mut().zip(dx).zip(x) {
                    *lane += dx * ((x - mean) * inverse);
                }
            }
            let product = sum(&lanes) * factor;
            for (dx, &x) in dx.iter_mut().zip(x) {
                *dx = inverse * (*dx - plain - (x - mean) * inverse * product);
            }
        }
    }

    fn add_up<T: Real>(x: &[T], dy: &[T], epsilon: T, dgamma: &mut [T], dbeta: &mut [T]) {
        let width = dgamma.len();
        for (x, dy) in x.chunks_exact(width).zip(dy.chunks_exact(width)) {
            let (mean, inverse) = statistics(x, epsilon);
            for (((dgamma, dbeta), &x), &dy) in dgamma.iter_mut().zip(dbeta.iter_mut()).zip(x).zip(dy) {
                *dgamma += dy * ((x - mean) * inverse);
                *dbeta += dy;
            }
        }
    }
}
