//! Batch normalisation and its gradient. Partner: `ops/batch_norm.rs`.

use super::Real;
use super::call::Call;
use super::parallel::{pieces, sum_up};
use super::reduce::add_rows;
use super::wide::wide;
use crate::ops::{BatchNorm, BatchNormGradient};

pub(super) fn batch_norm<T: Real>(op: &BatchNorm, call: &mut Call<T>) {
    let (x, gamma, beta) = (call.input(0), call.input(1), call.input(2));
    let [y, mean, variance] = [0, 1, 2].map(|place| call.output(place));
    let width = gamma.len();
    let count = x.len() / width;
    let factor = T::ONE / T::of(count as f64);
    sum_up(call.workspace, (count, width), mean, |rows, sums| {
        add_rows(&x[rows.start * width..rows.end * width], sums);
    });
    mean.iter_mut().for_each(|mean| *mean *= factor);
    let mean = &*mean;
    sum_up(call.workspace, (count, width), variance, |rows, sums| {
        add_squares(&x[rows.start * width..rows.end * width], mean, sums);
    });
    variance.iter_mut().for_each(|variance| *variance *= factor);
    let epsilon = T::of(op.epsilon.into());
    let scale: Vec<T> = gamma.iter().zip(&*variance).map(|(&gamma, &v)| gamma / (v + epsilon).sqrt()).collect();
    pieces(y, width, 1, |at, y| normalise(&x[at..], mean, &scale, beta, y));
}

pub(super) fn batch_norm_gradient<T: Real>(op: &BatchNormGradient, call: &mut Call<T>) {
    let [x, gamma, mean, variance, dy] = [0, 1, 2, 3, 4].map(|place| call.input(place));
    let [dx, dgamma, dbeta] = [0, 1, 2].map(|place| call.output(place));
    let width = gamma.len();
    let count = x.len() / width;
    let epsilon = T::of(op.epsilon.into());
    let inverse: Vec<T> = variance.iter().map(|&variance| T::ONE / (variance + epsilon).sqrt()).collect();
    call.workspace.with(2 * width, |sums| {
        sum_up(call.workspace, (count, 2 * width), sums, |rows, sums| {
            let range = rows.start * width..rows.end * width;
            let (products, plain) = sums.split_at_mut(width);
            add_products(&x[range.clone()], &dy[range], mean, products, plain);
        });
        dbeta.copy_from_slice(&sums[width..]);
        for ((dgamma, &sum), &inverse) in dgamma.iter_mut().zip(&*sums).zip(&inverse) {
            *dgamma = sum * inverse;
        }
    });
    // dx = gamma·inverse · (dy − dbeta/count − x̂·dgamma/count), as scale·dy + slope·(x − mean) + shift per channel.
    let factor = T::ONE / T::of(count as f64);
    let scale: Vec<T> = gamma.iter().zip(&inverse).map(|(&gamma, &inverse)| gamma * inverse).collect();
    let per_channel = || scale.iter().zip(&inverse);
    let slope: Vec<T> = per_channel().zip(&*dgamma).map(|((&s, &i), &d)| -s * i * d * factor).collect();
    let shift: Vec<T> = scale.iter().zip(&*dbeta).map(|(&s, &d)| -s * d * factor).collect();
    pieces(dx, width, 2, |at, dx| mix(&x[at..], &dy[at..], mean, [&scale, &slope, &shift], dx));
}

wide! {
    /// sums ← sums + (x − mean)² of each row of x.
    fn add_squares<T: Real>(x: &[T], mean: &[T], sums: &mut [T]) {
        for x in x.chunks_exact(mean.len()) {
            for ((sum, &x), &mean) in sums.iter_mut().zip(x).zip(mean) {
                *sum += (x - mean) * (x - mean);
            }
        }
    }

    /// products ← products + dy · (x − mean) and plain ← plain + dy, of each row of x and dy.
    fn add_products<T: Real>(x: &[T], dy: &[T], mean: &[T], products: &mut [T], plain: &mut [T]) {
        let width = mean.len();
        for (x, dy) in x.chunks_exact(width).zip(dy.chunks_exact(width)) {
            let sums = products.iter_mut().zip(plain.iter_mut());
            for (((product, plain), (&x, &dy)), &mean) in sums.zip(x.iter().zip(dy)).zip(mean) {
                *product += dy * (x - mean);
                *plain += dy;
            }
        }
    }

    /// y ← (x − mean) · scale + beta
    fn normalise<T: Real>(x: &[T], mean: &[T], scale: &[T], beta: &[T], y: &mut [T]) {
        let width = mean.len();
        for (x, y) in x.chunks_exact(width).zip(y.chunks_exact_mut(width)) {
            for ((((y, &x), &mean), &scale), &beta) in y.iter_mut().zip(x).zip(mean).zip(scale).zip(beta) {
                *y = (x - mean) * scale + beta;
            }
        }
    }

    /// dx ← scale · dy + slope · (x − mean) + shift
    fn mix<T: Real>(x: &[T], dy: &[T], mean: &[T], settings: [&[T]; 3], dx: &mut [T]) {
        let width = mean.len();
        let [scale, slope, shift] = settings;
        for (dx, (x, dy)) in dx.chunks_exact_mut(width).zip(x.chunks_exact(width).zip(dy.chunks_exact(width))) {
            let channels = scale.iter().zip(slope).zip(shift.iter().zip(mean));
            for ((dx, (&x, &dy)), ((&scale, &slope), (&shift, &mean))) in
                dx.iter_mut().zip(x.iter().zip(dy)).zip(channels)
            {
                *dx = scale * dy + slope * (x - mean) + shift;
            }
        }
    }
}
