// Keeps a number of this step for the host: reports[step, SLOT] = x, with COUNT reports for each step.
//! use lib/step

override SLOT: u32;
override COUNT: u32;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> reports: array<f32>;

@compute @workgroup_size(1)
fn main() {
    reports[step.slot * COUNT + SLOT] = x[0];
}
