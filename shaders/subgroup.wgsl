// Which subgroup an invocation is in: the size of its subgroup, and its place there. Partner: src/device/gpu/subgroup.rs.
//! use lib/step

@group(0) @binding(0) var<storage, read_write> found: array<vec2<u32>>;

@compute @workgroup_size(8)
fn main(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_index) lane: u32,
    @builtin(subgroup_size) size: u32,
    @builtin(subgroup_invocation_id) place: u32,
) {
    if (group_number(group) < step.count) {
        found[lane] = vec2<u32>(size, place);
    }
}
