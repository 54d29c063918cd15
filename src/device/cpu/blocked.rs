//! Large products of matrices by the kernels of `gemm`, in memory that each thread keeps: `gemm`'s own loop around its
//! kernels allocates in every call, and a training step is to allocate nothing. Blocks, packing and the order of
//! additions are those of that loop, so that results are the same to the bit.
//!
//! The names are those of the field (K. Goto and R. A. van de Geijn: Anatomy of High-Performance Matrix Multiplication,
//! 2008): blocks of c with `mc` rows and `nc` columns take `kc` terms at a time.

use std::cell::RefCell;

use gemm::Parallelism;
use gemm_common::Ptr;
use gemm_common::cache::kernel_params;
use gemm_common::microkernel::MicroKernelFn;
use gemm_common::pack_operands::{pack_lhs, pack_rhs};
use gemm_common::simd::Simd;

use super::Real;
use super::real::Strides;

/// c ← a·b, or c + a·b if `kept`, with extents (rows of c, columns of c, inner).
#[derive(Clone, Copy)]
pub(super) struct Product<T> {
    pub extents: [usize; 3],
    pub c: (*mut T, Strides),
    pub kept: bool,
    pub a: (*const T, Strides),
    pub b: (*const T, Strides),
}

/// A line of the cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line(#[expect(dead_code, reason = "numbers of any kind take its place")] [u8; 64]);

thread_local! {
    /// Packed operands.
    static PACKED: RefCell<Vec<Line>> = const { RefCell::new(Vec::new()) };
}

/// Products up to this many rows and columns take blocks that are quickly reckoned.
const SMALL: usize = 64;
/// The terms of a block of those.
const SMALL_DEPTH: usize = 512;
/// Results up to this size of matrices that lie along their terms are sums of products, without packing.
const SUMS: usize = 16 * 16;
/// From so many kernels side by side on, rows that could be read where they lie are packed.
const WIDE: usize = 8;
/// From so many kernels one below the other on, columns that lie along their terms are packed.
const HIGH: usize = 128;

impl<T: Real> Product<T> {
    /// The same product with columns of c close together, as kernels want them: cᵀ ← bᵀ·aᵀ where rows are.
    fn upright(self) -> Product<T> {
        let Product { extents: [m, n, k], c, kept, a, b } = self;
        let turned = |[down, right]: Strides| [right, down];
        if c.1[1] < c.1[0] {
            let (a, b) = ((b.0, turned(b.1)), (a.0, turned(a.1)));
            return Product { extents: [n, m, k], c: (c.0, turned(c.1)), kept, a, b };
        }
        self
    }

    /// Whether `gemm` does it without packing: vectors, few terms, and few results as sums where it has kernels for that.
    fn is_plain(&self, sums: bool) -> bool {
        let [m, n, k] = self.extents;
        m.min(n) <= 1 || k <= 2 || (sums && m * n <= SUMS && self.a.1[1] == 1 && self.b.1[0] == 1)
    }
}

/// Defines the product of one kind of number with the kernels of a crate: `LANES` is how many of its numbers a register
/// of AVX-512 holds.
macro_rules! blocked {
    ($kind:ident, $library:ident, $lanes:literal) => {
        impl Product<$kind> {
            /// Does it, on this thread.
            ///
            /// # Safety
            /// Every element of the three matrices lies in memory that is valid for reading, for c also for writing, and
            /// no two elements of c share a place.
            pub unsafe fn run(self) {
                #[allow(unused_macros, reason = "processors without kernels")]
                macro_rules! with {
                    ($simd:expr, $set:ident, $count:expr, $alone:expr) => {{
                        use $library::microkernel::$set::$kind::{H_M, MR_DIV_N, NR, UKR};
                        let upright = self.upright();
                        if !upright.is_plain(H_M > 0) {
                            // SAFETY: the caller's promise; the processor has these instructions, as was just found.
                            return unsafe {
                                upright.blocks::<_, { $count }, { MR_DIV_N * $count }, NR, MR_DIV_N, { $alone }>(
                                    $simd, &UKR,
                                )
                            };
                        }
                    }};
                }
                #[cfg(target_arch = "x86_64")]
                {
                    use gemm_common::simd::{MixedSimd, V3, V4};
                    if let Some(simd) = <V4 as MixedSimd<$kind, $kind, $kind, $kind>>::try_new() {
                        with!(simd, avx512f, $lanes, 1);
                    } else if let Some(simd) = <V3 as MixedSimd<$kind, $kind, $kind, $kind>>::try_new() {
                        with!(simd, fma, $lanes / 2, 1);
                    }
                }
                #[cfg(target_arch = "aarch64")]
                if std::arch::is_aarch64_feature_detected!("neon") {
                    with!(gemm_common::simd::Scalar, neon, $lanes / 4, $lanes / 4);
                }
                // SAFETY: the caller's promise.
                unsafe { self.plain() }
            }

            /// By `gemm`'s own loop.
            unsafe fn plain(self) {
                let Product { extents: [m, n, k], c, kept, a, b } = self;
                let [[c_rs, c_cs], [a_rs, a_cs], [b_rs, b_cs]] =
                    [c.1, a.1, b.1].map(|strides| strides.map(|stride| stride as isize));
                let (c, a, b, alone) = (c.0, a.0, b.0, Parallelism::None);
                // SAFETY: the caller of `run` promises what `gemm` asks for.
                unsafe {
                    gemm::gemm(
                        m, n, k, c, c_cs, c_rs, kept, a, a_cs, a_rs, b, b_cs, b_rs, 1.0, 1.0, false, false, false,
                        alone,
                    );
                }
            }
        }
    };
}
blocked!(f32, gemm_f32, 16);
blocked!(f64, gemm_f64, 8);

