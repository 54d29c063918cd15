// Four neighbours of A of lib/gemm as they lie in memory. Partners: lib/a_four_unpooled, lib/a_four_bytes.

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;

fn four_of_a(row: Row, k: u32) -> vec4<f32> {
    let place = place_a(row, k);
    if (place == OUTSIDE) {
        return vec4<f32>();
    }
    return a[place / 4u];
}
