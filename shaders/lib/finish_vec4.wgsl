// What becomes of results before they are stored, four numbers at a time. Partners: lib/finish_scalar, lib/finish_nothing.
//! use lib/epilogue

// Unless BIAS or DERIVE, these two are bound to anything and not read.
@group(0) @binding(3) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> saved: array<vec4<f32>>;

// What becomes of four neighbours from a place on that is a multiple of four.
fn finished(place: u32, count: u32, value: vec4<f32>) -> vec4<f32> {
    var y = value;
    if (BIAS) { y += bias[place % CHANNELS / 4u]; }
    y = activate(y);
    if (DERIVE) { y *= slope(saved[place / 4u]); }
    return y;
}
