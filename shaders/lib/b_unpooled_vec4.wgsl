// Reads B of lib/gemm in the place of lib/b_vec4, where it is the gradient before a max pooling and k runs over the
// pixels window by window: the four steps from a k on are the four pixels of one window. Partner: lib/b_unpooled_scalar.

override B_ALONG_K: bool = false;

@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
// Where in its window the largest number was.
@group(0) @binding(next) var<storage, read> places: array<vec4<u32>>;

// Four columns at k, k + 1, k + 2, k + 3.
fn load_b(columns: Columns, k: u32) -> mat4x4<f32> {
    let place = place_b(columns.c0, k);
    if (place == OUTSIDE) {
        return mat4x4<f32>();
    }
    let numbers = b[place / 4u];
    let largest = places[place / 4u];
    return mat4x4<f32>(
        select(vec4<f32>(), numbers, largest == vec4<u32>(0u)),
        select(vec4<f32>(), numbers, largest == vec4<u32>(1u)),
        select(vec4<f32>(), numbers, largest == vec4<u32>(2u)),
        select(vec4<f32>(), numbers, largest == vec4<u32>(3u)),
    );
}
