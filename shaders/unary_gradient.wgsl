// The gradient of a function of every number: dx = dy * f'(x), from what the function saved.
//! use lib/step
//! use lib/function

override FUNCTION: u32;
override A: f32;
override B: f32;

@group(0) @binding(0) var<storage, read> saved: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> dx: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i < step.count) {
        dx[i] = dy[i] * derivative(FUNCTION, A, B, saved[i]);
    }
}
