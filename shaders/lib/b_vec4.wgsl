// Reads B of lib/gemm four numbers at a time: along k if B_ALONG_K, else along n. Every four of them that begin at a
// multiple of four are all in B or all outside. Partner: lib/b_scalar.

override B_ALONG_K: bool = false;

@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;

fn four_of_b(column: Column, k: u32) -> vec4<f32> {
    let place = place_b(column, k);
    if (place == OUTSIDE) {
        return vec4<f32>();
    }
    return b[place / 4u];
}

// Four columns at k, k + 1, k + 2, k + 3.
fn load_b(columns: Columns, k: u32) -> mat4x4<f32> {
    if (B_ALONG_K) {
        return transpose(mat4x4<f32>(
            four_of_b(columns.c0, k),
            four_of_b(columns.c1, k),
            four_of_b(columns.c2, k),
            four_of_b(columns.c3, k),
        ));
    }
    return mat4x4<f32>(
        four_of_b(columns.c0, k),
        four_of_b(columns.c0, k + 1u),
        four_of_b(columns.c0, k + 2u),
        four_of_b(columns.c0, k + 3u),
    );
}
