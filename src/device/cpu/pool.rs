//! Pooling and its gradients. Partners: `ops/max_pool.rs`, `ops/average_pool.rs`.

use std::ops::Range;

use super::Real;
use super::call::Call;
use super::parallel::{pieces, pieces_of_two};
use super::wide::wide;
use crate::base::Shape;
use crate::ops::{AveragePool, AveragePoolGradient, MaxPool, MaxPoolGradient, Window};

/// A picture, the picture it is pooled to, and the window between them.
pub(super) struct Pooling {
    pub window: Window,
    pub input: [usize; 2],
    pub output: [usize; 2],
    pub channels: usize,
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

    /// How many numbers the pooled picture has.
    pub fn pooled(&self) -> usize {
        self.output[0] * self.row()
    }

    /// How many numbers the input picture has.
    pub fn picture(&self) -> usize {
        self.input[0] * self.input[1] * self.channels
    }

    /// The taps of a window along an axis that lie in the picture, and the place in the picture of tap 0, which may
    /// be negative.
    #[inline(always)]
    fn taps(&self, axis: usize, place: usize) -> (Range<usize>, isize) {
        let before = [self.window.padding.top, self.window.padding.left][axis];
        let origin = (place * self.window.stride[axis]) as isize - before as isize;
        let first = (-origin).max(0) as usize;
        let end = (self.input[axis] as isize - origin).min(self.window.size[axis] as isize).max(0) as usize;
        (first..end, origin)
    }

    /// For each tap in the picture: its number in the window and where its channels begin in the picture.
    #[inline(always)]
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

    /// Where the taps of a window of 2×2 begin, the windows being apart.
    #[inline(always)]
    fn four(&self, y: usize, x: usize) -> [usize; 4] {
        let [sy, sx] = self.window.stride;
        let first = (y * sy * self.input[1] + x * sx) * self.channels;
        let below = first + self.input[1] * self.channels;
        [first, first + self.channels, below, below + self.channels]
    }

    /// Whether windows are of the most common size, and apart.
    fn is_usual(&self) -> bool {
        self.window.size == [2, 2] && self.window.is_apart()
    }

    /// The largest numbers of a picture, and their places in their windows.
    pub fn pool<T: Real>(&self, x: &[T], y: &mut [T], places: &mut [u32]) {
        let rows = y.chunks_exact_mut(self.row()).zip(places.chunks_exact_mut(self.row()));
        for (oy, (y, places)) in rows.enumerate() {
            self.pool_row(oy, x, y, places);
        }
    }

    fn pool_row<T: Real>(&self, oy: usize, x: &[T], y: &mut [T], places: &mut [u32]) {
        if self.is_usual() {
            max_of_four(self, oy, x, y, places);
        } else {
            max_row(self, oy, x, y, places);
        }
    }

