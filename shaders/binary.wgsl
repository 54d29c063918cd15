// A function of two numbers with broadcasting and an activation, four numbers of y at a time: y[i] = g(f(a[...], b[...])).
//! use lib/function
//! use lib/step
//! use lib/strided

const ADD = 0u;
const SUBTRACT = 1u;
const MULTIPLY = 2u;
const DIVIDE = 3u;

// How an operand follows the result.
const SAME = 0u;     // its number i
const REPEATED = 1u; // its number i % period
const SINGLE = 2u;   // its only number
const STRIDED = 3u;  // what the table says

override FUNCTION: u32;
override A_WALK: u32;
override B_WALK: u32;
// Axes in the table if STRIDED; the table has those of a first. If REPEATED, the table has the period there.
override A_AXES: u32;
override B_AXES: u32;
// What is done to the result, as lib/function.wgsl numbers it, with its settings.
override ACTIVATION: u32;
override ACTIVATION_A: f32;
override ACTIVATION_B: f32;

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> table: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4<f32>>;

// The place in an operand of number i of the result.
fn place(i: u32, walk: u32, first: u32, axes: u32) -> u32 {
    switch walk {
        case SAME: { return i; }
        case REPEATED: { return i % table[first]; }
        case SINGLE: { return 0u; }
        default: { return strided(i, first, axes); }
    }
}

fn a_at(i: u32) -> f32 {
    let p = place(i, A_WALK, 0u, A_AXES);
    return a[p / 4u][p % 4u];
}

fn b_at(i: u32) -> f32 {
    let p = place(i, B_WALK, 2u * A_AXES, B_AXES);
    return b[p / 4u][p % 4u];
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i >= step.count) {
        return;
    }
    var left: vec4<f32>;
    var right: vec4<f32>;
    let e = 4u * i;
    if (A_WALK == SAME) {
        left = a[i];
    } else if (A_WALK == REPEATED && table[0] % 4u == 0u) {
        left = a[e % table[0] / 4u];
    } else {
        left = vec4<f32>(a_at(e), a_at(e + 1u), a_at(e + 2u), a_at(e + 3u));
    }
    if (B_WALK == SAME) {
        right = b[i];
    } else if (B_WALK == REPEATED && table[2u * A_AXES] % 4u == 0u) {
        right = b[e % table[2u * A_AXES] / 4u];
    } else {
        right = vec4<f32>(b_at(e), b_at(e + 1u), b_at(e + 2u), b_at(e + 3u));
    }
    var result: vec4<f32>;
    switch FUNCTION {
        case ADD: { result = left + right; }
        case SUBTRACT: { result = left - right; }
        case MULTIPLY: { result = left * right; }
        default: { result = left / right; }
    }
    y[i] = apply(ACTIVATION, ACTIVATION_A, ACTIVATION_B, result);
}
