// Writes C of lib/gemm four numbers at a time, through the epilogue. N is a multiple of four. Partner: lib/c_scalar.
//! use lib/epilogue

@group(0) @binding(2) var<storage, read_write> c: array<vec4<f32>>;
// Unless BIAS or DERIVE, these two are bound to anything and not read.
@group(0) @binding(3) var<storage, read> bias: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> saved: array<vec4<f32>>;

fn store(m: u32, n: u32, value: vec4<f32>) {
    let place = place_c(m, n);
    if (place == OUTSIDE) {
        return;
    }
    var y = value;
    if (BIAS) { y += bias[place % CHANNELS / 4u]; }
    y = activate(y);
    if (DERIVE) { y *= slope(saved[place / 4u]); }
    c[place / 4u] = y;
}
