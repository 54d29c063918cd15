// Reads A of lib/gemm number by number, where its extents are not multiples of four. Partner: lib/a_vec4.
//! use lib/a_one

override A_ALONG_K: bool = true;

fn four_rows_of_a(rows: Rows, k: u32) -> vec4<f32> {
    return vec4<f32>(one_of_a(rows.r0, k), one_of_a(rows.r1, k), one_of_a(rows.r2, k), one_of_a(rows.r3, k));
}

// Four rows at k, k + 1, k + 2, k + 3.
fn load_a(rows: Rows, k: u32) -> mat4x4<f32> {
    return mat4x4<f32>(
        four_rows_of_a(rows, k),
        four_rows_of_a(rows, k + 1u),
        four_rows_of_a(rows, k + 2u),
        four_rows_of_a(rows, k + 3u),
    );
}
