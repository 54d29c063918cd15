// The gradient of batch normalisation with respect to x [N, C], the statistics' dependence on x included:
// dx = gamma / sqrt(variance + EPSILON) * (dy - dbeta / N - xhat * dgamma / N).
//! use lib/step
//! use lib/scalar

override EPSILON: f32;
// Channels, in Numbers.
override C: u32;
// Pixels in one row of the batch.
override PIXELS: u32;

@group(0) @binding(0) var<storage, read> x: array<Number>;
@group(0) @binding(1) var<storage, read> gamma: array<Number>;
@group(0) @binding(2) var<storage, read> mean: array<Number>;
@group(0) @binding(3) var<storage, read> variance: array<Number>;
@group(0) @binding(4) var<storage, read> dy: array<Number>;
@group(0) @binding(5) var<storage, read> dgamma: array<Number>;
@group(0) @binding(6) var<storage, read> dbeta: array<Number>;
@group(0) @binding(7) var<storage, read_write> dx: array<Number>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i < step.count) {
        let c = i % C;
        let n = f32(PIXELS * step.rows);
        let deviation = sqrt(variance[c] + EPSILON);
        let xhat = (x[i] - mean[c]) / deviation;
        dx[i] = gamma[c] / deviation * (dy[i] - dbeta[c] / n - xhat * (dgamma[c] / n));
    }
}
