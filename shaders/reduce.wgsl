// Sums and means over axes: y[o] = sum over k of x[kept(o) + reduced(k)], both from the table. A workgroup does WIDTH
// numbers of y with 64 / WIDTH invocations each, over one of SPLITS parts of k; with several parts it gives partial
// sums [SPLITS, PARTIAL], which a second run of this kernel adds up. The order of addition is fixed.
//! use lib/step
//! use lib/strided

// Axes of x that stay and that are reduced; the table has the former first.
override KEPT: u32;
override REDUCED: u32;
// Numbers of y, times the rows in use if KEPT_ROWS.
override OUTPUTS: u32;
override KEPT_ROWS: bool;
// Numbers of x for each number of y, times the rows in use if REDUCED_ROWS.
override LENGTH: u32;
override REDUCED_ROWS: bool;
// The place in x where it begins.
override FIRST: u32 = 0u;
override WIDTH: u32;
override SPLITS: u32 = 1u;
override PARTIAL: u32 = 0u;
// The sum is divided by this, times the rows in use if DIVIDE_ROWS.
override DIVISOR: u32 = 1u;
override DIVIDE_ROWS: bool = false;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> table: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

var<workgroup> sums: array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let outputs = OUTPUTS * select(1u, step.rows, KEPT_ROWS);
    let length = LENGTH * select(1u, step.rows, REDUCED_ROWS);
    let part = (length + SPLITS - 1u) / SPLITS;
    let first = min(group.z * part, length);
    let last = min(first + part, length);
    let output = group_number(group) * WIDTH + lane % WIDTH;
    var sum = 0.0;
    if (output < outputs) {
        let start = FIRST + strided(output, 0u, KEPT);
        for (var k = first + lane / WIDTH; k < last; k += 64u / WIDTH) {
            sum += x[start + strided(k, 2u * KEPT, REDUCED)];
        }
    }
    sums[lane] = sum;
    workgroupBarrier();
    for (var half = 32u; half >= WIDTH; half /= 2u) {
        if (lane < half) {
            sums[lane] += sums[lane + half];
        }
        workgroupBarrier();
    }
    if (lane < WIDTH && output < outputs) {
        let divisor = DIVISOR * select(1u, step.rows, DIVIDE_ROWS);
        y[group.z * PARTIAL + output] = sums[lane] / f32(divisor);
    }
}
