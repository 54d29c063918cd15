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

/// The side of a square that fits in registers.
const SIDE: usize = 8;

/// Weights `[kh, kw, ci, co]` turned round: `[kh, kw, co, ci]` with both window axes reversed.
pub(super) fn turn_round<T: Real>(w: &[T], [ci, co]: [usize; 2], turned: &mut [T]) {
    let taps = turned.chunks_exact_mut(ci * co).rev();
    taps.zip(w.chunks_exact(ci * co)).for_each(|(turned, w)| transpose(w, co, turned, ci, [ci, co]));
}

wide! {
    /// A matrix of these extents, whose rows are `apart` from each other, with its rows as columns.
    pub(super) fn transpose<T: Real>(
        from: &[T],
        apart: usize,
        to: &mut [T],
        to_apart: usize,
        extents: [usize; 2],
    ) {
        let [rows, columns] = extents;
        for row in (0..rows).step_by(SIDE) {
            for column in (0..columns).step_by(SIDE) {
                if row + SIDE > rows || column + SIDE > columns {
                    for row in row..rows.min(row + SIDE) {
                        for column in column..columns.min(column + SIDE) {
                            to[column * to_apart + row] = from[row * apart + column];
                        }
                    }
                    continue;
                }
                let mut square = [[T::ZERO; SIDE]; SIDE];
                for (place, line) in square.iter_mut().enumerate() {
                    line.copy_from_slice(&from[(row + place) * apart + column..][..SIDE]);
                }
                for place in 0..SIDE {
                    let line: [T; SIDE] = std::array::from_fn(|row| square[row][place]);
                    to[(column + place) * to_apart + row..][..SIDE].copy_from_slice(&line);
                }
            }
        }
    }
}
