// Partial sums for the gradient of batch normalisation: for each of SPLITS parts of N, per channel,
// dgamma = sum dy * xhat and dbeta = sum dy -> partials [SPLITS, 2, C]; xhat = (x - mean) / sqrt(variance + EPSILON).
// A workgroup does WIDTH channels with 64 / WIDTH invocations each.
//! use lib/step

override C: u32;
override PIXELS: u32;
override WIDTH: u32;
override SPLITS: u32;
override EPSILON: f32;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> mean: array<f32>;
@group(0) @binding(2) var<storage, read> variance: array<f32>;
@group(0) @binding(3) var<storage, read> dy: array<f32>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>;

// dgamma and dbeta.
var<workgroup> sums: array<vec2<f32>, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let n = PIXELS * step.rows;
    let part = (n + SPLITS - 1u) / SPLITS;
    let first = min(group.z * part, n);
    let last = min(first + part, n);
    let channel = group.x * WIDTH + lane % WIDTH;
    var sum = vec2<f32>(0.0);
    if (channel < C) {
        let m = mean[channel];
        let deviation = sqrt(variance[channel] + EPSILON);
        for (var i = first + lane / WIDTH; i < last; i += 64u / WIDTH) {
            let g = dy[i * C + channel];
            sum += vec2<f32>(g * ((x[i * C + channel] - m) / deviation), g);
        }
    }
    sums[lane] = sum;
    workgroupBarrier();
    for (var half = 32u; half >= WIDTH; half /= 2u) {
        if (lane < half) {
            sums[lane] += sums[lane + half];
        }
        workgroupBarrier();
    }
    if (lane < WIDTH && channel < C) {
        partials[group.z * 2u * C + channel] = sums[lane].x;
        partials[group.z * 2u * C + C + channel] = sums[lane].y;
    }
}
