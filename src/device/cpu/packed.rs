//! Weights of a convolution as its inner loops want them: packed by tiles of channels, and turned round for the gradient
//! of the input.

use super::Real;
use super::direct::{LANES, block};
use super::transpose::transpose;

/// Packs weights `[taps, channels]` so that the weights of one tile's channels lie together, zeros after the last channel.
pub(super) fn pack<T: Real>(w: &[T], channels: usize, packed: &mut [T]) {
    let block = block::<T>();
    let taps = w.len() / channels;
    for start in (0..channels).step_by(block) {
        let count = block.min(channels - start);
        let width = count.next_multiple_of(LANES);
        let panel = &mut packed[start * taps..][..width * taps];
        for (panel, w) in panel.chunks_exact_mut(width).zip(w.chunks_exact(channels)) {
            panel[..count].copy_from_slice(&w[start..start + count]);
            panel[count..].fill(T::ZERO);
        }
    }
}

/// Weights `[kh, kw, ci, co]` turned round: `[kh, kw, co, ci]` with both window axes reversed.
pub(super) fn turn_round<T: Real>(w: &[T], [ci, co]: [usize; 2], turned: &mut [T]) {
    let taps = turned.chunks_exact_mut(ci * co).rev();
    taps.zip(w.chunks_exact(ci * co)).for_each(|(turned, w)| transpose((w, co), (turned, ci), [ci, co]));
}

/// [`pack`] of weights turned round.
pub(super) fn pack_turned<T: Real>(w: &[T], [ci, co]: [usize; 2], packed: &mut [T]) {
    let block = block::<T>();
    for start in (0..ci).step_by(block) {
        let count = block.min(ci - start);
        let width = count.next_multiple_of(LANES);
        let panel = &mut packed[start * (w.len() / ci)..];
        for (panel, w) in panel.chunks_exact_mut(width * co).zip(w.chunks_exact(ci * co).rev()) {
            if count < width {
                panel.fill(T::ZERO);
            }
            transpose((&w[start * co..], co), (panel, width), [count, co]);
        }
    }
}
