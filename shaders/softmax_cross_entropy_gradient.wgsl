// The gradient of softmax with cross-entropy: z [rows, N], label [rows], d [rows] -> dz [rows, N],
// dz(j) = d * weight(label) * (softmax(z)(j) - (1 - s) * [j = label] - s/N), s = SMOOTHING; 0 for labels beyond N.
//! use lib/step
//! use lib/team

override N: u32;
override LANES: u32;
override SMOOTHING: f32;
// Whether there is a weight for each class.
override WEIGHTED: bool;

@group(0) @binding(0) var<storage, read> z: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<u32>;
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> d: array<f32>;
@group(0) @binding(4) var<storage, read_write> dz: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let row = group_number(group) * (64u / LANES) + lane / LANES;
    let n = select(0u, N, row < step.count);
    let start = row * N;
    var largest = -3.4e38;
    for (var i = lane % LANES; i < n; i += LANES) {
        largest = max(largest, z[start + i]);
    }
    largest = team_max(lane, largest);
    var sum = 0.0;
    for (var i = lane % LANES; i < n; i += LANES) {
        sum += exp(z[start + i] - largest);
    }
    sum = team_sum(lane, sum);
    if (n == 0u) {
        return;
    }
    let label = labels[row];
    var factor = 0.0;
    if (label < N) {
        factor = d[row];
        if (WEIGHTED) {
            factor *= weights[label];
        }
    }
    for (var i = lane % LANES; i < n; i += LANES) {
        let target_share = SMOOTHING / f32(N) + select(0.0, 1.0 - SMOOTHING, i == label);
        dz[start + i] = factor * (exp(z[start + i] - largest) / sum - target_share);
    }
}
