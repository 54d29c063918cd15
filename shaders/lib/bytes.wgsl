// The inputs of a batch where they lie in the data set, as load_batch.wgsl would leave them: bytes, four in each word,
// lowest first; y = stored * scale + offset for each channel. A place counts through the batch.
//! use lib/step

// Numbers in one sample.
override COUNT: u32;
// Channels, and how many scales and offsets there are: as many, or 1.
override DATA_CHANNELS: u32;
override SCALES: u32;
override OFFSETS: u32;
// Where there is 1.
override SCALE: f32;
override OFFSET: f32;

@group(0) @binding(0) var<storage, read> data: array<u32>;
@group(0) @binding(next) var<storage, read> order: array<u32>;
// SCALES scales, then OFFSETS offsets.
@group(0) @binding(next) var<storage, read> table: array<f32>;

fn stored_place(place: u32) -> u32 {
    return order[step.offset + place / COUNT] * COUNT + place % COUNT;
}

fn scale_at(place: u32) -> f32 {
    if (SCALES == 1u) { return SCALE; }
    return table[place % DATA_CHANNELS];
}

fn offset_at(place: u32) -> f32 {
    if (OFFSETS == 1u) { return OFFSET; }
    return table[SCALES + place % DATA_CHANNELS];
}
