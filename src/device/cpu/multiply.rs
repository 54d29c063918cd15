//! Products of matrices tile by tile in registers: a few rows of the left one by 16 or 32 columns of the right one, which
//! is packed by such tiles (`packed.rs`).

use super::Real;
use super::direct::{LANES, block, part, with_constant};
use super::wide::{multiply_add, wide};

/// Rows of the right matrix that are worked on at a time, so that a tile's part of them stays in the cache.
const DEPTH: usize = 512;

wide! {
    /// y ← x·w, or y + x·w if `kept`, for extents (rows, inner, columns). With x and y goes how far their rows are from
    /// each other; w is packed.
    pub(super) fn multiply<T: Real>(
        extents: [usize; 3],
        x: (&[T], usize),
        w: &[T],
        y: (&mut [T], usize),
        kept: bool,
    ) {
        let [rows, inner, outer] = extents;
        let block = block::<T>();
        for above in (0..inner).step_by(DEPTH) {
            let depth = DEPTH.min(inner - above);
            let (x, kept) = ((&x.0[above..], x.1), kept || above > 0);
            for start in (0..outer).step_by(block) {
                let count = block.min(outer - start);
                let width = count.next_multiple_of(LANES);
                let panel = w[start * inner + above * width..][..depth * width].as_chunks::<LANES>().0;
                let (y, extents) = ((&mut y.0[start..], y.1), [rows, depth, count]);
                if REGISTERS >= 32 * 64 && width == 2 * LANES {
                    tiles::<T, FUSED, 8, 2>(extents, x, panel, y, kept);
                } else if REGISTERS >= 32 * 64 && size_of::<T>() == 4 {
                    tiles::<T, FUSED, 8, 1>(extents, x, panel, y, kept);
                } else {
                    tiles::<T, FUSED, 4, 1>(extents, x, panel, y, kept);
                }
            }
        }
    }
}

/// The tiles of one panel of columns, each of up to `MOST` rows.
#[inline(always)]
fn tiles<T: Real, const FUSED: bool, const MOST: usize, const V: usize>(
    [rows, inner, columns]: [usize; 3],
    (x, from): (&[T], usize),
    panel: &[[T; LANES]],
    (y, to): (&mut [T], usize),
    kept: bool,
) {
    let parts = rows.div_ceil(MOST);
    for number in 0..parts {
        let (start, count) = part(rows, parts, number);
        with_constant!(P = count, at most MOST, of 1 2 3 4 5 6 7 8 => {
            let mut sums = [[[T::ZERO; LANES]; V]; P];
            if kept {
                for (row, sums) in sums.iter_mut().enumerate() {
                    let mut line = [[T::ZERO; LANES]; V];
                    line.as_flattened_mut()[..columns].copy_from_slice(&y[(start + row) * to..][..columns]);
                    *sums = line;
                }
            }
            let rows = std::array::from_fn(|row| &x[(start + row) * from..][..inner]);
            let sums = tile::<T, FUSED, P, V>(rows, panel, sums);
            for (row, sums) in sums.iter().enumerate() {
                let y = &mut y[(start + row) * to..][..columns];
                if columns == V * LANES {
                    y.copy_from_slice(sums.as_flattened());
                } else {
                    y.copy_from_slice(&sums.as_flattened()[..columns]);
                }
            }
        });
    }
}

/// Sums and what one tile adds to them. They come and go by value: LLVM keeps them in registers so, and else in memory, at
/// a hundred times the cost.
#[inline(always)]
pub(super) fn tile<T: Real, const FUSED: bool, const P: usize, const V: usize>(
    rows: [&[T]; P],
    panel: &[[T; LANES]],
    mut sums: [[[T; LANES]; V]; P],
) -> [[[T; LANES]; V]; P] {
    let inner = rows[0].len();
    // Each row exactly as long as the loop, which then need not check.
    let rows = rows.map(|row| &row[..inner]);
    for (place, weights) in panel[..inner * V].as_chunks::<V>().0.iter().enumerate().take(inner) {
        for row in 0..P {
            let value = rows[row][place];
            for vector in 0..V {
                for lane in 0..LANES {
                    let sum = &mut sums[row][vector][lane];
                    *sum = multiply_add::<T, FUSED>(value, weights[vector][lane], *sum);
                }
            }
        }
    }
    sums
}
