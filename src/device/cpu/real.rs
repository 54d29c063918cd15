//! The two kinds of real numbers that the native device calculates in: f32 for work, f64 for the oracle.

use std::fmt::Debug;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, MulAssign, Neg, Sub, SubAssign};

use super::blocked::Product;
use super::functions::{double, single};

/// A real number that kernels calculate with.
pub trait Real:
    Copy
    + Debug
    + Default
    + PartialEq
    + PartialOrd
    + Send
    + Sync
    + Sum
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + 'static
{
    /// 0
    const ZERO: Self;
    /// 1
    const ONE: Self;
    /// Smaller than every number.
    const LOWEST: Self;

    /// The nearest number of this kind.
    fn of(number: f64) -> Self;
    /// As f64.
    fn double(self) -> f64;
    /// As f32.
    fn single(self) -> f32;
    /// eˣ
    fn exp(self) -> Self;
    /// eˣ − 1, exact near 0.
    fn exp_m1(self) -> Self;
    /// ln x
    fn ln(self) -> Self;
    /// ln(1 + x), exact near 0.
    fn ln_1p(self) -> Self;
    /// a·b + c, rounded once.
    fn mul_add(self, b: Self, c: Self) -> Self;
    /// √x
    fn sqrt(self) -> Self;
    /// tanh x
    fn tanh(self) -> Self;
    /// |x|
    fn abs(self) -> Self;
    /// The error function.
    fn erf(self) -> Self;

    /// c ← c·kept + a·b for matrices given by pointers and strides; `kept` is whether c counts at all.
    ///
    /// # Safety
    /// Every element of the three matrices lies in memory that is valid for reading, for c also for writing, and no
    /// two elements of c share a place.
    unsafe fn gemm(
        extents: [usize; 3],
        c: (*mut Self, Strides),
        kept: bool,
        a: (*const Self, Strides),
        b: (*const Self, Strides),
    );
}

/// The distances between neighbouring rows and neighbouring columns of a matrix, in numbers.
pub type Strides = [usize; 2];

macro_rules! real {
    ($kind:ident, $functions:ident) => {
        impl Real for $kind {
            const ZERO: $kind = 0.0;
            const ONE: $kind = 1.0;
            const LOWEST: $kind = $kind::NEG_INFINITY;

            #[inline(always)]
            fn of(number: f64) -> $kind {
                number as $kind
            }
            #[inline(always)]
            fn double(self) -> f64 {
                self.into()
            }
            #[inline(always)]
            fn single(self) -> f32 {
                self as f32
            }
            #[inline(always)]
            fn ln(self) -> $kind {
                self.ln()
            }
            #[inline(always)]
            fn ln_1p(self) -> $kind {
                self.ln_1p()
            }
            #[inline(always)]
            fn sqrt(self) -> $kind {
                self.sqrt()
            }
            #[inline(always)]
            fn mul_add(self, b: $kind, c: $kind) -> $kind {
                self.mul_add(b, c)
            }
            #[inline(always)]
            fn abs(self) -> $kind {
                self.abs()
            }
            #[inline(always)]
            fn exp(self) -> $kind {
                $functions::exp(self)
            }
            #[inline(always)]
            fn exp_m1(self) -> $kind {
                $functions::exp_m1(self)
            }
            #[inline(always)]
            fn tanh(self) -> $kind {
                $functions::tanh(self)
            }
            #[inline(always)]
            fn erf(self) -> $kind {
                $functions::erf(self)
            }

            unsafe fn gemm(
                extents: [usize; 3],
                c: (*mut $kind, Strides),
                kept: bool,
                a: (*const $kind, Strides),
                b: (*const $kind, Strides),
            ) {
                // SAFETY: the caller promises the same.
                unsafe { Product { extents, c, kept, a, b }.run() }
            }
        }
    };
}
real!(f32, single);
real!(f64, double);
