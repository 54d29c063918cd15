// Layer normalisation, x [vectors, N], gamma [N], beta [N] -> y = gamma * (x - mean) / sqrt(variance + EPSILON) + beta.
// The variance is that of a second pass over x - mean.
//! use lib/step
//! use lib/team

override N: u32;
override LANES: u32;
override EPSILON: f32;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> gamma: array<f32>;
@group(0) @binding(2) var<storage, read> beta: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let vector = group_number(group) * (64u / LANES) + lane / LANES;
    let n = select(0u, N, vector < step.count);
    let start = vector * N;
    var sum = 0.0;
    for (var i = lane % LANES; i < n; i += LANES) {
        sum += x[start + i];
    }
    let mean = team_sum(lane, sum) / f32(N);
    sum = 0.0;
    for (var i = lane % LANES; i < n; i += LANES) {
        let d = x[start + i] - mean;
        sum += d * d;
    }
    let scale = 1.0 / sqrt(team_sum(lane, sum) / f32(N) + EPSILON);
    for (var i = lane % LANES; i < n; i += LANES) {
        y[start + i] = gamma[i] * ((x[start + i] - mean) * scale) + beta[i];
    }
}
