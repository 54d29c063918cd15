// Four neighbours of A of lib/gemm that is the inputs of the batch; a sample has a multiple of four. Partner: lib/a_four.
//! use lib/bytes

fn four_of_a(row: Row, k: u32) -> vec4<f32> {
    let place = place_a(row, k);
    if (place == OUTSIDE) {
        return vec4<f32>();
    }
    let word = data[stored_place(place) / 4u];
    let numbers = vec4<f32>((vec4<u32>(word) >> vec4<u32>(0u, 8u, 16u, 24u)) & vec4<u32>(0xffu));
    let scale = vec4<f32>(scale_at(place), scale_at(place + 1u), scale_at(place + 2u), scale_at(place + 3u));
    let offset = vec4<f32>(offset_at(place), offset_at(place + 1u), offset_at(place + 2u), offset_at(place + 3u));
    return numbers * scale + offset;
}
