// The gradient of enlarging: dy [rows, FY*H, FX*W, C] -> dx [rows, H, W, C]. Each pixel gathers the dy of all enlarged
// pixels that it took part in, times its weight there, in order.
//! use lib/step
//! use lib/scalar

override H: u32;
override W: u32;
// Channels, in Numbers.
override C: u32;
override FY: u32;
override FX: u32;
override BILINEAR: bool;

@group(0) @binding(0) var<storage, read> dy: array<Number>;
@group(0) @binding(1) var<storage, read_write> dx: array<Number>;

// The weight of pixel i in place o of the enlarged axis, see resize.wgsl.
fn weight_of(i: u32, o: u32, factor: u32, extent: u32) -> f32 {
    if (!BILINEAR) {
        return 1.0;
    }
    let shifted = 2u * o + 1u + factor;
    let low = shifted / (2u * factor);
    let weight = f32(shifted % (2u * factor)) / f32(2u * factor);
    return select(0.0, 1.0 - weight, max(low, 1u) - 1u == i) + select(0.0, weight, min(low, extent - 1u) == i);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i >= step.count) {
        return;
    }
    let c = i % C;
    let px = i / C % W;
    let py = i / (C * W) % H;
    let row = i / (C * W * H);
    // How far a pixel's influence reaches beyond its own enlargement.
    let reach_y = select(0u, FY, BILINEAR);
    let reach_x = select(0u, FX, BILINEAR);
    let first_y = max(py * FY, reach_y) - reach_y;
    let first_x = max(px * FX, reach_x) - reach_x;
    let last_y = min((py + 1u) * FY + reach_y, H * FY);
    let last_x = min((px + 1u) * FX + reach_x, W * FX);
    var sum = Number(0.0);
    for (var oy = first_y; oy < last_y; oy++) {
        let vertical = weight_of(py, oy, FY, H);
        var line = Number(0.0);
        for (var ox = first_x; ox < last_x; ox++) {
            line += dy[((row * FY * H + oy) * FX * W + ox) * C + c] * weight_of(px, ox, FX, W);
        }
        sum += line * vertical;
    }
    dx[i] = sum;
}
