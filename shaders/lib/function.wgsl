// Functions of one number and their derivatives, four numbers at a time. The twin of src/ops/unary.rs, which says what
// each is; the numbers are the places in Function::ALL. A function is chosen by a constant, so drivers keep one case.
// a and b are the function's settings, 0 where it has none.

const IDENTITY = 0u;
const RELU = 1u;
const LEAKY_RELU = 2u;
const ELU = 3u;
const SELU = 4u;
const GELU = 5u;
const SILU = 6u;
const SIGMOID = 7u;
const TANH = 8u;
const SOFTPLUS = 9u;
const EXP = 10u;
const LOG = 11u;
const SQRT = 12u;
const SQUARE = 13u;
const ABS = 14u;
const LINEAR = 15u;
const HUBER = 16u;
const RECIPROCAL_SQRT = 17u;

const SELU_SCALE = 1.0507009873554805f;
const SELU_ALPHA = 1.6732632423543772f;

const ZERO = vec4<f32>(0.0);
const ONE = vec4<f32>(1.0);

// e^x - 1, precise near 0 too (Taylor's series there).
fn exp_minus_1(x: vec4<f32>) -> vec4<f32> {
    let near = x * (ONE + x / 2.0 * (ONE + x / 3.0 * (ONE + x / 4.0 * (ONE + x / 5.0
        * (ONE + x / 6.0 * (ONE + x / 7.0 * (ONE + x / 8.0)))))));
    return select(exp(x) - ONE, near, abs(x) < vec4<f32>(0.5));
}

// ln(1 + x) for 0 <= x <= 1, as 2 atanh(x / (2 + x)).
fn log_1_plus(x: vec4<f32>) -> vec4<f32> {
    let s = x / (x + 2.0);
    let q = s * s;
    return 2.0 * s * (ONE + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0
        + q * (1.0 / 11.0 + q * (1.0 / 13.0)))))));
}

// 1 / (1 + e^-x); the clamp keeps e^-x finite.
fn sigmoid(x: vec4<f32>) -> vec4<f32> {
    return ONE / (ONE + exp(-clamp(x, vec4<f32>(-87.0), vec4<f32>(87.0))));
}

// tanh x, from e^(2|x|) - 1, which beyond 10 no longer matters.
fn stable_tanh(x: vec4<f32>) -> vec4<f32> {
    let e = exp_minus_1(2.0 * min(abs(x), vec4<f32>(10.0)));
    return sign(x) * (e / (e + 2.0));
}

// The normal distribution, half of erfc(-x / sqrt 2): Chebyshev's fit of Numerical Recipes (erfcc), relative error
// 1.2e-7 everywhere.
fn normal_distribution(x: vec4<f32>) -> vec4<f32> {
    let z = min(abs(x) * 0.70710678, vec4<f32>(9.0));
    let t = ONE / (ONE + 0.5 * z);
    let fit = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806
        + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
    let tail = 0.5 * t * exp(fit - z * z);
    return select(ONE - tail, tail, x < ZERO);
}

// f(x)
fn apply(function: u32, a: f32, b: f32, x: vec4<f32>) -> vec4<f32> {
    switch function {
        case RELU: { return max(x, ZERO); }
        case LEAKY_RELU: { return select(a * x, x, x > ZERO); }
        case ELU: { return select(a * exp_minus_1(min(x, ZERO)), x, x > ZERO); }
        case SELU: { return SELU_SCALE * select(SELU_ALPHA * exp_minus_1(min(x, ZERO)), x, x > ZERO); }
        case GELU: { return x * normal_distribution(x); }
        case SILU: { return x * sigmoid(x); }
        case SIGMOID: { return sigmoid(x); }
        case TANH: { return stable_tanh(x); }
        case SOFTPLUS: { return max(x, ZERO) + log_1_plus(exp(-min(abs(x), vec4<f32>(87.0)))); }
        case EXP: { return exp(x); }
        case LOG: { return log(x); }
        case SQRT: { return sqrt(x); }
        case SQUARE: { return x * x; }
        case ABS: { return abs(x); }
        case LINEAR: { return a * x + b; }
        case HUBER: { return select(a * (abs(x) - 0.5 * a), 0.5 * x * x, abs(x) <= vec4<f32>(a)); }
        case RECIPROCAL_SQRT: { return ONE / sqrt(x + a); }
        default: { return x; }
    }
}

// f'(x) from what the function saved: its value y for identity, relu, leaky_relu, elu, selu, sigmoid, tanh, softplus,
// exp, sqrt and linear, else its argument x.
fn derivative(function: u32, a: f32, b: f32, saved: vec4<f32>) -> vec4<f32> {
    switch function {
        case RELU: { return select(ZERO, ONE, saved > ZERO); }
        case LEAKY_RELU: { return select(vec4<f32>(a), ONE, saved > ZERO); }
        case ELU: { return select(saved + a, ONE, saved > ZERO); }
        case SELU: { return select(saved + SELU_SCALE * SELU_ALPHA, vec4<f32>(SELU_SCALE), saved > ZERO); }
        case GELU: {
            return normal_distribution(saved) + 0.39894228 * saved * exp(-0.5 * min(saved * saved, vec4<f32>(170.0)));
        }
        case SILU: {
            let s = sigmoid(saved);
            return s + saved * s * sigmoid(-saved);
        }
        case SIGMOID: { return saved * (ONE - saved); }
        case TANH: { return ONE - saved * saved; }
        case SOFTPLUS: { return -exp_minus_1(-saved); }
        case EXP: { return saved; }
        case LOG: { return ONE / saved; }
        case SQRT: { return 0.5 / saved; }
        case SQUARE: { return 2.0 * saved; }
        case ABS: { return sign(saved); }
        case LINEAR: { return vec4<f32>(a); }
        case HUBER: { return clamp(saved, vec4<f32>(-a), vec4<f32>(a)); }
        case RECIPROCAL_SQRT: {
            let y = ONE / sqrt(saved + a);
            return -0.5 * y * y * y;
        }
        default: { return ONE; }
    }
}
