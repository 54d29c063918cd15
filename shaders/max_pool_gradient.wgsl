// The gradient of max pooling: place and dy [rows, OH, OW, C] -> dx [rows, H, W, C]. Each number of dx gathers the dy of
// those windows over it whose largest number it was, in order.
//! use lib/step
//! use lib/scalar

override H: u32;
override W: u32;
// Channels, in Numbers.
override C: u32;
override OH: u32;
override OW: u32;
override KH: u32;
override KW: u32;
override STRIDE_Y: u32;
override STRIDE_X: u32;
override TOP: u32;
override LEFT: u32;

@group(0) @binding(0) var<storage, read> place: array<Index>;
@group(0) @binding(1) var<storage, read> dy: array<Number>;
@group(0) @binding(2) var<storage, read_write> dx: array<Number>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i >= step.count) {
        return;
    }
    let c = i % C;
    let px = i / C % W + LEFT;
    let py = i / (C * W) % H + TOP;
    let row = i / (C * W * H);
    // The windows over this pixel: o * stride <= p < o * stride + k.
    let first_oy = (py + STRIDE_Y - min(KH, py + STRIDE_Y)) / STRIDE_Y;
    let first_ox = (px + STRIDE_X - min(KW, px + STRIDE_X)) / STRIDE_X;
    let last_oy = min(py / STRIDE_Y + 1u, OH);
    let last_ox = min(px / STRIDE_X + 1u, OW);
    var sum = Number(0.0);
    for (var oy = first_oy; oy < last_oy; oy++) {
        for (var ox = first_ox; ox < last_ox; ox++) {
            let at = ((row * OH + oy) * OW + ox) * C + c;
            let here = Index((py - oy * STRIDE_Y) * KW + px - ox * STRIDE_X);
            sum += select(Number(0.0), dy[at], place[at] == here);
        }
    }
    dx[i] = sum;
}
