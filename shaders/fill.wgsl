// One number everywhere: y = NUMBER.
//! use lib/step

override NUMBER: f32;

@group(0) @binding(0) var<storage, read_write> y: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i < step.count) {
        y[i] = vec4<f32>(NUMBER);
    }
}
