// Whether the answer of each row is right: z [rows, N], label [rows] -> 1 or 0. The answer is the first of the largest
// numbers; with a single output it is class 1 where the number is above THRESHOLD, else class 0.
//! use lib/step
//! use lib/team

override N: u32;
override LANES: u32;
override THRESHOLD: f32;

@group(0) @binding(0) var<storage, read> z: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<u32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let row = group_number(group) * (64u / LANES) + lane / LANES;
    let n = select(0u, N, row < step.count);
    let start = row * N;
    var largest = -3.4028235e38;
    var place = lane % LANES;
    for (var i = lane % LANES; i < n; i += LANES) {
        if (z[start + i] > largest) {
            largest = z[start + i];
            place = i;
        }
    }
    var answer = team_place_of_max(lane, largest, place);
    if (lane % LANES == 0u && n > 0u) {
        if (N == 1u) {
            answer = select(0u, 1u, z[start] > THRESHOLD);
        }
        y[row] = select(0.0, 1.0, answer == labels[row]);
    }
}
