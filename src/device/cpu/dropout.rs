//! Dropout. Partner: `ops/dropout.rs`.

use super::Real;
use super::call::Call;
use super::parallel::pieces;
use crate::base::philox::{key, philox};
use crate::ops::Dropout;

pub(super) fn dropout<T: Real>(op: &Dropout, call: &mut Call<T>) {
    let (x, y) = (call.input(0), call.output(0));
    let (threshold, scale) = (op.threshold(), T::of(op.scale().into()));
    let [low, high] = key(call.step.step);
    let key = key(call.step.seed);
    pieces(y, 4, 16, |at, y| {
        for (block, (y, x)) in y.chunks_mut(4).zip(x[at..].chunks(4)).enumerate() {
            let words = philox([(at / 4 + block) as u32, op.stream, low, high], key);
            for ((y, &x), word) in y.iter_mut().zip(x).zip(words) {
                *y = if word >= threshold { x * scale } else { T::ZERO };
            }
        }
    });
}
