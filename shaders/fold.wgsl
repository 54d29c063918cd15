// Adds up the parts of a split product, always in the same order: y[i] = sum over p of parts[p][i].
//! use lib/step

override PARTS: u32;

@group(0) @binding(0) var<storage, read> parts: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i < step.count) {
        var sum = 0.0;
        for (var p = 0u; p < PARTS; p++) {
            sum += parts[p * step.count + i];
        }
        y[i] = sum;
    }
}
