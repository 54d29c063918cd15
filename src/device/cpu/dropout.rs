//! Dropout. Partner: `ops/dropout.rs`.

use super::Real;
use super::call::Call;
use super::parallel::pieces;
use super::wide::wide;
use crate::base::philox::{key, philox};
use crate::ops::Dropout;

/// Blocks of four random words that are made together, in vector registers.
const BLOCKS: usize = 16;

pub(super) fn dropout<T: Real>(op: &Dropout, call: &mut Call<T>) {
    let (x, y) = (call.input(0), call.output(0));
    let (threshold, scale) = (op.threshold(), T::of(op.scale().into()));
    let [low, high] = key(call.step.step);
    let key = key(call.step.seed);
    pieces(y, 4 * BLOCKS, 4, |at, y| {
        drop_out(&x[at..], [at as u32 / 4, op.stream, low, high], key, threshold, scale, y)
    });
}

wide! {
    /// y ← x with some numbers dropped; `counter` is that of the first four.
    fn drop_out<T: Real>(x: &[T], counter: [u32; 4], key: [u32; 2], threshold: u32, scale: T, y: &mut [T]) {
        let [mut first, stream, low, high] = counter;
        for (y, x) in y.chunks_mut(4 * BLOCKS).zip(x.chunks(4 * BLOCKS)) {
            let mut words = [[0; 4]; BLOCKS];
            for (block, words) in words.iter_mut().enumerate() {
                *words = philox([first.wrapping_add(block as u32), stream, low, high], key);
            }
            for ((y, &x), &word) in y.iter_mut().zip(x).zip(words.as_flattened()) {
                *y = if word >= threshold { x * scale } else { T::ZERO };
            }
            first = first.wrapping_add(BLOCKS as u32);
        }
    }
}
