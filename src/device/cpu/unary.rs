//! Functions of one number, their gradients, and fills. Partner: `ops/unary.rs`, `ops/fill.rs`.

use super::Real;
use super::call::Call;
use super::parallel::pieces;
use super::wide::wide;
use crate::ops::{Fill, Function, Unary, UnaryGradient};

/// Runs `$body` with `$f` the function.
macro_rules! with_function {
    ($function:expr, $T:ty, $f:ident => $body:expr) => {{
        let function: Function = $function;
        let [a, b] = function.settings().map(|setting| <$T>::of(setting.into()));
        let (zero, one, half) = (<$T>::ZERO, <$T>::ONE, <$T>::of(0.5));
        let (scale, alpha) = (<$T>::of(SELU_SCALE), <$T>::of(SELU_SCALE * SELU_ALPHA));
        let _ = (a, b, zero, one, half, scale, alpha);
        macro_rules! run {
            ($g:expr) => {{
                let $f = $g;
                $body
            }};
        }
        match function {
            Function::Identity => run!(|x: $T| x),
            Function::Relu => run!(|x: $T| if x > zero { x } else { zero }),
            Function::LeakyRelu { .. } => run!(|x: $T| if x > zero { x } else { a * x }),
            Function::Elu { .. } => run!(|x: $T| if x > zero { x } else { a * x.exp_m1() }),
            Function::Selu => run!(|x: $T| if x > zero { scale * x } else { alpha * x.exp_m1() }),
            Function::Gelu => run!(|x: $T| x * normal_distribution(x)),
            Function::Silu => run!(|x: $T| x * sigmoid(x)),
            Function::Sigmoid => run!(|x: $T| sigmoid(x)),
            Function::Tanh => run!(|x: $T| x.tanh()),
            Function::Softplus => run!(|x: $T| (if x > zero { x } else { zero }) + (-x.abs()).exp().ln_1p()),
            Function::Exp => run!(|x: $T| x.exp()),
            Function::Log => run!(|x: $T| x.ln()),
            Function::Sqrt => run!(|x: $T| x.sqrt()),
            Function::Square => run!(|x: $T| x * x),
            Function::Abs => run!(|x: $T| x.abs()),
            Function::Linear { .. } => run!(|x: $T| a * x + b),
            Function::Huber { .. } => {
                run!(|x: $T| if x.abs() <= a { half * x * x } else { a * (x.abs() - half * a) })
            }
            Function::ReciprocalSqrt { .. } => run!(|x: $T| one / (x + a).sqrt()),
        }
    }};
}

/// Runs `$body` with `$f` the gradient: what the function saved, and dy → dx.
macro_rules! with_gradient {
    ($function:expr, $T:ty, $f:ident => $body:expr) => {{
        let function: Function = $function;
        let [a, b] = function.settings().map(|setting| <$T>::of(setting.into()));
        let (zero, one, half, two) = (<$T>::ZERO, <$T>::ONE, <$T>::of(0.5), <$T>::of(2.0));
        let (scale, alpha) = (<$T>::of(SELU_SCALE), <$T>::of(SELU_SCALE * SELU_ALPHA));
        let _ = (a, b, zero, one, half, two, scale, alpha);
        macro_rules! run {
            ($g:expr) => {{
                let $f = $g;
                $body
            }};
        }
        match function {
            Function::Identity => run!(|_: $T, d: $T| d),
            Function::Relu => run!(|y: $T, d: $T| if y > zero { d } else { zero }),
            Function::LeakyRelu { .. } => run!(|y: $T, d: $T| if y > zero { d } else { a * d }),
            Function::Elu { .. } => run!(|y: $T, d: $T| if y > zero { d } else { d * (y + a) }),
            Function::Selu => run!(|y: $T, d: $T| if y > zero { d * scale } else { d * (y + alpha) }),
            Function::Gelu => run!(|x: $T, d: $T| {
                let density = <$T>::of(0.398_942_280_401_432_7) * (-half * x * x).exp();
                d * (normal_distribution(x) + x * density)
            }),
            Function::Silu => run!(|x: $T, d: $T| {
                let s = sigmoid(x);
                d * s * (one + x * (one - s))
            }),
            Function::Sigmoid => run!(|y: $T, d: $T| d * y * (one - y)),
            Function::Tanh => run!(|y: $T, d: $T| d * (one - y * y)),
            Function::Softplus => run!(|y: $T, d: $T| -d * (-y).exp_m1()),
            Function::Exp => run!(|y: $T, d: $T| d * y),
            Function::Log => run!(|x: $T, d: $T| d / x),
            Function::Sqrt => run!(|y: $T, d: $T| half * d / y),
            Function::Square => run!(|x: $T, d: $T| two * d * x),
            Function::Abs => run!(|x: $T, d: $T| if x > zero {
                d
            } else if x < zero {
                -d
            } else {
                zero
            }),
            Function::Linear { .. } => run!(|_: $T, d: $T| a * d),
            Function::Huber { .. } => run!(|x: $T, d: $T| if x > a {
                a * d
            } else if x < -a {
                -a * d
            } else {
                x * d
            }),
            Function::ReciprocalSqrt { .. } => run!(|x: $T, d: $T| {
                let y = one / (x + a).sqrt();
                -half * d * y * y * y
            }),
        }
    }};
}

