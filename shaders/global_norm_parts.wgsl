// The sum of squares of each piece of a block: the table has, for each workgroup, where its piece begins, in vec4, and
// how many numbers it has, at most 1024. parts[FIRST + piece] = sum g^2.
//! use lib/step
//! use lib/team

const LANES = 64u;
override FIRST: u32;

@group(0) @binding(0) var<storage, read> g: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> table: array<vec2<u32>>;
@group(0) @binding(2) var<storage, read_write> parts: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let piece = group_number(group);
    var sum = 0.0;
    // The grid may have more workgroups than there are pieces.
    if (piece < step.count) {
        let begin = table[piece].x;
        let count = table[piece].y;
        for (var i = lane; 4u * i < count; i += 64u) {
            let lanes = vec4<u32>(4u * i) + vec4<u32>(0u, 1u, 2u, 3u);
            let numbers = select(vec4<f32>(0.0), g[begin + i], lanes < vec4<u32>(count));
            sum += dot(numbers, numbers);
        }
    }
    sum = team_sum(lane, sum);
    if (lane == 0u && piece < step.count) {
        parts[FIRST + piece] = sum;
    }
}
