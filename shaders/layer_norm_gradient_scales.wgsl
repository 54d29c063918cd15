// Partial sums for the gradients of layer normalisation's gamma and beta: for each of SPLITS parts of the vectors,
// dgamma = sum dy * xhat and dbeta = sum dy -> partials [SPLITS, 2, N].
//! use lib/step

override N: u32;
// Vectors in one row, times the rows in use if BATCHED.
override VECTORS: u32;
override BATCHED: bool;
override SPLITS: u32;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read> statistics: array<vec2<f32>>;
@group(0) @binding(3) var<storage, read_write> partials: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group.x * 64u + lane;
    if (i >= N) {
        return;
    }
    let vectors = VECTORS * select(1u, step.rows, BATCHED);
    let part = (vectors + SPLITS - 1u) / SPLITS;
    let first = min(group.z * part, vectors);
    let last = min(first + part, vectors);
    var dgamma = 0.0;
    var dbeta = 0.0;
    for (var vector = first; vector < last; vector++) {
        let s = statistics[vector];
        let g = dy[vector * N + i];
        dgamma += g * ((x[vector * N + i] - s.x) * s.y);
        dbeta += g;
    }
    partials[group.z * 2u * N + i] = dgamma;
    partials[group.z * 2u * N + N + i] = dbeta;
}
