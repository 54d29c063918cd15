//! Matrices with their rows as columns.

use super::Real;

/// The side of a square that fits in registers.
#[cfg(target_arch = "x86_64")]
const SIDE: usize = 8;

/// A matrix of these extents with its rows as columns; with both goes how far their rows are from each other.
pub(super) fn transpose<T: Real>(from: (&[T], usize), to: (&mut [T], usize), extents: [usize; 2]) {
    #[cfg(target_arch = "x86_64")]
    if std::any::TypeId::of::<T>() == std::any::TypeId::of::<f32>() && is_x86_feature_detected!("avx") {
        let numbers = from.0.as_ptr().cast::<f32>();
        // SAFETY: the numbers are f32, as just checked.
        let single = unsafe { std::slice::from_raw_parts(numbers, from.0.len()) };
        let numbers = to.0.as_mut_ptr().cast::<f32>();
        // SAFETY: as above; they are borrowed from `to` for as long.
        let to_single = unsafe { std::slice::from_raw_parts_mut(numbers, to.0.len()) };
        // SAFETY: the processor has AVX, as just checked.
        unsafe { avx::squares((single, from.1), (to_single, to.1), extents) };
        return edges(from, to, extents, extents.map(|extent| extent - extent % SIDE));
    }
    edges(from, to, extents, [0, 0]);
}

/// What lies beyond the rows and columns that are done.
fn edges<T: Real>(from: (&[T], usize), to: (&mut [T], usize), extents: [usize; 2], done: [usize; 2]) {
    for row in 0..extents[0] {
        for column in if row < done[0] { done[1] } else { 0 }..extents[1] {
            to.0[column * to.1 + row] = from.0[row * from.1 + column];
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx {
    use std::arch::x86_64::{
        __m256, _mm256_loadu_ps, _mm256_permute2f128_ps, _mm256_shuffle_ps, _mm256_storeu_ps, _mm256_unpackhi_ps,
        _mm256_unpacklo_ps,
    };

    use super::SIDE;

    /// Whole squares of a matrix: LLVM moves their numbers one by one if it is left to it.
    #[target_feature(enable = "avx")]
    pub fn squares(from: (&[f32], usize), to: (&mut [f32], usize), extents: [usize; 2]) {
        for row in (0..extents[0] / SIDE * SIDE).step_by(SIDE) {
            for column in (0..extents[1] / SIDE * SIDE).step_by(SIDE) {
                let square = std::array::from_fn(|place| {
                    let line = &from.0[(row + place) * from.1 + column..][..SIDE];
                    // SAFETY: eight numbers lie there.
                    unsafe { _mm256_loadu_ps(line.as_ptr()) }
                });
                for (place, line) in square_turned(square).into_iter().enumerate() {
                    let to = &mut to.0[(column + place) * to.1 + row..][..SIDE];
                    // SAFETY: there is room for eight numbers.
                    unsafe { _mm256_storeu_ps(to.as_mut_ptr(), line) };
                }
            }
        }
    }

    #[target_feature(enable = "avx")]
    #[inline]
    fn square_turned([a, b, c, d, e, f, g, h]: [__m256; SIDE]) -> [__m256; SIDE] {
        let pairs = |a, b| (_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
        let ((a, b), (c, d), (e, f), (g, h)) = (pairs(a, b), pairs(c, d), pairs(e, f), pairs(g, h));
        let fours = |a, b| (_mm256_shuffle_ps::<0x44>(a, b), _mm256_shuffle_ps::<0xEE>(a, b));
        let ((a, b), (c, d), (e, f), (g, h)) = (fours(a, c), fours(b, d), fours(e, g), fours(f, h));
        let low = |a, b| _mm256_permute2f128_ps::<0x20>(a, b);
        let high = |a, b| _mm256_permute2f128_ps::<0x31>(a, b);
        [low(a, e), low(b, f), low(c, g), low(d, h), high(a, e), high(b, f), high(c, g), high(d, h)]
    }
}

#[cfg(test)]
mod tests {
    use super::transpose;

    #[test]
    fn rows_become_columns() {
        for [rows, columns] in [[1, 1], [8, 8], [19, 8], [8, 21], [23, 33]] {
            let (apart, to_apart) = (columns + 3, rows + 2);
            let from: Vec<f32> = (0..rows * apart).map(|number| number as f32).collect();
            let mut to = vec![-1.0; columns * to_apart];
            transpose((&from, apart), (&mut to, to_apart), [rows, columns]);
            for (place, &number) in to.iter().enumerate() {
                let (column, row) = (place / to_apart, place % to_apart);
                let wanted = if row < rows { (row * apart + column) as f32 } else { -1.0 };
                assert_eq!(number, wanted, "{rows}×{columns}, row {row}, column {column}");
            }
        }
    }
}
