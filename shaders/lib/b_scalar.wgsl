// Reads B of lib/gemm number by number, where its extents are not multiples of four. Partner: lib/b_vec4.

override B_ALONG_K: bool = false;

@group(0) @binding(1) var<storage, read> b: array<f32>;

fn one_of_b(column: Column, k: u32) -> f32 {
    let place = place_b(column, k);
    if (place == OUTSIDE) {
        return 0.0;
    }
    return b[place];
}

fn four_columns_of_b(columns: Columns, k: u32) -> vec4<f32> {
    return vec4<f32>(
        one_of_b(columns.c0, k),
        one_of_b(columns.c1, k),
        one_of_b(columns.c2, k),
        one_of_b(columns.c3, k),
    );
}

// Four columns at k, k + 1, k + 2, k + 3.
fn load_b(columns: Columns, k: u32) -> mat4x4<f32> {
    return mat4x4<f32>(
        four_columns_of_b(columns, k),
        four_columns_of_b(columns, k + 1u),
        four_columns_of_b(columns, k + 2u),
        four_columns_of_b(columns, k + 3u),
    );
}
