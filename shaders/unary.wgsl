// A function of every number: y = f(x).
//! use lib/step
//! use lib/function

override FUNCTION: u32;
override A: f32;
override B: f32;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i < step.count) {
        y[i] = apply(FUNCTION, A, B, x[i]);
    }
}
