// Depthwise convolution, where every channel has one filter of its own; four channels per thread:
//   y[row, oy, ox, c] = sum over ky, kx of x[row, oy * STRIDE_Y + ky * DILATION_Y - TOP, ..., c] * w[ky, kx, c]
//! use lib/step
//! use lib/convolution
//! use lib/c_vec4

override QUADS: u32 = CO / 4u;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> w: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i >= step.count) {
        return;
    }
    let quad = i % QUADS;
    let pixel = i / QUADS;
    let top = i32(pixel / OUT_WIDTH % OUT_HEIGHT * STRIDE_Y) - TOP;
    let left = i32(pixel % OUT_WIDTH * STRIDE_X) - LEFT;
    let picture = pixel / (OUT_HEIGHT * OUT_WIDTH);
    var sum: vec4<f32>;
    for (var ky = 0u; ky < KERNEL_HEIGHT; ky++) {
        for (var kx = 0u; kx < KERNEL_WIDTH; kx++) {
            let iy = u32(top + i32(ky * DILATION_Y));
            let ix = u32(left + i32(kx * DILATION_X));
            if (iy < HEIGHT && ix < WIDTH) {
                let at = ((picture * HEIGHT + iy) * WIDTH + ix) * QUADS + quad;
                sum = fma(x[at], w[(ky * KERNEL_WIDTH + kx) * QUADS + quad], sum);
            }
        }
    }
    put(i * 4u, 4u, finished(i * 4u, 4u, sum));
}
