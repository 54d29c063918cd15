// Zeros around a value: y[i] = x[i - before] where that lies inside, else 0. Numbers are copied as bits.
// The table holds, for each axis, innermost first: extent of y, zeros before, extent of x.
//! use lib/step

override AXES: u32;
// Numbers of x in one row.
override X_COUNT: u32;

@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read> table: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i >= step.count) {
        return;
    }
    var rest = i;
    var at = 0u;
    var stride = 1u;
    var inside = true;
    for (var axis = 0u; axis < AXES; axis++) {
        let extent = table[3u * axis];
        let before = table[3u * axis + 1u];
        let source = table[3u * axis + 2u];
        let place = rest % extent;
        rest /= extent;
        inside = inside && place >= before && place < before + source;
        at += (place - before) * stride;
        stride *= source;
    }
    // What is left of the index is the row.
    var number = 0u;
    if (inside) {
        number = x[rest * X_COUNT + at];
    }
    y[i] = number;
}
