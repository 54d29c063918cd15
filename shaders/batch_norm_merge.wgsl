// Mean and biased variance of each channel from the parts that batch_norm_statistics.wgsl gives, merged in order
// (Chan, Golub and LeVeque, 1979): partials [SPLITS, 3, C] -> mean [C], variance [C].
//! use lib/step

override C: u32;
override SPLITS: u32;

@group(0) @binding(0) var<storage, read> partials: array<f32>;
@group(0) @binding(1) var<storage, read_write> mean: array<f32>;
@group(0) @binding(2) var<storage, read_write> variance: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let channel = group_number(group) * 64u + lane;
    if (channel >= step.count) {
        return;
    }
    var n = 0.0;
    var m = 0.0;
    var squares = 0.0;
    for (var part = 0u; part < SPLITS; part++) {
        let at = part * 3u * C + channel;
        let other = partials[at];
        // The last parts of a short batch may be empty.
        if (other > 0.0) {
            let d = partials[at + C] - m;
            let all = n + other;
            m += d * (other / all);
            squares += partials[at + 2u * C] + d * d * (n * (other / all));
            n = all;
        }
    }
    mean[channel] = m;
    variance[channel] = squares / n;
}
