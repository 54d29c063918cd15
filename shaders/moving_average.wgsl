// average = MOMENTUM * average + (1 - MOMENTUM) * new, in place.
//! use lib/step

override MOMENTUM: f32;

@group(0) @binding(0) var<storage, read_write> average: array<f32>;
@group(0) @binding(1) var<storage, read> fresh: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i < step.count) {
        average[i] = MOMENTUM * average[i] + (1.0 - MOMENTUM) * fresh[i];
    }
}
