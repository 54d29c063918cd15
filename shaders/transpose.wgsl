// Axes in another order: y[i] = x[where the table says]. Numbers are copied as bits.
//! use lib/step
//! use lib/strided

override AXES: u32;

@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read> table: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i < step.count) {
        y[i] = x[strided(i, 0u, AXES)];
    }
}
