//! Pooling and its gradients. Partners: `ops/max_pool.rs`, `ops/average_pool.rs`.

use std::ops::Range;

use super::Real;
use super::call::Call;
use super::parallel::{pieces, pieces_of_two};
use crate::base::Shape;
use crate::ops::{AveragePool, AveragePoolGradient, MaxPool, MaxPoolGradient, Window};

/// A picture, the picture it is pooled to, and the window between them.
struct Pooling {
    window: Window,
    input: [usize; 2],
    output: [usize; 2],
    channels: usize,
}

impl Pooling {
    fn new(window: Window, input: &Shape, output: &Shape) -> Pooling {
        let channels = input.last();
        Pooling { window, input: [input[0], input[1]], output: [output[0], output[1]], channels }
    }

    /// How many numbers a row of the output has.
    fn row(&self) -> usize {
        self.output[1] * self.channels
    }

    /// How many numbers the input picture has.
    fn picture(&self) -> usize {
        self.input[0] * self.input[1] * self.channels
    }

    /// The taps of a window along an axis that lie in the picture, and the place in the picture of tap 0, which may
    /// be negative.
    fn taps(&self, axis: usize, place: usize) -> (Range<usize>, isize) {
        let before = [self.window.padding.top, self.window.padding.left][axis];
        let origin = (place * self.window.stride[axis]) as isize - before as isize;
        let first = (-origin).max(0) as usize;
        let end = (self.input[axis] as isize - origin).min(self.window.size[axis] as isize).max(0) as usize;
        (first..end, origin)
    }

    /// For each tap in the picture: its number in the window and where its channels begin in the picture.
    fn each_tap(&self, y: usize, x: usize, mut visit: impl FnMut(usize, usize)) {
        let (rows, top) = self.taps(0, y);
        let (columns, left) = self.taps(1, x);
        for ky in rows {
            for kx in columns.clone() {
                let pixel = (top + ky as isize) as usize * self.input[1] + (left + kx as isize) as usize;
                visit(ky * self.window.size[1] + kx, pixel * self.channels);
            }
        }
    }

    /// The number of pixels in a window that lie in the picture.
    fn pixels(&self, y: usize, x: usize) -> usize {
        self.taps(0, y).0.len() * self.taps(1, x).0.len()
    }
}

pub(super) fn max_pool<T: Real>(op: &MaxPool, call: &mut Call<T>) {
    let pool = Pooling::new(op.window, &call.of(0).shape, &call.output_type(0).shape);
    let (x, y, places) = (call.input(0), call.output(0), call.output_indices(1));
    let (row, channels) = (pool.row(), pool.channels);
    let cost = pool.window.size[0] * pool.window.size[1];
    pieces_of_two((y, row), (places, row), cost, |at, y, places| {
        for (line, (y, places)) in y.chunks_exact_mut(row).zip(places.chunks_exact_mut(row)).enumerate() {
            let (sample, oy) = ((at + line) / pool.output[0], (at + line) % pool.output[0]);
            let x = &x[sample * pool.picture()..][..pool.picture()];
            let pixels = y.chunks_exact_mut(channels).zip(places.chunks_exact_mut(channels));
            for (ox, (y, places)) in pixels.enumerate() {
                let mut first = true;
                pool.each_tap(oy, ox, |tap, from| {
                    let x = &x[from..][..channels];
                    if std::mem::take(&mut first) {
                        y.copy_from_slice(x);
                        places.fill(tap as u32);
                    } else {
                        keep_larger(x, tap as u32, y, places);
                    }
                });
            }
        }
    });
}

fn keep_larger<T: Real>(x: &[T], tap: u32, y: &mut [T], places: &mut [u32]) {
    for ((y, place), &x) in y.iter_mut().zip(places).zip(x) {
        let larger = x > *y;
        *y = if larger { x } else { *y };
        *place = if larger { tap } else { *place };
    }
}

pub(super) fn max_pool_gradient<T: Real>(op: &MaxPoolGradient, call: &mut Call<T>) {
    let pool = Pooling::new(op.window, &call.output_type(0).shape, &call.of(1).shape);
    let (places, dy, dx) = (call.indices(0), call.input(1), call.output(0));
    let channels = pool.channels;
    each_sample(&pool, dx, |sample, dx| {
        let pooled = pool.output[0] * pool.row();
        let numbers = dy[sample * pooled..][..pooled].chunks_exact(channels);
        let places = places[sample * pooled..][..pooled].chunks_exact(channels);
        for (pixel, (dy, places)) in numbers.zip(places).enumerate() {
            pool.each_tap(pixel / pool.output[1], pixel % pool.output[1], |tap, to| {
                for ((dx, &dy), &place) in dx[to..][..channels].iter_mut().zip(dy).zip(places) {
                    *dx += if place == tap as u32 { dy } else { T::ZERO };
                }
            });
        }
    });
}

/// Runs `work(sample, dx of the sample, zeroed)` over all samples.
fn each_sample<T: Real>(pool: &Pooling, dx: &mut [T], work: impl Fn(usize, &mut [T]) + Sync) {
    let picture = pool.picture();
    pieces(dx, picture, 2, |at, dx| {
        dx.fill(T::ZERO);
        for (place, dx) in dx.chunks_exact_mut(picture).enumerate() {
            work(at / picture + place, dx);
        }
    });
}

pub(super) fn average_pool<T: Real>(op: &AveragePool, call: &mut Call<T>) {
    let pool = Pooling::new(op.window, &call.of(0).shape, &call.output_type(0).shape);
    let (x, y) = (call.input(0), call.output(0));
    let (row, channels) = (pool.row(), pool.channels);
    pieces(y, row, pool.window.size[0] * pool.window.size[1], |at, y| {
        for (line, y) in y.chunks_exact_mut(row).enumerate() {
            let (sample, oy) = ((at / row + line) / pool.output[0], (at / row + line) % pool.output[0]);
            let x = &x[sample * pool.picture()..][..pool.picture()];
            for (ox, y) in y.chunks_exact_mut(channels).enumerate() {
                y.fill(T::ZERO);
                pool.each_tap(oy, ox, |_, from| y.iter_mut().zip(&x[from..]).for_each(|(y, &x)| *y += x));
                let factor = T::ONE / T::of(pool.pixels(oy, ox) as f64);
                y.iter_mut().for_each(|y| *y *= factor);
            }
        }
    });
}

pub(super) fn average_pool_gradient<T: Real>(op: &AveragePoolGradient, call: &mut Call<T>) {
    let pool = Pooling::new(op.window, &call.output_type(0).shape, &call.of(0).shape);
    let (dy, dx) = (call.input(0), call.output(0));
    let channels = pool.channels;
    each_sample(&pool, dx, |sample, dx| {
        let pooled = pool.output[0] * pool.row();
        for (pixel, dy) in dy[sample * pooled..][..pooled].chunks_exact(channels).enumerate() {
            let (oy, ox) = (pixel / pool.output[1], pixel % pool.output[1]);
            let factor = T::ONE / T::of(pool.pixels(oy, ox) as f64);
            pool.each_tap(oy, ox, |_, to| {
                dx[to..][..channels].iter_mut().zip(dy).for_each(|(dx, &dy)| *dx += dy * factor);
            });
        }
    });
}
