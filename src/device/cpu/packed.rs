//! Weights of a convolution as its inner loops want them: packed by tiles of channels, and turned round for the gradient
//! of the input.

use super::Real;
use super::direct::{LANES, block};
use super::wide::wide;

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

wide! {
    /// Weights `[kh, kw, ci, co]` turned round: `[kh, kw, co, ci]` with both window axes reversed.
    pub(super) fn turn_round<T: Real>(w: &[T], extents: [usize; 2], turned: &mut [T]) {
        const SIDE: usize = 8;
        let [ci, co] = extents;
        let taps = turned.chunks_exact_mut(ci * co).rev();
        for (turned, w) in taps.zip(w.chunks_exact(ci * co)) {
            for from in (0..ci).step_by(SIDE) {
                for to in (0..co).step_by(SIDE) {
                    if from + SIDE > ci || to + SIDE > co {
                        for from in from..ci.min(from + SIDE) {
                            for to in to..co.min(to + SIDE) {
                                turned[to * ci + from] = w[from * co + to];
                            }
                        }
                        continue;
                    }
                    // A square that fits in registers.
                    let mut square = [[T::ZERO; SIDE]; SIDE];
                    for (row, line) in square.iter_mut().enumerate() {
                        line.copy_from_slice(&w[(from + row) * co + to..][..SIDE]);
                    }
                    for column in 0..SIDE {
                        let line: [T; SIDE] = std::array::from_fn(|row| square[row][column]);
                        turned[(to + column) * ci + from..][..SIDE].copy_from_slice(&line);
                    }
                }
            }
        }
    }
}
