// A part along an axis. Seen as x [outer, extent * inner] -> y [outer, length * inner]: y[o, j] = x[o, START + j].
// Numbers are copied as bits.
//! use lib/step

override START: u32;
// Numbers of x and of y for each place of the outer axes.
override X_PERIOD: u32;
override Y_PERIOD: u32;

@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i < step.count) {
        y[i] = x[i / Y_PERIOD * X_PERIOD + START + i % Y_PERIOD];
    }
}
