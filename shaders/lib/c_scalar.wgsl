// Writes results number by number. Partner: lib/c_vec4.
//! use lib/finish_scalar

@group(0) @binding(2) var<storage, read_write> c: array<f32>;

// Stores the first `count` of four neighbours from a place on.
fn put(place: u32, count: u32, y: vec4<f32>) {
    c[place] = y.x;
    if (count > 1u) { c[place + 1u] = y.y; }
    if (count > 2u) { c[place + 2u] = y.z; }
    if (count > 3u) { c[place + 3u] = y.w; }
}
