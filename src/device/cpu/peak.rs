//! What the machine can do at most, measured: the floor below which no step can go, for benches.

use std::time::Instant;

use rayon::prelude::*;

use super::Cpu;
use super::direct::{self, Direct, LANES};
use super::wide::wide;

/// What all threads of a device together reach at best.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// Floating-point operations a second of the fastest inner loop; a multiply-add counts as two.
    pub flops: f64,
    /// Bytes a second read and written, from and to memory.
    pub memory: f64,
    /// The same of numbers that stay in the second cache.
    pub cache: f64,
}

/// Convolutions in a measurement: about a millisecond.
const ROUNDS: usize = 256;

impl Cpu<f32> {
    /// The best of some tries, which take some tenths of a second.
    pub fn peak(&self) -> Peak {
        self.peak_of(ROUNDS)
    }

    fn peak_of(&self, rounds: usize) -> Peak {
        let threads = self.info.threads;
        // The inner loop that all else is measured by, in whole tiles on numbers that stay in the first cache.
        let (input, output, window) = ([8, 14, LANES], [6, 12, 2 * LANES], [3, 3]);
        let direct = Direct { input, before: [0, 0], output, stride: [1, 1], window, dilation: 1 };
        let (x, w) = (vec![0.5; direct.picture()], vec![0.5; direct.packed()]);
        let count: usize = output.iter().product();
        let mut all = vec![vec![0.0; count]; threads];
        let convolve =
            |y: &mut Vec<f32>| (0..rounds).for_each(|_| direct::rows(&direct, &x, &w, 0..output[0], y, count));
        let seconds = self.best(&mut all, convolve);
        let flops = (2 * count * w.len() / output[2] * rounds * threads) as f64 / seconds;
        // Three arrays of 64 KiB, well within a second cache, and of 16 MiB, beyond every cache.
        let [cache, memory] = [(1 << 14, rounds), (1 << 22, 1)].map(|(count, rounds)| {
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
        let mut one =
            || self.crew.all().install(|| all.par_iter_mut().with_max_len(1).map(timed).reduce(|| 0.0, f64::max));
        (0..16).map(|_| one()).fold(f64::INFINITY, f64::min)
    }
}

wide! {
    /// y ← a + b
    fn stream<T: Real>(y: &mut [T], a: &[T], b: &[T]) {
        for ((y, &a), &b) in y.iter_mut().zip(a).zip(b) {
            *y = a + b;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_machine_reaches_at_best_is_measured() {
        let peak = Cpu::new(Some(1)).unwrap().peak_of(1);
        assert!(peak.flops > 0.0 && peak.memory > 0.0 && peak.cache > 0.0);
    }
}
