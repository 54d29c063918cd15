// Stretching: y[i] = x[where the table says], divided by the number of copies for the gradient of a mean.
//! use lib/step
//! use lib/strided

override AXES: u32;
// Copies of each number, times the rows in use if DIVIDE_ROWS.
override DIVISOR: u32;
override DIVIDE_ROWS: bool;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> table: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i < step.count) {
        let copies = DIVISOR * select(1u, step.rows, DIVIDE_ROWS);
        y[i] = x[strided(i, 0u, AXES)] / f32(copies);
    }
}