impl<T: Real> Product<T> {
    /// Does it with kernels of `REGISTERS` registers of `LANES` numbers, which are `ROWS`, by `COLUMNS`. Columns of b are
    /// packed in multiples of `ALONE`.
    ///
    /// # Safety
    /// As for `run`; and the processor has the instructions of `S` and the kernels.
    unsafe fn blocks<
        S: Simd,
        const LANES: usize,
        const ROWS: usize,
        const COLUMNS: usize,
        const REGISTERS: usize,
        const ALONE: usize,
    >(
        self,
        simd: S,
        kernels: &[[MicroKernelFn<T>; COLUMNS]; REGISTERS],
    ) {
        let Product { extents: [m, n, k], c: (c, c_strides), kept, a: (a, a_strides), b: (b, b_strides) } = self;
        let [[c_rs, c_cs], [a_rs, a_cs], [b_rs, b_cs]] =
            [c_strides, a_strides, b_strides].map(|strides| strides.map(|stride| stride as isize));
        let (kc, mc, nc) = if m <= SMALL && n <= SMALL {
            (k.min(SMALL_DEPTH), SMALL.next_multiple_of(ROWS), n)
        } else {
            let params = kernel_params(m, n, k, ROWS, COLUMNS, size_of::<T>());
            (params.kc, params.mc, if params.nc > 0 { params.nc } else { 128 * COLUMNS })
        };
        let packs_b = if ALONE > 1 || b_rs != 1 { m > 2 * ROWS } else { m > HIGH * ROWS };
        let packs_a = m <= 2 * mc && (!m.is_multiple_of(LANES) || a_rs != 1);
        let (a_panel, b_panel) = (kc * ROWS, kc * COLUMNS);
        let room =
            [a_panel * mc.min(m).div_ceil(ROWS), b_panel * if packs_b { nc.min(n).div_ceil(COLUMNS) } else { 0 }];
        PACKED.with_borrow_mut(|packed| {
            let lines = room.map(|count| (count * size_of::<T>()).div_ceil(size_of::<Line>()));
            if packed.len() < lines[0] + lines[1] {
                packed.resize(lines[0] + lines[1], Line([0; 64]));
            }
            let (packed_a, packed_b) = packed.split_at_mut(lines[0]);
            let (packed_a, packed_b) = (packed_a.as_mut_ptr().cast::<T>(), packed_b.as_mut_ptr().cast::<T>());
            for column in (0..n).step_by(nc) {
                let columns = nc.min(n - column);
                for depth in (0..k).step_by(kc) {
                    let terms = kc.min(k - depth);
                    // How much of c counts, as a number and as the kernels' word for it.
                    let (share, status) = if depth > 0 || kept { (T::ONE, 1) } else { (T::ZERO, 0) };
                    let b = b.wrapping_offset(depth as isize * b_rs + column as isize * b_cs);
                    if packs_b {
                        let (from, to) = (Ptr(b.cast_mut()), Ptr(packed_b));
                        // SAFETY: b has these columns and terms, and there is room for their panels.
                        unsafe { pack_rhs::<T, ALONE, COLUMNS, S>(simd, columns, terms, to, from, b_cs, b_rs, b_panel) }
                    }
                    let (b_right, b_down) = if packs_b { (1, COLUMNS as isize) } else { (b_cs, b_rs) };
                    let mut row = 0;
                    while row < m {
                        let mut rows = mc.min(m - row);
                        if rows > LANES && !packs_a {
                            rows -= rows % LANES;
                        }
                        let a = a.wrapping_offset(row as isize * a_rs + depth as isize * a_cs);
                        let packs = packs_a || !rows.is_multiple_of(LANES) || a_rs != 1 || columns > WIDE * COLUMNS;
                        if packs {
                            let (from, to) = (Ptr(a.cast_mut()), Ptr(packed_a));
                            // SAFETY: a has these rows and terms, and there is room for their panels.
                            unsafe { pack_lhs::<T, LANES, ROWS, S>(simd, rows, terms, to, from, a_cs, a_rs, a_panel) }
                        }
                        let a_right = if packs { ROWS as isize } else { a_cs };
                        for (j, right) in (0..columns).step_by(COLUMNS).enumerate() {
                            let width = COLUMNS.min(columns - right);
                            let b = match packs_b {
                                true => packed_b.cast_const().wrapping_add(j * b_panel),
                                false => b.wrapping_offset(right as isize * b_cs),
                            };
                            for (i, down) in (0..rows).step_by(ROWS).enumerate() {
                                let height = ROWS.min(rows - down);
                                let a = match packs {
                                    true => packed_a.cast_const().wrapping_add(i * a_panel),
                                    false => a.wrapping_offset(down as isize * a_rs),
                                };
                                let [to_row, to_column] = [row + down, column + right].map(|place| place as isize);
                                let c = c.wrapping_offset(to_row * c_rs + to_column * c_cs);
                                let kernel = kernels[height.div_ceil(LANES) - 1][width - 1];
                                // SAFETY: a, b and c have these rows, columns and terms, whether packed or not.
                                unsafe {
                                    kernel(
                                        height,
                                        width,
                                        terms,
                                        c,
                                        a,
                                        b,
                                        c_cs,
                                        c_rs,
                                        a_right,
                                        b_down,
                                        b_right,
                                        share,
                                        T::ONE,
                                        status,
                                        false,
                                        false,
                                        false,
                                        std::ptr::null(),
                                    );
                                }
                            }
                        }
                        row += rows;
                    }
                }
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Philox;

    /// Row by row, or column by column.
    fn strides([rows, columns]: [usize; 2], by_rows: bool) -> Strides {
        if by_rows { [columns, 1] } else { [1, rows] }
    }

    #[test]
    fn results_are_those_of_gemm_to_the_bit() {
        let mut random = Philox::new(3, 1);
        let mut numbers = |count: usize| -> Vec<f32> { (0..count).map(|_| random.uniform() as f32 - 0.5).collect() };
        let extents = [
            [1, 7, 5],
            [7, 1, 9],
            [2, 3, 2],
            [10, 16, 128],
            [17, 33, 65],
            [64, 64, 700],
            [100, 37, 600],
            [31, 500, 300],
            [700, 65, 40],
            [1200, 1100, 30],
        ];
        for [m, n, k] in extents {
            let (a, b, before) = (numbers(m * k), numbers(k * n), numbers(m * n));
            for layout in 0..8 {
                let by_rows = |operand: usize| layout & (1 << operand) == 0;
                for kept in [false, true] {
                    let (mut found, mut expected) = (before.clone(), before.clone());
                    let product = |c: &mut [f32]| Product {
                        extents: [m, n, k],
                        c: (c.as_mut_ptr(), strides([m, n], by_rows(0))),
                        kept,
                        a: (a.as_ptr(), strides([m, k], by_rows(1))),
                        b: (b.as_ptr(), strides([k, n], by_rows(2))),
                    };
                    // SAFETY: the matrices have these extents and strides.
                    unsafe {
                        product(&mut found).run();
                        product(&mut expected).plain();
                    }
                    assert!(found == expected, "{m}×{n}×{k}, layout {layout}, kept {kept}");
                }
            }
        }
    }

    /// Processors without AVX-512 take these.
    #[cfg(target_arch = "x86_64")]
    #[test]
    fn kernels_for_avx2_give_the_same_within_rounding() {
        use gemm_common::simd::{MixedSimd, V3};
        use gemm_f32::microkernel::fma::f32::{MR_DIV_N, NR, UKR};

        let Some(simd) = <V3 as MixedSimd<f32, f32, f32, f32>>::try_new() else { return };
        let mut random = Philox::new(4, 1);
        let mut numbers = |count: usize| -> Vec<f32> { (0..count).map(|_| random.uniform() as f32 - 0.5).collect() };
        for [m, n, k] in [[10, 16, 128], [17, 33, 65], [100, 37, 600], [31, 500, 300]] {
            let (a, b) = (numbers(m * k), numbers(k * n));
            let (mut found, mut expected) = (vec![0.0; m * n], vec![0.0; m * n]);
            let product = |c: &mut [f32]| Product {
                extents: [m, n, k],
                c: (c.as_mut_ptr(), [n, 1]),
                kept: false,
                a: (a.as_ptr(), [k, 1]),
                b: (b.as_ptr(), [n, 1]),
            };
            // SAFETY: the matrices have these extents and strides; the processor has AVX2, as was just found.
            unsafe {
                product(&mut found).upright().blocks::<_, 8, { MR_DIV_N * 8 }, NR, MR_DIV_N, 1>(simd, &UKR);
                product(&mut expected).plain();
            }
            let furthest = found.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(furthest < 1e-4, "{m}×{n}×{k}: {furthest}");
        }
    }
}
