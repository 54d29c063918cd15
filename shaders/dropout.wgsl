// Dropout, which is its own gradient: number e survives, times SCALE, if word e % 4 of
// philox([e / 4, STREAM, step], seed) is at least THRESHOLD; else it is 0. Nothing is stored.
//! use lib/step
//! use lib/philox

override STREAM: u32;
override THRESHOLD: u32;
override SCALE: f32;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i < step.count) {
        let counter = vec4<u32>(i, STREAM, step.step_low, step.step_high);
        let words = philox(counter, vec2<u32>(step.seed_low, step.seed_high));
        y[i] = select(vec4<f32>(0.0), x[i] * SCALE, words >= vec4<u32>(THRESHOLD));
    }
}
