// The numbers to be predicted for a batch: y[r, j] = targets[order[offset + r], j].
//! use lib/step

override WIDTH: u32;

@group(0) @binding(0) var<storage, read> targets: array<f32>;
@group(0) @binding(1) var<storage, read> order: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i < step.count) {
        y[i] = targets[order[step.offset + i / WIDTH] * WIDTH + i % WIDTH];
    }
}
