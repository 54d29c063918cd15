// Batch normalisation with known statistics and an activation: x [N, C] ->
// y = f(gamma * (x - mean) / sqrt(variance + EPSILON) + beta).
//! use lib/function
//! use lib/step
//! use lib/scalar

override EPSILON: f32;
// Channels, in Numbers.
override C: u32;
// What is done to the result, as lib/function.wgsl numbers it, with its settings.
override ACTIVATION: u32;
override ACTIVATION_A: f32;
override ACTIVATION_B: f32;

@group(0) @binding(0) var<storage, read> x: array<Number>;
@group(0) @binding(1) var<storage, read> gamma: array<Number>;
@group(0) @binding(2) var<storage, read> beta: array<Number>;
@group(0) @binding(3) var<storage, read> mean: array<Number>;
@group(0) @binding(4) var<storage, read> variance: array<Number>;
@group(0) @binding(5) var<storage, read_write> y: array<Number>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i < step.count) {
        let c = i % C;
        let normal = gamma[c] * ((x[i] - mean[c]) / sqrt(variance[c] + EPSILON)) + beta[c];
        y[i] = of_quad(apply(ACTIVATION, ACTIVATION_A, ACTIVATION_B, quad(normal)));
    }
}
