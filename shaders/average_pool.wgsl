// Average pooling: x [rows, H, W, C] -> y [rows, OH, OW, C], the mean of each window over the pixels inside the picture.
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

@group(0) @binding(0) var<storage, read> x: array<Number>;
@group(0) @binding(1) var<storage, read_write> y: array<Number>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i >= step.count) {
        return;
    }
    let c = i % C;
    let ox = i / C % OW;
    let oy = i / (C * OW) % OH;
    let row = i / (C * OW * OH);
    // The part of the window inside the picture.
    let first_ky = TOP - min(TOP, oy * STRIDE_Y);
    let first_kx = LEFT - min(LEFT, ox * STRIDE_X);
    let last_ky = min(KH, H + TOP - oy * STRIDE_Y);
    let last_kx = min(KW, W + LEFT - ox * STRIDE_X);
    var sum = Number(0.0);
    for (var ky = first_ky; ky < last_ky; ky++) {
        let line = (row * H + oy * STRIDE_Y + ky - TOP) * W;
        for (var kx = first_kx; kx < last_kx; kx++) {
            sum += x[(line + ox * STRIDE_X + kx - LEFT) * C + c];
        }
    }
    y[i] = sum / f32((last_ky - first_ky) * (last_kx - first_kx));
}
