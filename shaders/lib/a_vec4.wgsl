// Reads A of lib/gemm four numbers at a time: along k if A_ALONG_K, else along m. Every four of them that begin at a
// multiple of four are all in A or all outside. Partner: lib/a_scalar.
//! use lib/a_four

override A_ALONG_K: bool = true;

// Four rows at k, k + 1, k + 2, k + 3.
fn load_a(rows: Rows, k: u32) -> mat4x4<f32> {
    if (A_ALONG_K) {
        return transpose(mat4x4<f32>(
            four_of_a(rows.r0, k),
            four_of_a(rows.r1, k),
            four_of_a(rows.r2, k),
            four_of_a(rows.r3, k),
        ));
    }
    return mat4x4<f32>(
        four_of_a(rows.r0, k),
        four_of_a(rows.r0, k + 1u),
        four_of_a(rows.r0, k + 2u),
        four_of_a(rows.r0, k + 3u),
    );
}
