// One number everywhere; BITS are those of an f32 or a u32.
//! use lib/step

override BITS: u32;

@group(0) @binding(0) var<storage, read_write> y: array<vec4<u32>>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i < step.count) {
        y[i] = vec4<u32>(BITS);
    }
}
