// The inputs of a batch out of the data set: row r is sample order[offset + r], y = stored * scale + offset for each
// channel. An invocation gives four numbers.
//! use lib/step

// Numbers in one sample.
override COUNT: u32;
// Channels, and how many scales there are: as many, or 1.
override CHANNELS: u32;
override SCALES: u32;
override OFFSETS: u32;
// Whether the data are bytes, four in each word, lowest first; else bits of f32.
override BYTES: bool;

// Whether the data are only the samples from FIRST on, HELD at most: other rows are left as they are.
override PARTLY: bool = false;
override FIRST: u32 = 0u;
override HELD: u32 = 0u;

@group(0) @binding(0) var<storage, read> data: array<u32>;
@group(0) @binding(1) var<storage, read> order: array<u32>;
// SCALES scales, then OFFSETS offsets.
@group(0) @binding(2) var<storage, read> table: array<f32>;
@group(0) @binding(3) var<storage, read_write> y: array<vec4<f32>>;

fn stored(at: u32) -> f32 {
    if (BYTES) {
        return f32((data[at / 4u] >> (8u * (at % 4u))) & 0xffu);
    }
    return bitcast<f32>(data[at]);
}

// The place in the data of the sample in a row, HELD or more if it is not there.
fn sample_of(row: u32) -> u32 {
    // Below FIRST it wraps around.
    return order[step.offset + row] - FIRST;
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
    let i = group_number(group) * 64u + lane;
    if (i >= step.count) {
        return;
    }
    var numbers: vec4<f32>;
    var here = vec4<bool>(true);
    if (BYTES && COUNT % 4u == 0u) {
        // All four are of one sample and in one word.
        let e = 4u * i;
        let sample = sample_of(e / COUNT);
        if (PARTLY && sample >= HELD) {
            return;
        }
        let word = data[(sample * COUNT + e % COUNT) / 4u];
        numbers = vec4<f32>((vec4<u32>(word) >> vec4<u32>(0u, 8u, 16u, 24u)) & vec4<u32>(0xffu));
    } else {
        for (var k = 0u; k < 4u; k++) {
            // The last invocation may reach beyond the rows in use.
            let row = min((4u * i + k) / COUNT, step.rows - 1u);
            let sample = sample_of(row);
            here[k] = !PARTLY || sample < HELD;
            if (here[k]) {
                numbers[k] = stored(sample * COUNT + (4u * i + k) % COUNT);
            }
        }
    }
    var scale = vec4<f32>(table[0]);
    var offset = vec4<f32>(table[SCALES]);
    for (var k = 0u; k < 4u; k++) {
        let channel = (4u * i + k) % CHANNELS;
        if (SCALES > 1u) {
            scale[k] = table[channel];
        }
        if (OFFSETS > 1u) {
            offset[k] = table[SCALES + channel];
        }
    }
    let fresh = numbers * scale + offset;
    if (PARTLY) {
        y[i] = select(y[i], fresh, here);
    } else {
        y[i] = fresh;
    }
}
