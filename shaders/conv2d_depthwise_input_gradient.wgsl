// The gradient of a depthwise convolution's input, also its transpose; four channels per thread:
//   dx[row, iy, ix, c] = sum over ky, kx of dy[row, oy, ox, c] * w[ky, kx, c]
// over the output pixels that see (iy, ix) through tap (ky, kx): oy * STRIDE_Y = iy + TOP - ky * DILATION_Y, if whole.
//! use lib/step
//! use lib/convolution
//! use lib/c_vec4

override QUADS: u32 = CI / 4u;

@group(0) @binding(0) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> w: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i >= step.count) {
        return;
    }
    let quad = i % QUADS;
    let pixel = i / QUADS;
    let bottom = i32(pixel / WIDTH % HEIGHT) + TOP;
    let right = i32(pixel % WIDTH) + LEFT;
    let picture = pixel / (HEIGHT * WIDTH);
    var sum: vec4<f32>;
    for (var ky = 0u; ky < KERNEL_HEIGHT; ky++) {
        for (var kx = 0u; kx < KERNEL_WIDTH; kx++) {
            // Below zero these become huge, and are then outside.
            let y = u32(bottom - i32(ky * DILATION_Y));
            let x = u32(right - i32(kx * DILATION_X));
            if (y % STRIDE_Y == 0u && x % STRIDE_X == 0u && y / STRIDE_Y < OUT_HEIGHT && x / STRIDE_X < OUT_WIDTH) {
                let at = ((picture * OUT_HEIGHT + y / STRIDE_Y) * OUT_WIDTH + x / STRIDE_X) * QUADS + quad;
                sum = fma(dy[at], w[(ky * KERNEL_WIDTH + kx) * QUADS + quad], sum);
            }
        }
    }
    put(i * 4u, 4u, finished(i * 4u, 4u, sum));
}
