// What a product still does to its result before storing it: + bias, activation, * derivative of what was saved.
// Partner: src/ops/epilogue.rs.
//! use lib/function

// Numbers per bias: the innermost extent of the result.
override CHANNELS: u32 = 1u;
override BIAS: bool = false;
override ACTIVATION: u32 = 0u;
override ACTIVATION_A: f32 = 0.0;
override ACTIVATION_B: f32 = 0.0;
override DERIVE: bool = false;
override GRADIENT: u32 = 0u;
override GRADIENT_A: f32 = 0.0;
override GRADIENT_B: f32 = 0.0;

fn activate(x: vec4<f32>) -> vec4<f32> {
    return apply(ACTIVATION, ACTIVATION_A, ACTIVATION_B, x);
}

fn slope(point: vec4<f32>) -> vec4<f32> {
    return derivative(GRADIENT, GRADIENT_A, GRADIENT_B, point);
}
