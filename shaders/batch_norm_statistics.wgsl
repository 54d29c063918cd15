// Mean and squared deviations of each channel of x [N, C] over one of SPLITS parts of N, in two passes:
// -> partials [SPLITS, 3, C]: how many numbers, their mean, the sum of (x - mean)^2.
// A workgroup does WIDTH channels with 64 / WIDTH invocations each.
//! use lib/step

override C: u32;
// Pixels in one row of the batch.
override PIXELS: u32;
override WIDTH: u32;
override SPLITS: u32;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> partials: array<f32>;

var<workgroup> sums: array<f32, 64>;

fn column_sum(lane: u32, number: f32) -> f32 {
    sums[lane] = number;
    workgroupBarrier();
    for (var half = 32u; half >= WIDTH; half /= 2u) {
        if (lane < half) {
            sums[lane] += sums[lane + half];
        }
        workgroupBarrier();
    }
    let sum = sums[lane % WIDTH];
    workgroupBarrier();
    return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let n = PIXELS * step.rows;
    let part = (n + SPLITS - 1u) / SPLITS;
    let first = min(group.z * part, n);
    let last = min(first + part, n);
    let channel = group.x * WIDTH + lane % WIDTH;
    // Channels beyond the end walk over nothing, so that all reach the barriers.
    let end = select(0u, last, channel < C);
    var sum = 0.0;
    for (var i = first + lane / WIDTH; i < end; i += 64u / WIDTH) {
        sum += x[i * C + channel];
    }
    let mean = column_sum(lane, sum) / f32(max(last - first, 1u));
    sum = 0.0;
    for (var i = first + lane / WIDTH; i < end; i += 64u / WIDTH) {
        let d = x[i * C + channel] - mean;
        sum += d * d;
    }
    let squares = column_sum(lane, sum);
    if (lane < WIDTH && channel < C) {
        let at = group.z * 3u * C + channel;
        partials[at] = f32(last - first);
        partials[at + C] = mean;
        partials[at + 2u * C] = squares;
    }
}
