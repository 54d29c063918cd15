// Cross-entropy of softmax(z) for each row: z [rows, N], label [rows] -> loss [rows]. With m = max z, s = SMOOTHING:
// loss = weight(label) * (ln sum exp(z - m) - (1 - s) * (z(label) - m) - s/N * sum (z - m)); 0 for labels beyond N.
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
@group(0) @binding(3) var<storage, read_write> loss: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let row = group_number(group) * (64u / LANES) + lane / LANES;
    // Teams beyond the end walk over nothing, so that all reach the barriers.
    let n = select(0u, N, row < step.count);
    let start = row * N;
    var largest = -3.4e38;
    for (var i = lane % LANES; i < n; i += LANES) {
        largest = max(largest, z[start + i]);
    }
    largest = team_max(lane, largest);
    var exponentials = 0.0;
    var sum = 0.0;
    for (var i = lane % LANES; i < n; i += LANES) {
        let shifted = z[start + i] - largest;
        exponentials += exp(shifted);
        sum += shifted;
    }
    exponentials = team_sum(lane, exponentials);
    if (SMOOTHING != 0.0) {
        sum = team_sum(lane, sum);
    }
    if (lane % LANES == 0u && n > 0u) {
        let label = labels[row];
        var result = 0.0;
        if (label < N) {
            result = log(exponentials) - (1.0 - SMOOTHING) * (z[start + label] - largest) - SMOOTHING / f32(N) * sum;
            if (WEIGHTED) {
                result *= weights[label];
            }
        }
        loss[row] = result;
    }
}
