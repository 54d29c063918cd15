// Stores the largest of every four rows of a product, which are the pixels of one pooling window (lib/pixels_of_windows),
// and which of them it was: of equal numbers the first wins, as in max_pool.wgsl. Partner: lib/store.
//! use lib/places_vec4

fn store_block(m: u32, n: u32, c: mat4x4<f32>) {
    if (n >= N || m >= extent_m()) {
        return;
    }
    let place = place_c(m, n);
    let count = min(N - n, 4u);
    var largest = finished(place, count, c[0]);
    var found = vec4<u32>();
    let second = finished(place, count, c[1]);
    found = select(found, vec4<u32>(1u), second > largest);
    largest = max(largest, second);
    let third = finished(place, count, c[2]);
    found = select(found, vec4<u32>(2u), third > largest);
    largest = max(largest, third);
    let fourth = finished(place, count, c[3]);
    found = select(found, vec4<u32>(3u), fourth > largest);
    largest = max(largest, fourth);
    put(place, count, largest);
    put_places(place, count, found);
}
