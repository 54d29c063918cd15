//! Matrices and weights of a convolution as inner loops want them: packed by tiles of columns, zeros after the last
//! column; and weights turned round for the gradient of the input.

use super::Real;
use super::direct::{LANES, block};
use super::parallel::pieces;
use super::real::Strides;
use super::transpose::transpose;

/// How many numbers a matrix of so many rows and columns takes when it is packed.
pub(super) fn room([rows, columns]: [usize; 2]) -> usize {
    rows * columns.next_multiple_of(LANES)
}

/// Packs the columns from number `start` on, as many as a tile has. One of the strides is 1.
fn pack_tile<T: Real>((w, [down, right]): (&[T], Strides), [rows, columns]: [usize; 2], start: usize, panel: &mut [T]) {
    let count = block::<T>().min(columns - start);
    let width = count.next_multiple_of(LANES);
    let panel = &mut panel[..rows * width];
    if right == 1 {
        for (place, panel) in panel.chunks_exact_mut(width).enumerate() {
            panel[..count].copy_from_slice(&w[place * down + start..][..count]);
            panel[count..].fill(T::ZERO);
        }
        return;
    }
    if count < width {
        panel.fill(T::ZERO);
    }
    transpose((&w[start * right..], right), (panel, width), [count, rows]);
}

/// Packs a matrix of these extents, of whose strides one is 1.
pub(super) fn pack_matrix<T: Real>(w: (&[T], Strides), extents: [usize; 2], packed: &mut [T]) {
    for start in (0..extents[1]).step_by(block::<T>()) {
        pack_tile(w, extents, start, &mut packed[start * extents[0]..]);
    }
}

/// [`pack_matrix`] on all threads.
pub(super) fn pack_at_once<T: Real>(w: (&[T], Strides), extents: [usize; 2], packed: &mut [T]) {
    let tile = extents[0] * block::<T>();
    pieces(&mut packed[..room(extents)], tile, 1, |at, panels| {
        for (place, panel) in panels.chunks_mut(tile).enumerate() {
            pack_tile(w, extents, at / extents[0] + place * block::<T>(), panel);
        }
    });
}

/// Packs weights `[taps, channels]`.
pub(super) fn pack<T: Real>(w: &[T], channels: usize, packed: &mut [T]) {
    pack_matrix((w, [channels, 1]), [w.len() / channels, channels], packed);
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
        let width = block.min(ci - start).next_multiple_of(LANES);
        let panel = &mut packed[start * (w.len() / ci)..];
        for (panel, w) in panel.chunks_exact_mut(width * co).zip(w.chunks_exact(ci * co).rev()) {
            pack_tile((w, [1, co]), [co, ci], start, panel);
        }
    }
}
