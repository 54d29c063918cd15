// The norm of all gradients together: norm = sqrt(sum of COUNT partial sums of squares).
//! use lib/step
//! use lib/team

const LANES = 64u;
override COUNT: u32;

@group(0) @binding(0) var<storage, read> parts: array<f32>;
@group(0) @binding(1) var<storage, read_write> norm: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
    var sum = 0.0;
    for (var i = lane; i < COUNT; i += 64u) {
        sum += parts[i];
    }
    sum = team_sum(lane, sum);
    if (lane == 0u) {
        norm[0] = sqrt(sum);
    }
}
