//! What the machine can do at most, measured: the floor below which no step can go, for benches.

use std::time::Instant;

use rayon::prelude::*;

use super::direct::LANES;
use super::wide::{multiply_add, wide};
use super::{Cpu, Real};

/// What all threads of a device together reach at best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// Floating-point operations a second on numbers in registers; a multiply-add counts as two.
    pub flops: f64,
    /// Bytes a second read and written, from and to memory.
    pub memory: f64,
    /// The same of numbers that stay in the second cache.
    pub cache: f64,
}

/// Rows of the tile that is multiplied over and over, where there are registers for them.
const MOST: usize = 6;

/// Numbers of such a row, so few that all stay in the first cache.
const INNER: usize = 128;

/// Tiles in a measurement: about a millisecond.
const ROUNDS: usize = 2048;

impl Cpu<f32> {
    /// The best of some tries, which take some tenths of a second.
    pub fn peak(&self) -> Peak {
        let threads = self.info.threads;
        let (x, w) = (vec![0.5; MOST * INNER], vec![0.5; 2 * LANES * INNER]);
        let mut done = vec![0; threads];
        let seconds = self.best(&mut done, |done| multiply_adds(&x, &w, done));
        let flops = 2.0 * done.iter().sum::<usize>() as f64 / seconds;
        // Three arrays of 64 KiB, well within a second cache, and of 16 MiB, beyond every cache.
        let [cache, memory] = [(1 << 14, 256), (1 << 22, 1)].map(|(count, rounds)| {
            let arrays = || [vec![0.0; count], vec![1.0; count], vec![2.0; count]];
            let mut all: Vec<[Vec<f32>; 3]> = (0..threads).map(|_| arrays()).collect();
            let seconds = self.best(&mut all, |[y, a, b]| (0..rounds).for_each(|_| stream(y, a, b)));
            (3 * size_of::<f32>() * count * rounds * threads) as f64 / seconds
        });
        Peak { flops, memory, cache }
    }

    /// The seconds of the fastest of some tries in which each thread works on its own numbers: those of the slowest
    /// thread, by its own clock, so that it does not count how long threads sleep before.
    fn best<S: Send>(&self, all: &mut [S], work: impl Fn(&mut S) + Sync) -> f64 {
        let timed = |own: &mut S| {
            let start = Instant::now();
            work(own);
            start.elapsed().as_secs_f64()
        };
        let mut one = || self.pool.install(|| all.par_iter_mut().with_max_len(1).map(timed).reduce(|| 0.0, f64::max));
        (0..16).map(|_| one()).fold(f64::INFINITY, f64::min)
    }
}

wide! {
    /// Multiply-adds with sums that stay in registers; gives their number.
    fn multiply_adds<T: Real>(x: &[T], w: &[T], done: &mut usize) {
        if REGISTERS >= 32 * 64 {
            *done = rounds::<T, FUSED, MOST, 2>(x, w);
        } else {
            *done = rounds::<T, FUSED, 4, 1>(x, w);
        }
    }

    /// y ← a + b
    fn stream<T: Real>(y: &mut [T], a: &[T], b: &[T]) {
        for ((y, &a), &b) in y.iter_mut().zip(a).zip(b) {
            *y = a + b;
        }
    }
}

#[inline(always)]
fn rounds<T: Real, const FUSED: bool, const P: usize, const V: usize>(x: &[T], w: &[T]) -> usize {
    for _ in 0..ROUNDS {
        std::hint::black_box(&tile::<T, FUSED, P, V>(std::hint::black_box(x), w.as_chunks().0));
    }
    P * V * LANES * INNER * ROUNDS
}

/// A tile as convolutions have them (`direct.rs`): what reaches the peak there reaches it here.
#[inline(always)]
fn tile<T: Real, const FUSED: bool, const P: usize, const V: usize>(
    x: &[T],
    panel: &[[T; LANES]],
) -> [[[T; LANES]; V]; P] {
    let rows: [&[T]; P] = std::array::from_fn(|row| &x[row * INNER..][..INNER]);
    let mut sums = [[[T::ZERO; LANES]; V]; P];
    for (place, weights) in panel[..INNER * V].as_chunks::<V>().0.iter().enumerate() {
        for row in 0..P {
            for vector in 0..V {
                for lane in 0..LANES {
                    let sum = &mut sums[row][vector][lane];
                    *sum = multiply_add::<T, FUSED>(rows[row][place], weights[vector][lane], *sum);
                }
            }
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_machine_reaches_at_best_is_measured() {
        let peak = Cpu::new(Some(1)).unwrap().peak();
        assert!(peak.flops > 0.0 && peak.memory > 0.0 && peak.cache > 0.0);
    }
}
