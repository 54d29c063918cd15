// Writes results four numbers at a time, through the epilogue; their rows are multiples of four. Partner: lib/c_scalar.
//! use lib/epilogue

@group(0) @binding(2) var<storage, read_write> c: array<vec4<f32>>;
// Unless BIAS or DERIVE, these two are bound to anything and not read.
@group(0) @binding(3) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> saved: array<vec4<f32>>;

// Stores four neighbours from a place on that is a multiple of four.
fn put(place: u32, count: u32, value: vec4<f32>) {
    var y = value;
    if (BIAS) { y += bias[place % CHANNELS / 4u]; }
    y = activate(y);
    if (DERIVE) { y *= slope(saved[place / 4u]); }
    c[place / 4u] = y;
}
