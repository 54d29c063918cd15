// Stores every row of a product. Partner: lib/store_pooled.

fn store(m: u32, n: u32, value: vec4<f32>) {
    let place = place_c(m, n);
    if (place != OUTSIDE) {
        let count = min(N - n, 4u);
        put(place, count, finished(place, count, value));
    }
}

fn store_block(m: u32, n: u32, c: mat4x4<f32>) {
    if (n >= N) {
        return;
    }
    let end = extent_m();
    if (m < end) { store(m, n, c[0]); }
    if (m + 1u < end) { store(m + 1u, n, c[1]); }
    if (m + 2u < end) { store(m + 2u, n, c[2]); }
    if (m + 3u < end) { store(m + 3u, n, c[3]); }
}
