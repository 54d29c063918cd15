//! What the machine can do at most, measured: the floor below which no step can go, for benches.

use std::time::Instant;

use rayon::prelude::*;

use super::Cpu;
use super::direct::LANES;
use super::wide::{multiply_add, wide};

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

/// Multiply-adds of sixteen numbers that do not wait for each other: as many as hide how long one takes.
const CHAINS: usize = 12;

/// Rounds of a measurement of multiply-adds: a millisecond or two.
const ROUNDS: usize = 1 << 18;

impl Cpu<f32> {
    /// The best of some tries, which take some tenths of a second.
    pub fn peak(&self) -> Peak {
        let threads = self.info.threads;
        let seconds = self.best(&mut vec![(); threads], |()| spin());
        let flops = (2 * LANES * CHAINS * ROUNDS * threads) as f64 / seconds;
        // Three arrays of 64 KiB, well within a second cache, and of 16 MiB, beyond every cache.
        let [cache, memory] = [(1 << 14, 1 << 10), (1 << 22, 2)].map(|(count, rounds)| {
            let arrays = || [vec![0.0; count], vec![1.0; count], vec![2.0; count]];
            let mut all: Vec<[Vec<f32>; 3]> = (0..threads).map(|_| arrays()).collect();
            let seconds = self.best(&mut all, |[y, a, b]| (0..rounds).for_each(|_| stream(y, a, b)));
            (3 * size_of::<f32>() * count * rounds * threads) as f64 / seconds
        });
        Peak { flops, memory, cache }
    }

    /// The seconds of the fastest of some tries in which each thread works on its own numbers.
    fn best<S: Send>(&self, all: &mut [S], work: impl Fn(&mut S) + Sync) -> f64 {
        let mut one = || {
            let start = Instant::now();
            self.pool.install(|| all.par_iter_mut().with_max_len(1).for_each(&work));
            start.elapsed().as_secs_f64()
        };
        (0..8).map(|_| one()).fold(f64::INFINITY, f64::min)
    }
}

/// Multiply-adds on registers alone.
fn spin() {
    let mut sums = [[0.0_f32; LANES]; CHAINS];
    multiply_adds(&mut sums, ROUNDS);
    std::hint::black_box(sums);
}

wide! {
    fn multiply_adds<T: Real>(sums: &mut [[T; LANES]; CHAINS], rounds: usize) {
        // As many as there are registers for, all the rest of the work done by them.
        const NARROW: usize = CHAINS / 2;
        let (a, b) = ([std::hint::black_box(T::of(0.999)); LANES], [std::hint::black_box(T::of(0.001)); LANES]);
        if REGISTERS >= 32 * 64 {
            let mut own = *sums;
            for _ in 0..rounds {
                for sum in &mut own {
                    for lane in 0..LANES {
                        sum[lane] = multiply_add::<T, FUSED>(sum[lane], a[lane], b[lane]);
                    }
                }
            }
            *sums = own;
        } else {
            for half in sums.as_chunks_mut::<NARROW>().0 {
                let mut own = *half;
                for _ in 0..rounds {
                    for sum in &mut own {
                        for lane in 0..LANES {
                            sum[lane] = multiply_add::<T, FUSED>(sum[lane], a[lane], b[lane]);
                        }
                    }
                }
                *half = own;
            }
        }
    }

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
        let peak = Cpu::new(Some(1)).unwrap().peak();
        assert!(peak.flops > 0.0 && peak.memory > 0.0 && peak.cache > 0.0);
    }
}
