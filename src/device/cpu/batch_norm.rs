//! Batch normalisation and its gradient. Partner: `ops/batch_norm.rs`.

use super::Real;
use super::call::Call;
use super::parallel::{pieces, sum_up};
use super::unary::apply_in_place;
use super::wide::wide;
use crate::ops::{BatchNorm, BatchNormGradient};

pub(super) fn batch_norm<T: Real>(op: &BatchNorm, call: &mut Call<T>) {
    let (x, gamma, beta) = (call.input(0), call.input(1), call.input(2));
    let [y, mean, variance] = [0, 1, 2].map(|place| call.output(place));
    let width = gamma.len();
    let count = x.len() / width;
    let factor = T::ONE / T::of(count as f64);
    // Distances from a number of each channel, not the numbers: their squares would drown a variance far from zero.
    let pivot = &x[..width];
    call.workspace.with(2 * width, |sums| {
        sum_up(call.workspace, (count, 2 * width), sums, |rows, sums| {
            let (plain, squares) = sums.split_at_mut(width);
            add_moments(&x[rows.start * width..rows.end * width], pivot, plain, squares);
        });
        for channel in 0..width {
            let distance = sums[channel] * factor;
            mean[channel] = pivot[channel] + distance;
            let spread = sums[width + channel] * factor - distance * distance;
            variance[channel] = if spread > T::ZERO { spread } else { T::ZERO };
        }
    });
    let mean = &*mean;
    let epsilon = T::of(op.epsilon.into());
    call.workspace.with(width, |scale| {
        for (scale, (&gamma, &variance)) in scale.iter_mut().zip(gamma.iter().zip(&*variance)) {
            *scale = gamma / (variance + epsilon).sqrt();
        }
        let scale = &*scale;
        pieces(y, width, 1, |at, y| {
            normalise(&x[at..], mean, scale, beta, y);
            if let Some(function) = op.activation {
                apply_in_place(function, y);
            }
        });
    });
}

pub(super) fn batch_norm_gradient<T: Real>(op: &BatchNormGradient, call: &mut Call<T>) {
    let [x, gamma, mean, variance, dy] = [0, 1, 2, 3, 4].map(|place| call.input(place));
    let [dx, dgamma, dbeta] = [0, 1, 2].map(|place| call.output(place));
    let width = gamma.len();
    let count = x.len() / width;
    let epsilon = T::of(op.epsilon.into());
    let factor = T::ONE / T::of(count as f64);
    call.workspace.with(5 * width, |numbers| {
        let (sums, settings) = numbers.split_at_mut(2 * width);
        sum_up(call.workspace, (count, 2 * width), sums, |rows, sums| {
            let range = rows.start * width..rows.end * width;
            let (products, plain) = sums.split_at_mut(width);
            add_products(&x[range.clone()], &dy[range], mean, products, plain);
        });
        let (products, plain) = sums.split_at(width);
        dbeta.copy_from_slice(plain);
        // dx = gamma·inverse · (dy − dbeta/count − x̂·dgamma/count), as scale·dy + slope·(x − mean) + shift per channel.
        let (scale, settings) = settings.split_at_mut(width);
        let (slope, shift) = settings.split_at_mut(width);
        for channel in 0..width {
            let inverse = T::ONE / (variance[channel] + epsilon).sqrt();
            dgamma[channel] = products[channel] * inverse;
            scale[channel] = gamma[channel] * inverse;
            slope[channel] = -scale[channel] * inverse * dgamma[channel] * factor;
            shift[channel] = -scale[channel] * dbeta[channel] * factor;
        }
        let settings = [&*scale, &*slope, &*shift];
        pieces(dx, width, 2, |at, dx| mix(&x[at..], &dy[at..], mean, settings, dx));
    });
}

/// Channels whose sums stay in registers all the way down.
const LANES: usize = 16;

wide! {
    /// plain ← plain + (x − pivot) and squares ← squares + (x − pivot)², of each row of x.
    fn add_moments<T: Real>(x: &[T], pivot: &[T], plain: &mut [T], squares: &mut [T]) {
        let width = pivot.len();
        let whole = width - width % LANES;
        for start in (0..whole).step_by(LANES) {
            let Some(pivot) = pivot[start..].first_chunk::<LANES>() else { continue };
            let mut sums = [[T::ZERO; LANES]; 2];
            for x in x.chunks_exact(width) {
                let Some(x) = x[start..].first_chunk::<LANES>() else { continue };
                for lane in 0..LANES {
                    let distance = x[lane] - pivot[lane];
                    sums[0][lane] += distance;
                    sums[1][lane] += distance * distance;
                }
            }
            plain[start..].iter_mut().zip(sums[0]).for_each(|(plain, sum)| *plain += sum);
            squares[start..].iter_mut().zip(sums[1]).for_each(|(square, sum)| *square += sum);
        }
        for x in x.chunks_exact(width).filter(|_| whole < width) {
            let sums = plain[whole..].iter_mut().zip(&mut squares[whole..]);
            for ((plain, square), (&x, &pivot)) in sums.zip(x[whole..].iter().zip(&pivot[whole..])) {
                let distance = x - pivot;
                *plain += distance;
                *square += distance * distance;
            }
        }
    }

    /// products ← products + dy · (x − mean) and plain ← plain + dy, of each row of x and dy.
    fn add_products<T: Real>(x: &[T], dy: &[T], mean: &[T], products: &mut [T], plain: &mut [T]) {
        let width = mean.len();
        let whole = width - width % LANES;
        for start in (0..whole).step_by(LANES) {
            let Some(mean) = mean[start..].first_chunk::<LANES>() else { continue };
            let mut sums = [[T::ZERO; LANES]; 2];
            for (x, dy) in x.chunks_exact(width).zip(dy.chunks_exact(width)) {
                let Some((x, dy)) = x[start..].first_chunk::<LANES>().zip(dy[start..].first_chunk::<LANES>()) else {
                    continue;
                };
                for lane in 0..LANES {
                    sums[0][lane] += dy[lane] * (x[lane] - mean[lane]);
                    sums[1][lane] += dy[lane];
                }
            }
            products[start..].iter_mut().zip(sums[0]).for_each(|(product, sum)| *product += sum);
            plain[start..].iter_mut().zip(sums[1]).for_each(|(plain, sum)| *plain += sum);
        }
        for (x, dy) in x.chunks_exact(width).zip(dy.chunks_exact(width)).filter(|_| whole < width) {
            let sums = products[whole..].iter_mut().zip(&mut plain[whole..]);
            for (((product, plain), (&x, &dy)), &mean) in
                sums.zip(x[whole..].iter().zip(&dy[whole..])).zip(&mean[whole..])
            {
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
