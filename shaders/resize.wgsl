// Pictures enlarged: x [rows, H, W, C] -> y [rows, FY*H, FX*W, C]; nearest takes the pixel that contains the point,
// bilinear the weighted mean of the four around it (half-pixel centres, edges repeated).
//! use lib/step
//! use lib/scalar

override H: u32;
override W: u32;
// Channels, in Numbers.
override C: u32;
override FY: u32;
override FX: u32;
override BILINEAR: bool;

@group(0) @binding(0) var<storage, read> x: array<Number>;
@group(0) @binding(1) var<storage, read_write> y: array<Number>;

// The two pixels around place o of the enlarged axis and the weight of the second.
struct Between {
    low: u32,
    high: u32,
    weight: f32,
}

fn between(o: u32, factor: u32, extent: u32) -> Between {
    // (o + 0.5) / factor - 0.5 = (2o + 1 - factor) / 2factor, plus 1 to stay positive.
    let shifted = 2u * o + 1u + factor;
    let low = shifted / (2u * factor);
    let weight = f32(shifted % (2u * factor)) / f32(2u * factor);
    return Between(max(low, 1u) - 1u, min(low, extent - 1u), weight);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i >= step.count) {
        return;
    }
    let c = i % C;
    let ox = i / C % (FX * W);
    let oy = i / (C * FX * W) % (FY * H);
    let row = i / (C * FX * W * FY * H);
    if (BILINEAR) {
        let v = between(oy, FY, H);
        let u = between(ox, FX, W);
        let top = (row * H + v.low) * W;
        let bottom = (row * H + v.high) * W;
        let above = x[(top + u.low) * C + c] * (1.0 - u.weight) + x[(top + u.high) * C + c] * u.weight;
        let below = x[(bottom + u.low) * C + c] * (1.0 - u.weight) + x[(bottom + u.high) * C + c] * u.weight;
        y[i] = above * (1.0 - v.weight) + below * v.weight;
    } else {
        y[i] = x[((row * H + oy / FY) * W + ox / FX) * C + c];
    }
}
