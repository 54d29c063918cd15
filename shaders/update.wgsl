// One step of the optimiser over all weights at once; src/ops/update.rs has the formulas. Weights p, gradients g and
// what is remembered (m, v) are laid out alike; what a rule does not remember is not touched. A gradient that a product
// left in parts is added up here, in the order of fold.wgsl.
//! use lib/step

const SGD = 0u;
const MOMENTUM = 1u;
const NESTEROV = 2u;
const RMS_PROP = 3u;
const RMS_PROP_MOMENTUM = 4u;
const ADAM = 5u;

override RULE: u32;
// SGD: momentum, none. RMSprop: momentum, rho. Adam: beta_1, beta_2.
override FIRST: f32;
override SECOND: f32;
override EPSILON: f32;
override DECAY: f32;
// The largest norm of all gradients, if CLIPPED.
override CLIPPED: bool;
override CLIP: f32;
// Whether some gradients are in parts.
override PARTS: bool = false;

// What one workgroup takes: where it begins, in vec4, and how many numbers it has, at most 1024. If its gradient is in
// parts: where the first begins, how many there are and how far they are apart, in vec4.
struct Piece {
    begin: u32,
    count: u32,
    first_part: u32,
    parts: u32,
    apart: u32,
}

@group(0) @binding(0) var<storage, read_write> p: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> gradients: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> m: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> v: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> norm: array<f32>;
@group(0) @binding(5) var<storage, read> table: array<Piece>;
// Unless PARTS, this is bound to anything and not read.
@group(0) @binding(6) var<storage, read> parts: array<vec4<f32>>;

// The gradient of the four weights at place j of a piece.
fn gradient(piece: Piece, j: u32) -> vec4<f32> {
    if (!PARTS || piece.parts == 0u) {
        return gradients[piece.begin + j];
    }
    var sum = vec4<f32>();
    for (var part = 0u; part < piece.parts; part++) {
        sum += parts[piece.first_part + part * piece.apart + j];
    }
    return sum;
}

// The change of the weights at place i with gradient g.
fn change(i: u32, g: vec4<f32>, used: vec4<bool>) -> vec4<f32> {
    switch RULE {
        case MOMENTUM, NESTEROV: {
            let before = m[i];
            let fresh = FIRST * before - step.rate * g;
            m[i] = select(before, fresh, used);
            if (RULE == NESTEROV) {
                return FIRST * fresh - step.rate * g;
            }
            return fresh;
        }
        case RMS_PROP, RMS_PROP_MOMENTUM: {
            let before = v[i];
            let fresh = SECOND * before + (1.0 - SECOND) * g * g;
            v[i] = select(before, fresh, used);
            let stride = step.rate * g / sqrt(fresh + EPSILON);
            if (RULE == RMS_PROP_MOMENTUM) {
                let old_m = m[i];
                let new_m = FIRST * old_m + stride;
                m[i] = select(old_m, new_m, used);
                return -new_m;
            }
            return -stride;
        }
        case ADAM: {
            let old_m = m[i];
            let old_v = v[i];
            let new_m = FIRST * old_m + (1.0 - FIRST) * g;
            let new_v = SECOND * old_v + (1.0 - SECOND) * g * g;
            m[i] = select(old_m, new_m, used);
            v[i] = select(old_v, new_v, used);
            return -step.rate * step.correction * new_m / (sqrt(new_v) + EPSILON);
        }
        default: {
            return -step.rate * g;
        }
    }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let number = group_number(group);
    if (number >= step.count) {
        return;
    }
    let piece = table[number];
    let count = piece.count;
    var shrink = 1.0;
    if (CLIPPED) {
        // max keeps a norm of zero from dividing.
        shrink = CLIP / max(norm[0], CLIP);
    }
    for (var j = lane; 4u * j < count; j += 64u) {
        let i = piece.begin + j;
        // Between the weights there are gaps, which stay as they are.
        let used = vec4<u32>(4u * j) + vec4<u32>(0u, 1u, 2u, 3u) < vec4<u32>(count);
        var g = gradient(piece, j);
        if (CLIPPED) {
            g *= shrink;
        }
        let before = p[i];
        var fresh = before;
        if (DECAY != 0.0) {
            fresh -= step.rate * DECAY * before;
        }
        fresh += change(i, g, used);
        p[i] = select(before, fresh, used);
    }
}
