// The gradient of layer normalisation with respect to x. With xhat = (x - mean) * s, s = 1 / sqrt(variance + EPSILON)
// and g = dy * gamma: dx = s * (g - mean(g) - xhat * mean(g * xhat)). Also keeps mean and s of each vector.
//! use lib/step
//! use lib/team

override N: u32;
override LANES: u32;
override EPSILON: f32;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> gamma: array<f32>;
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<f32>;
@group(0) @binding(4) var<storage, read_write> statistics: array<vec2<f32>>;

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
    var sum_g = 0.0;
    var sum_gx = 0.0;
    for (var i = lane % LANES; i < n; i += LANES) {
        let g = dy[start + i] * gamma[i];
        sum_g += g;
        sum_gx += g * ((x[start + i] - mean) * scale);
    }
    let mean_g = team_sum(lane, sum_g) / f32(N);
    let mean_gx = team_sum(lane, sum_gx) / f32(N);
    for (var i = lane % LANES; i < n; i += LANES) {
        let g = dy[start + i] * gamma[i];
        dx[start + i] = scale * (g - mean_g - (x[start + i] - mean) * scale * mean_gx);
    }
    if (lane % LANES == 0u && n > 0u) {
        statistics[vector] = vec2<f32>(mean, scale);
    }
}