const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;

#[inline(always)]
fn sigmoid<T: Real>(x: T) -> T {
    // The form whose exponential does not overflow.
    let e = (-x.abs()).exp();
    (if x < T::ZERO { e } else { T::ONE }) / (T::ONE + e)
}

/// Φ(x)
#[inline(always)]
fn normal_distribution<T: Real>(x: T) -> T {
    T::of(0.5) * (T::ONE + (x * T::of(std::f64::consts::FRAC_1_SQRT_2)).erf())
}

wide! {
    /// y ← f(x)
    pub(super) fn apply<T: Real>(function: Function, x: &[T], y: &mut [T]) {
        with_function!(function, T, f => {
            for (y, &x) in y.iter_mut().zip(x) {
                *y = f(x);
            }
        });
    }

    /// y ← f(y)
    pub(super) fn apply_in_place<T: Real>(function: Function, y: &mut [T]) {
        with_function!(function, T, f => {
            for y in y {
                *y = f(*y);
            }
        });
    }

    /// dx ← dy · f′
    fn differentiate<T: Real>(function: Function, saved: &[T], dy: &[T], dx: &mut [T]) {
        with_gradient!(function, T, f => {
            for ((dx, &saved), &dy) in dx.iter_mut().zip(saved).zip(dy) {
                *dx = f(saved, dy);
            }
        });
    }

    /// d ← d · f′
    pub(super) fn differentiate_in_place<T: Real>(function: Function, saved: &[T], d: &mut [T]) {
        with_gradient!(function, T, f => {
            for (d, &saved) in d.iter_mut().zip(saved) {
                *d = f(saved, *d);
            }
        });
    }
}

/// How many times the work of an addition a function is, roughly.
fn cost(function: Function) -> usize {
    use Function::*;
    match function {
        Elu { .. } | Selu | Gelu | Silu | Sigmoid | Tanh | Softplus | Exp | Log => 8,
        _ => 1,
    }
}

pub(super) fn unary<T: Real>(op: &Unary, call: &mut Call<T>) {
    let (x, y) = (call.input(0), call.output(0));
    pieces(y, 1, cost(op.function), |at, y| apply(op.function, &x[at..at + y.len()], y));
}

pub(super) fn unary_gradient<T: Real>(op: &UnaryGradient, call: &mut Call<T>) {
    let (saved, dy, dx) = (call.input(0), call.input(1), call.output(0));
    pieces(dx, 1, cost(op.function), |at, dx| {
        let range = at..at + dx.len();
        differentiate(op.function, &saved[range.clone()], &dy[range], dx);
    });
}

pub(super) fn fill<T: Real>(op: &Fill, call: &mut Call<T>) {
    let number = T::of(op.number.into());
    pieces(call.output(0), 1, 1, |_, y| y.fill(number));
}