    /// The gradient of a picture from that of its largest numbers.
    pub fn unpool<T: Real>(&self, places: &[u32], dy: &[T], dx: &mut [T]) {
        if self.is_usual() {
            // What no window reaches: a last row or column, or what lies between windows.
            if self.window.stride != [2, 2] || self.input != self.output.map(|extent| 2 * extent) {
                dx.fill(T::ZERO);
            }
            gradient_of_four(self, places, dy, dx);
        } else {
            max_gradient(self, places, dy, dx);
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
    let row = pool.row();
    pieces_of_two((y, row), (places, row), pool.window.size[0] * pool.window.size[1], |at, y, places| {
        for (line, (y, places)) in y.chunks_exact_mut(row).zip(places.chunks_exact_mut(row)).enumerate() {
            let (sample, oy) = ((at + line) / pool.output[0], (at + line) % pool.output[0]);
            let x = &x[sample * pool.picture()..][..pool.picture()];
            pool.pool_row(oy, x, y, places);
        }
    });
}

pub(super) fn max_pool_gradient<T: Real>(op: &MaxPoolGradient, call: &mut Call<T>) {
    let pool = Pooling::new(op.window, &call.output_type(0).shape, &call.of(1).shape);
    let (places, dy, dx) = (call.indices(0), call.input(1), call.output(0));
    let (picture, pooled) = (pool.picture(), pool.pooled());
    pieces(dx, picture, 2, |at, dx| {
        for (place, dx) in dx.chunks_exact_mut(picture).enumerate() {
            let from = (at / picture + place) * pooled;
            pool.unpool(&places[from..][..pooled], &dy[from..][..pooled], dx);
        }
    });
}

pub(super) fn average_pool<T: Real>(op: &AveragePool, call: &mut Call<T>) {
    let pool = Pooling::new(op.window, &call.of(0).shape, &call.output_type(0).shape);
    let (x, y) = (call.input(0), call.output(0));
    let row = pool.row();
    pieces(y, row, pool.window.size[0] * pool.window.size[1], |at, y| {
        for (line, y) in y.chunks_exact_mut(row).enumerate() {
            let (sample, oy) = ((at / row + line) / pool.output[0], (at / row + line) % pool.output[0]);
            average_row(&pool, oy, &x[sample * pool.picture()..][..pool.picture()], y);
        }
    });
}

pub(super) fn average_pool_gradient<T: Real>(op: &AveragePoolGradient, call: &mut Call<T>) {
    let pool = Pooling::new(op.window, &call.output_type(0).shape, &call.of(0).shape);
    let (dy, dx) = (call.input(0), call.output(0));
    let (picture, pooled) = (pool.picture(), pool.output[0] * pool.row());
    pieces(dx, picture, 2, |at, dx| {
        for (place, dx) in dx.chunks_exact_mut(picture).enumerate() {
            average_gradient(&pool, &dy[(at / picture + place) * pooled..][..pooled], dx);
        }
    });
}

/// Channels that are worked on together, in registers.
const LANES: usize = 16;

wide! {
    /// A row of the pooled picture, and the places of its numbers in their windows.
    fn max_row<T: Real>(pool: &Pooling, oy: usize, x: &[T], y: &mut [T], places: &mut [u32]) {
        let channels = pool.channels;
        let whole = channels - channels % LANES;
        let pixels = y.chunks_exact_mut(channels).zip(places.chunks_exact_mut(channels));
        for (ox, (y, places)) in pixels.enumerate() {
            for start in (0..whole).step_by(LANES) {
                let mut best = [T::LOWEST; LANES];
                let mut place = [u32::MAX; LANES];
                pool.each_tap(oy, ox, |tap, from| {
                    let Some(x) = x[from + start..].first_chunk::<LANES>() else { return };
                    for lane in 0..LANES {
                        // The first tap counts whatever it is, even not a number.
                        let larger = x[lane] > best[lane] || place[lane] == u32::MAX;
                        best[lane] = if larger { x[lane] } else { best[lane] };
                        place[lane] = if larger { tap as u32 } else { place[lane] };
                    }
                });
                y[start..][..LANES].copy_from_slice(&best);
                places[start..][..LANES].copy_from_slice(&place);
            }
            for channel in whole..channels {
                let (mut best, mut place) = (T::LOWEST, u32::MAX);
                pool.each_tap(oy, ox, |tap, from| {
                    let x = x[from + channel];
                    if x > best || place == u32::MAX {
                        (best, place) = (x, tap as u32);
                    }
                });
                (y[channel], places[channel]) = (best, place);
            }
        }
    }

    /// [`max_row`] for windows of 2×2 that are apart.
    fn max_of_four<T: Real>(pool: &Pooling, oy: usize, x: &[T], y: &mut [T], places: &mut [u32]) {
        let channels = pool.channels;
        let pixels = y.chunks_exact_mut(channels).zip(places.chunks_exact_mut(channels));
        for (ox, (y, places)) in pixels.enumerate() {
            let [one, two, three, four] = pool.four(oy, ox).map(|from| &x[from..][..channels]);
            let taps = one.iter().zip(two).zip(three).zip(four);
            // A plain loop: LLVM makes less of arrays of sixteen.
            for ((y, place), (((&one, &two), &three), &four)) in y.iter_mut().zip(places).zip(taps) {
                let (mut best, mut at) = (one, 0);
                for (tap, x) in [(1, two), (2, three), (3, four)] {
                    let larger = x > best;
                    best = if larger { x } else { best };
                    at = if larger { tap } else { at };
                }
                (*y, *place) = (best, at);
            }
        }
    }

    /// [`max_gradient`] for windows of 2×2 that are apart, without what no window reaches.
    fn gradient_of_four<T: Real>(pool: &Pooling, places: &[u32], dy: &[T], dx: &mut [T]) {
        let channels = pool.channels;
        let pixels = dy.chunks_exact(channels).zip(places.chunks_exact(channels));
        for (pixel, (dy, places)) in pixels.enumerate() {
            let taps = pool.four(pixel / pool.output[1], pixel % pool.output[1]);
            for (tap, to) in taps.into_iter().enumerate() {
                for ((dx, &dy), &place) in dx[to..][..channels].iter_mut().zip(dy).zip(places) {
                    *dx = if place == tap as u32 { dy } else { T::ZERO };
                }
            }
        }
    }

    fn max_gradient<T: Real>(pool: &Pooling, places: &[u32], dy: &[T], dx: &mut [T]) {
        let channels = pool.channels;
        let apart = pool.window.stride[0] >= pool.window.size[0] && pool.window.stride[1] >= pool.window.size[1];
        dx.fill(T::ZERO);
        let pixels = dy.chunks_exact(channels).zip(places.chunks_exact(channels));
        for (pixel, (dy, places)) in pixels.enumerate() {
            let (oy, ox) = (pixel / pool.output[1], pixel % pool.output[1]);
            pool.each_tap(oy, ox, |tap, to| {
                let dx = &mut dx[to..][..channels];
                if apart {
                    for ((dx, &dy), &place) in dx.iter_mut().zip(dy).zip(places) {
                        *dx = if place == tap as u32 { dy } else { T::ZERO };
                    }
                } else {
                    for ((dx, &dy), &place) in dx.iter_mut().zip(dy).zip(places) {
                        *dx += if place == tap as u32 { dy } else { T::ZERO };
                    }
                }
            });
        }
    }

    fn average_row<T: Real>(pool: &Pooling, oy: usize, x: &[T], y: &mut [T]) {
        for (ox, y) in y.chunks_exact_mut(pool.channels).enumerate() {
            y.fill(T::ZERO);
            pool.each_tap(oy, ox, |_, from| {
                for (y, &x) in y.iter_mut().zip(&x[from..]) {
                    *y += x;
                }
            });
            let factor = T::ONE / T::of(pool.pixels(oy, ox) as f64);
            for y in y {
                *y *= factor;
            }
        }
    }

    fn average_gradient<T: Real>(pool: &Pooling, dy: &[T], dx: &mut [T]) {
        dx.fill(T::ZERO);
        for (pixel, dy) in dy.chunks_exact(pool.channels).enumerate() {
            let (oy, ox) = (pixel / pool.output[1], pixel % pool.output[1]);
            let factor = T::ONE / T::of(pool.pixels(oy, ox) as f64);
            pool.each_tap(oy, ox, |_, to| {
                for (dx, &dy) in dx[to..].iter_mut().zip(dy) {
                    *dx += dy * factor;
                }
            });
        }
    }
}
