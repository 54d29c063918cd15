// One number of A of lib/gemm that is the inputs of the batch. Partner: lib/a_one.
//! use lib/bytes

fn one_of_a(row: Row, k: u32) -> f32 {
    let place = place_a(row, k);
    if (place == OUTSIDE) {
        return 0.0;
    }
    let at = stored_place(place);
    return f32((data[at / 4u] >> (8u * (at % 4u))) & 0xffu) * scale_at(place) + offset_at(place);
}
