//! One product of matrices on one thread, and what is done to its result while that is still in the cache.

use super::Real;
use super::call::Call;
use super::real::Strides;
use super::unary::{apply_in_place, differentiate_in_place};
use super::wide::wide;
use crate::ops::{Epilogue, Function};

/// c ← a·b, or c + a·b if `kept`, with extents (rows of c, columns of c, inner) and strides of rows and columns.
///
/// # Panics
/// If a matrix reaches beyond its numbers.
pub(super) fn product<T: Real>(
    [m, n, k]: [usize; 3],
    c: (&mut [T], Strides),
    kept: bool,
    a: (&[T], Strides),
    b: (&[T], Strides),
) {
    if m == 0 || n == 0 {
        return;
    }
    let reach = |rows: usize, columns: usize, [down, right]: Strides| {
        if rows == 0 || columns == 0 { 0 } else { (rows - 1) * down + (columns - 1) * right + 1 }
    };
    let fits = reach(m, n, c.1) <= c.0.len() && reach(m, k, a.1) <= a.0.len() && reach(k, n, b.1) <= b.0.len();
    assert!(fits, "a product of {m}×{k} by {k}×{n} reaches beyond its numbers");
    // SAFETY: every element of the three matrices lies within its slice, as just checked, and the strides of c that
    // callers give (one of them 1, the other at least the extent) keep its elements apart.
    unsafe { T::gemm([m, n, k], (c.0.as_mut_ptr(), c.1), kept, (a.0.as_ptr(), a.1), (b.0.as_ptr(), b.1)) }
}

/// The epilogue of a product with its inputs at hand.
pub(super) struct Finish<'a, T> {
    bias: Option<&'a [T]>,
    activation: Option<Function>,
    gradient: Option<(Function, &'a [T])>,
}

impl<'a, T: Real> Finish<'a, T> {
    /// The epilogue whose inputs are the last of the call's.
    pub fn new(epilogue: &Epilogue, call: &Call<'a, T>) -> Finish<'a, T> {
        let mut place = call.count() - epilogue.inputs();
        let mut next = || {
            place += 1;
            call.input(place - 1)
        };
        Finish {
            bias: epilogue.bias.then(&mut next),
            activation: epilogue.activation,
            gradient: epilogue.gradient.map(|function| (function, next())),
        }
    }

    /// Finishes a piece of the result that begins at its number `at`, a whole number of pixels.
    pub fn apply(&self, at: usize, y: &mut [T]) {
        if let Some(bias) = self.bias {
            match self.activation {
                Some(Function::Relu) => add_bias_relu(bias, y),
                _ => add_bias(bias, y),
            }
        }
        let done = self.bias.is_some() && self.activation == Some(Function::Relu);
        if let Some(function) = self.activation.filter(|_| !done) {
            apply_in_place(function, y);
        }
        self.differentiate(at, y);
    }

    fn differentiate(&self, at: usize, y: &mut [T]) {
        if let Some((function, saved)) = self.gradient {
            differentiate_in_place(function, &saved[at..at + y.len()], y);
        }
    }
}

wide! {
    fn add_bias<T: Real>(bias: &[T], y: &mut [T]) {
        for y in y.chunks_exact_mut(bias.len()) {
            for (y, &bias) in y.iter_mut().zip(bias) {
                *y += bias;
            }
        }
    }

    /// The usual end of a layer in one pass.
    fn add_bias_relu<T: Real>(bias: &[T], y: &mut [T]) {
        for y in y.chunks_exact_mut(bias.len()) {
            for (y, &bias) in y.iter_mut().zip(bias) {
                let sum = *y + bias;
                *y = if sum > T::ZERO { sum } else { T::ZERO };
            }
        }
    }
}
