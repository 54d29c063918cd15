// What becomes of results before they are stored, number by number. Partners: lib/finish_vec4, lib/finish_nothing.
//! use lib/epilogue

// Unless BIAS or DERIVE, these two are bound to anything and not read.
@group(0) @binding(3) var<storage, read> bias: array<f32>;
@group(0) @binding(4) var<storage, read> saved: array<f32>;

// What becomes of the first `count` of four neighbours from a place on.
fn finished(place: u32, count: u32, value: vec4<f32>) -> vec4<f32> {
    // Where there are fewer than four, the last is read again and not stored.
    let at = place + min(vec4<u32>(0u, 1u, 2u, 3u), vec4<u32>(count - 1u));
    var y = value;
    if (BIAS) {
        let channel = at % CHANNELS;
        y += vec4<f32>(bias[channel.x], bias[channel.y], bias[channel.z], bias[channel.w]);
    }
    y = activate(y);
    if (DERIVE) { y *= slope(vec4<f32>(saved[at.x], saved[at.y], saved[at.z], saved[at.w])); }
    return y;
}
