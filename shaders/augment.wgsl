// What augmentation does to each sample of a batch: row r of y holds 12 numbers for load_augmented.wgsl. Twin of
// Change::draw in src/device/cpu/augment.rs.
//! use lib/step
//! use lib/philox

override HEIGHT: u32;
override WIDTH: u32;
override FLIP_HORIZONTAL: bool;
override FLIP_VERTICAL: bool;
override SHIFT: f32;
// Radians.
override ROTATE: f32;
override ZOOM: f32;
override BRIGHTNESS: f32;
override CONTRAST: f32;
// The side of the square that is cut out, in pixels; 0 for none.
override HOLE: u32;

const STREAM = 0xa0360000u;

@group(0) @binding(0) var<storage, read> order: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;

fn draw(sample: u32, block: u32) -> vec4<u32> {
    let counter = vec4<u32>(sample, STREAM + block, step.step_low, step.step_high);
    return philox(counter, vec2<u32>(step.seed_low, step.seed_high));
}

// From -1 up to 1.
fn either_way(word: u32) -> f32 {
    return f32(word >> 8u) * 0x1p-23f - 1.0;
}

// Taylor's series for sin(a) / a (first = 1) and cos(a) (first = 0).
fn series(square: f32, first: f32) -> f32 {
    var sum = 1.0;
    for (var term = 7; term >= 1; term--) {
        let n = 2.0 * f32(term) + first;
        sum = 1.0 - sum * square * (1.0 / (n * (n - 1.0)));
    }
    return sum;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let row = group_number(group) * 64u + lane;
    if (row >= step.count) {
        return;
    }
    let sample = order[step.offset + row];
    let a = draw(sample, 0u);
    let b = draw(sample, 1u);
    let c = draw(sample, 2u);
    let angle = ROTATE * either_way(b.x);
    let sine = angle * series(angle * angle, 1.0);
    let cosine = series(angle * angle, 0.0);
    let larger = 1.0 / (1.0 + ZOOM * either_way(b.y));
    let across = select(larger, -larger, FLIP_HORIZONTAL && a.x >> 31u == 1u);
    let down = select(larger, -larger, FLIP_VERTICAL && a.y >> 31u == 1u);
    let at = 12u * row;
    y[at] = cosine * across;
    y[at + 1u] = -sine * across;
    y[at + 2u] = sine * down;
    y[at + 3u] = cosine * down;
    y[at + 4u] = SHIFT * f32(WIDTH) * either_way(a.z);
    y[at + 5u] = SHIFT * f32(HEIGHT) * either_way(a.w);
    y[at + 6u] = 1.0 + CONTRAST * either_way(b.w);
    y[at + 7u] = BRIGHTNESS * either_way(b.z);
    // The square, as far as it lies in the picture: top, left, bottom, right.
    let centre = vec2<u32>(multiply_high(c.x, HEIGHT), multiply_high(c.y, WIDTH));
    let half = vec2<u32>(HOLE / 2u);
    let first = max(centre, half) - half;
    let last = select(vec2<u32>(0u), min(centre + HOLE - half, vec2<u32>(HEIGHT, WIDTH)), vec2<bool>(HOLE > 0u));
    y[at + 8u] = f32(first.x);
    y[at + 9u] = f32(first.y);
    y[at + 10u] = f32(last.x);
    y[at + 11u] = f32(last.y);
}
