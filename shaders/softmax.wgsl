// Softmax over the innermost axis, x [vectors, N] -> y: exp(x - max) / sum exp(x - max), or its logarithm.
//! use lib/step
//! use lib/team

override N: u32;
override LANES: u32;
override LOGARITHM: bool;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let vector = group_number(group) * (64u / LANES) + lane / LANES;
    // Teams beyond the end walk over nothing, so that all reach the barriers.
    let n = select(0u, N, vector < step.count);
    let start = vector * N;
    var largest = -3.4e38;
    for (var i = lane % LANES; i < n; i += LANES) {
        largest = max(largest, x[start + i]);
    }
    largest = team_max(lane, largest);
    var sum = 0.0;
    for (var i = lane % LANES; i < n; i += LANES) {
        sum += exp(x[start + i] - largest);
    }
    sum = team_sum(lane, sum);
    for (var i = lane % LANES; i < n; i += LANES) {
        let shifted = x[start + i] - largest;
        if (LOGARITHM) {
            y[start + i] = shifted - log(sum);
        } else {
            y[start + i] = exp(shifted) / sum;
        }
    }
}
