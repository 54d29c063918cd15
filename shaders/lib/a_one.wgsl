// One number of A of lib/gemm as it lies in memory. Partners: lib/a_one_unpooled, lib/a_one_bytes.

@group(0) @binding(0) var<storage, read> a: array<f32>;

fn one_of_a(row: Row, k: u32) -> f32 {
    let place = place_a(row, k);
    if (place == OUTSIDE) {
        return 0.0;
    }
    return a[place];
}
