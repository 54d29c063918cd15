// All that a step of training needs of softmax with cross-entropy, in one workgroup, a row for each of its invocations
// in turn: z [rows, N], label [rows] -> the mean loss (softmax_cross_entropy.wgsl), the number of right answers
// (correct.wgsl) and dz [rows, N], the gradient of the mean loss (softmax_cross_entropy_gradient.wgsl).
//! use lib/step
//! use lib/team

override N: u32;
const LANES = 64u;
override SMOOTHING: f32;
override THRESHOLD: f32;
// Whether there is a weight for each class.
override WEIGHTED: bool;

@group(0) @binding(0) var<storage, read> z: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<u32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read_write> loss: array<f32>;
@group(0) @binding(4) var<storage, read_write> right: array<f32>;
@group(0) @binding(5) var<storage, read_write> dz: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
    var losses = 0.0;
    var answers = 0.0;
    for (var row = lane; row < step.rows; row += LANES) {
        let start = row * N;
        let label = labels[row];
        var largest = -3.4028235e38;
        var answer = 0u;
        for (var i = 0u; i < N; i++) {
            let number = z[start + i];
            if (number > largest) {
                largest = number;
                answer = i;
            }
        }
        var exponentials = 0.0;
        var sum = 0.0;
        for (var i = 0u; i < N; i++) {
            let shifted = z[start + i] - largest;
            exponentials += exp(shifted);
            sum += shifted;
        }
        if (N == 1u) {
            answer = select(0u, 1u, z[start] > THRESHOLD);
        }
        answers += select(0.0, 1.0, answer == label);
        var factor = 0.0;
        if (label < N) {
            factor = 1.0;
            if (WEIGHTED) {
                factor = weights[label];
            }
            losses += factor * (log(exponentials) - (1.0 - SMOOTHING) * (z[start + label] - largest)
                - SMOOTHING / f32(N) * sum);
            factor /= f32(step.rows);
        }
        for (var i = 0u; i < N; i++) {
            let target_share = SMOOTHING / f32(N) + select(0.0, 1.0 - SMOOTHING, i == label);
            dz[start + i] = factor * (exp(z[start + i] - largest) / exponentials - target_share);
        }
    }
    losses = team_sum(lane, losses);
    answers = team_sum(lane, answers);
    if (lane == 0u) {
        loss[0] = losses / f32(step.rows);
        right[0] = answers;
    }
}
