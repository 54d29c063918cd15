// The gradient of softmax from y and dy, both [vectors, N]: dx = y * (dy - sum dy*y);
// of its logarithm: dx = dy - exp(y) * sum dy.
//! use lib/step
//! use lib/team

override N: u32;
override LANES: u32;
override LOGARITHM: bool;

@group(0) @binding(0) var<storage, read> y: array<f32>;
@group(0) @binding(1) var<storage, read> dy: array<f32>;
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let vector = group_number(group) * (64u / LANES) + lane / LANES;
    let n = select(0u, N, vector < step.count);
    let start = vector * N;
    var sum = 0.0;
    for (var i = lane % LANES; i < n; i += LANES) {
        sum += dy[start + i] * select(y[start + i], 1.0, LOGARITHM);
    }
    sum = team_sum(lane, sum);
    for (var i = lane % LANES; i < n; i += LANES) {
        if (LOGARITHM) {
            dx[start + i] = dy[start + i] - exp(y[start + i]) * sum;
        } else {
            dx[start + i] = y[start + i] * (dy[start + i] - sum);
        }
    }
}
