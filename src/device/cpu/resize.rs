//! Pictures enlarged, and the gradient of that. Partner: `ops/resize.rs`.

use super::Real;
use super::call::Call;
use super::parallel::pieces;
use crate::base::Shape;
use crate::ops::{Interpolation, Resize, ResizeGradient};

/// The two places along an axis that a place of the enlarged picture is mixed from, and the share of the second.
type Mix<T> = (usize, usize, T);

fn mixes<T: Real>(extent: usize, factor: usize, interpolation: Interpolation) -> Vec<Mix<T>> {
    let mix = |place: usize| match interpolation {
        Interpolation::Nearest => (place / factor, place / factor, T::ZERO),
        Interpolation::Bilinear => {
            let from = ((place as f64 + 0.5) / factor as f64 - 0.5).max(0.0);
            let first = from as usize;
            (first, (first + 1).min(extent - 1), T::of(from - first as f64))
        }
    };
    (0..extent * factor).map(mix).collect()
}

/// For each row of the enlarged picture, how it mixes rows of the small one; and the same for columns.
fn both_axes<T: Real>(small: &Shape, factor: [usize; 2], interpolation: Interpolation) -> [Vec<Mix<T>>; 2] {
    [0, 1].map(|axis| mixes(small[axis], factor[axis], interpolation))
}

/// The four shares of a pixel, and where the channels of each begin in the small picture.
fn corners<T: Real>(rows: Mix<T>, columns: Mix<T>, width: usize, channels: usize) -> [(T, usize); 4] {
    let (y0, y1, fy) = rows;
    let (x0, x1, fx) = columns;
    let at = |y: usize, x: usize| (y * width + x) * channels;
    let (gy, gx) = (T::ONE - fy, T::ONE - fx);
    [(gy * gx, at(y0, x0)), (gy * fx, at(y0, x1)), (fy * gx, at(y1, x0)), (fy * fx, at(y1, x1))]
}

pub(super) fn resize<T: Real>(op: &Resize, call: &mut Call<T>) {
    let (small, large) = (&call.of(0).shape, &call.output_type(0).shape);
    let [rows, columns] = both_axes::<T>(small, op.factor, op.interpolation);
    let (x, y) = (call.input(0), call.output(0));
    let (channels, line) = (small[2], large[1] * large[2]);
    pieces(y, line, 4, |at, y| {
        for (place, y) in y.chunks_exact_mut(line).enumerate() {
            let (sample, oy) = ((at / line + place) / large[0], (at / line + place) % large[0]);
            let x = &x[sample * small.count()..][..small.count()];
            for (y, &column) in y.chunks_exact_mut(channels).zip(&columns) {
                let corners = corners(rows[oy], column, small[1], channels);
                if op.interpolation == Interpolation::Nearest {
                    y.copy_from_slice(&x[corners[0].1..][..channels]);
                    continue;
                }
                let [(a, i), (b, j), (c, k), (d, l)] = corners;
                for (channel, y) in y.iter_mut().enumerate() {
                    *y = a * x[i + channel] + b * x[j + channel] + c * x[k + channel] + d * x[l + channel];
                }
            }
        }
    });
}

pub(super) fn resize_gradient<T: Real>(op: &ResizeGradient, call: &mut Call<T>) {
    let (large, small) = (&call.of(0).shape, &call.output_type(0).shape);
    let [rows, columns] = both_axes::<T>(small, op.factor, op.interpolation);
    let (dy, dx) = (call.input(0), call.output(0));
    let channels = small[2];
    let used = if op.interpolation == Interpolation::Nearest { 1 } else { 4 };
    pieces(dx, small.count(), 4 * op.factor[0] * op.factor[1], |at, dx| {
        dx.fill(T::ZERO);
        for (place, dx) in dx.chunks_exact_mut(small.count()).enumerate() {
            let dy = &dy[(at / small.count() + place) * large.count()..][..large.count()];
            for (pixel, dy) in dy.chunks_exact(channels).enumerate() {
                let corners = corners(rows[pixel / large[1]], columns[pixel % large[1]], small[1], channels);
                for &(share, to) in &corners[..used] {
                    dx[to..][..channels].iter_mut().zip(dy).for_each(|(dx, &dy)| *dx += share * dy);
                }
            }
        }
    });
}
