// The gradient of a depthwise convolution's weights; one tap and four channels per thread, over one of PARTS parts of
// the output pixels of all rows. shaders/fold.wgsl adds up the parts.
//   dw[part, ky, kx, c] = sum over the part's (row, oy, ox) of
//                         x[row, oy * STRIDE_Y + ky * DILATION_Y - TOP, ..., c] * dy[row, oy, ox, c]
//! use lib/step
//! use lib/convolution

override PARTS: u32;
override QUADS: u32 = CI / 4u;
override TAPS: u32 = KERNEL_HEIGHT * KERNEL_WIDTH;

@group(0) @binding(0) var<storage, read> x: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> dy: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> dw: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i >= step.count) {
        return;
    }
    let quad = i % QUADS;
    let tap = i / QUADS % TAPS;
    let part = i / (QUADS * TAPS);
    let top = i32(tap / KERNEL_WIDTH * DILATION_Y) - TOP;
    let left = i32(tap % KERNEL_WIDTH * DILATION_X) - LEFT;
    let pixels = step.rows * (OUT_HEIGHT * OUT_WIDTH);
    let span = (pixels + PARTS - 1u) / PARTS;
    let end = min((part + 1u) * span, pixels);
    var sum: vec4<f32>;
    for (var pixel = part * span; pixel < end; pixel++) {
        let iy = u32(top + i32(pixel / OUT_WIDTH % OUT_HEIGHT * STRIDE_Y));
        let ix = u32(left + i32(pixel % OUT_WIDTH * STRIDE_X));
        if (iy < HEIGHT && ix < WIDTH) {
            let picture = pixel / (OUT_HEIGHT * OUT_WIDTH);
            sum = fma(x[((picture * HEIGHT + iy) * WIDTH + ix) * QUADS + quad], dy[pixel * QUADS + quad], sum);
        }
    }
    dw[i] = sum;
}
