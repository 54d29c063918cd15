// Reads B of lib/gemm in the place of lib/b_scalar, where it is the gradient before a max pooling and k runs over the
// pixels window by window: the four steps from a k on are the four pixels of one window. Partner: lib/b_unpooled_vec4.

override B_ALONG_K: bool = false;

@group(0) @binding(1) var<storage, read> b: array<f32>;
// Where in its window the largest number was.
@group(0) @binding(next) var<storage, read> places: array<u32>;

// One column at four steps.
fn steps_of_b(column: Column, k: u32) -> vec4<f32> {
    let place = place_b(column, k);
    if (place == OUTSIDE) {
        return vec4<f32>();
    }
    return select(vec4<f32>(), vec4<f32>(b[place]), vec4<u32>(places[place]) == vec4<u32>(0u, 1u, 2u, 3u));
}

// Four columns at k, k + 1, k + 2, k + 3.
fn load_b(columns: Columns, k: u32) -> mat4x4<f32> {
    return transpose(mat4x4<f32>(
        steps_of_b(columns.c0, k),
        steps_of_b(columns.c1, k),
        steps_of_b(columns.c2, k),
        steps_of_b(columns.c3, k),
    ));
}
