//! Functions of two numbers, with broadcasting. Partner: `ops/binary.rs`.

use super::Real;
use super::axes::Axes;
use super::call::Call;
use super::parallel::pieces;
use super::unary::apply_in_place;
use super::wide::wide;
use crate::ops::{Binary, BinaryFunction};

pub(super) fn binary<T: Real>(op: &Binary, call: &mut Call<T>) {
    let axes = Axes::broadcast(call.output_type(0), [call.of(0), call.of(1)], call.rows);
    let (a, b, y) = (call.input(0), call.input(1), call.output(0));
    let (extent, strides) = axes.inner();
    let finish = |y: &mut [T]| {
        if let Some(function) = op.activation {
            apply_in_place(function, y);
        }
    };
    if y.len() == extent {
        return pieces(y, 1, 1, |at, y| {
            run(op.function, &a[at * strides[0]..], &b[at * strides[1]..], y, strides);
            finish(y);
        });
    }
    pieces(y, extent, 1, |at, y| {
        for (place, y) in y.chunks_exact_mut(extent).enumerate() {
            let start = axes.start(at / extent + place);
            run(op.function, &a[start[0]..], &b[start[1]..], y, strides);
        }
        finish(y);
    });
}

wide! {
    /// One innermost run, in which each operand goes on by a stride.
    fn run<T: Real>(function: BinaryFunction, a: &[T], b: &[T], y: &mut [T], strides: [usize; 2]) {
        match function {
            BinaryFunction::Add => each(a, b, y, strides, |a, b| a + b),
            BinaryFunction::Subtract => each(a, b, y, strides, |a, b| a - b),
            BinaryFunction::Multiply => each(a, b, y, strides, |a, b| a * b),
            BinaryFunction::Divide => each(a, b, y, strides, |a, b| a / b),
        }
    }
}

#[inline(always)]
fn each<T: Real>(a: &[T], b: &[T], y: &mut [T], strides: [usize; 2], f: impl Fn(T, T) -> T) {
    match strides {
        [1, 1] => {
            for ((y, &a), &b) in y.iter_mut().zip(a).zip(b) {
                *y = f(a, b);
            }
        }
        [1, 0] => {
            let b = b[0];
            for (y, &a) in y.iter_mut().zip(a) {
                *y = f(a, b);
            }
        }
        [0, 1] => {
            let a = a[0];
            for (y, &b) in y.iter_mut().zip(b) {
                *y = f(a, b);
            }
        }
        [sa, sb] => {
            for (place, y) in y.iter_mut().enumerate() {
                *y = f(a[place * sa], b[place * sb]);
            }
        }
    }
}
