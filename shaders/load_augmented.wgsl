// The inputs of a batch out of the data set, changed at random (`augment.wgsl` has drawn how): one bilinear sample of
// the stored picture, contrast and brightness about middle grey, a square cut out; then * scale + offset.
//! use lib/step

override HEIGHT: u32;
override WIDTH: u32;
override CHANNELS: u32;
override SCALES: u32;
override OFFSETS: u32;
// Whether the data are bytes, four in each word, lowest first; else bits of f32, taken to run from 0 to 1.
override BYTES: bool;
// Whether contrast and brightness change.
override COLOURS: bool;

// Whether the data are only the samples from FIRST on, HELD at most: other rows are left as they are.
override PARTLY: bool = false;
override FIRST: u32 = 0u;
override HELD: u32 = 0u;

@group(0) @binding(0) var<storage, read> data: array<u32>;
@group(0) @binding(1) var<storage, read> order: array<u32>;
// 12 numbers for each row.
@group(0) @binding(2) var<storage, read> changes: array<f32>;
// SCALES scales, then OFFSETS offsets.
@group(0) @binding(3) var<storage, read> table: array<f32>;
@group(0) @binding(4) var<storage, read_write> y: array<vec4<f32>>;

fn stored(at: u32) -> f32 {
    if (BYTES) {
        return f32((data[at / 4u] >> (8u * (at % 4u))) & 0xffu);
    }
    return bitcast<f32>(data[at]);
}

fn between(a: f32, b: f32, share: f32) -> f32 {
    return a + (b - a) * share;
}

// The place in the data of the sample in a row, HELD or more if it is not there.
fn sample_of(row: u32) -> u32 {
    // Below FIRST it wraps around.
    return order[step.offset + row] - FIRST;
}

// Number `e` of the sample of a row.
fn changed(row: u32, e: u32) -> f32 {
    let range = select(1.0, 255.0, BYTES);
    let middle = 0.5 * range;
    let pixel = vec2<f32>(f32(e / CHANNELS % WIDTH), f32(e / CHANNELS / WIDTH));
    let at = 12u * row;
    if (pixel.y >= changes[at + 8u] && pixel.y < changes[at + 10u]
        && pixel.x >= changes[at + 9u] && pixel.x < changes[at + 11u]) {
        return middle;
    }
    let last = vec2<f32>(f32(WIDTH - 1u), f32(HEIGHT - 1u));
    let p = pixel - 0.5 * last;
    let turned = vec2<f32>(changes[at] * p.x + changes[at + 1u] * p.y, changes[at + 2u] * p.x + changes[at + 3u] * p.y);
    let place = clamp(turned + vec2<f32>(changes[at + 4u], changes[at + 5u]) + 0.5 * last, vec2<f32>(0.0), last);
    let first = vec2<u32>(place);
    let share = place - vec2<f32>(first);
    let second = min(first + 1u, vec2<u32>(WIDTH - 1u, HEIGHT - 1u));
    let start = sample_of(row) * (HEIGHT * WIDTH * CHANNELS) + e % CHANNELS;
    let above = start + first.y * WIDTH * CHANNELS;
    let below = start + second.y * WIDTH * CHANNELS;
    let upper = between(stored(above + first.x * CHANNELS), stored(above + second.x * CHANNELS), share.x);
    let lower = between(stored(below + first.x * CHANNELS), stored(below + second.x * CHANNELS), share.x);
    let number = between(upper, lower, share.y);
    if (COLOURS) {
        return clamp((number - middle) * changes[at + 6u] + middle + changes[at + 7u] * range, 0.0, range);
    }
    return number;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i >= step.count) {
        return;
    }
    let count = HEIGHT * WIDTH * CHANNELS;
    var numbers: vec4<f32>;
    var here = vec4<bool>(true);
    for (var k = 0u; k < 4u; k++) {
        // The last invocation may reach beyond the rows in use.
        let e = 4u * i + k;
        let row = min(e / count, step.rows - 1u);
        here[k] = !PARTLY || sample_of(row) < HELD;
        if (here[k]) {
            let channel = e % CHANNELS;
            numbers[k] = changed(row, e % count) * table[select(0u, channel, SCALES > 1u)]
                + table[SCALES + select(0u, channel, OFFSETS > 1u)];
        }
    }
    if (PARTLY) {
        y[i] = select(y[i], numbers, here);
    } else {
        y[i] = numbers;
    }
}
