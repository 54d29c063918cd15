// Four neighbours of A of lib/gemm that is the gradient before a max pooling: `member` of lib/upstream_pooled is their
// place in their windows. Partner: lib/a_four.

@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
// Where in its window the largest number was.
@group(0) @binding(next) var<storage, read> places: array<vec4<u32>>;

fn four_of_a(row: Row, k: u32) -> vec4<f32> {
    let place = place_a(row, k);
    if (place == OUTSIDE) {
        return vec4<f32>();
    }
    return select(vec4<f32>(), a[place / 4u], places[place / 4u] == vec4<u32>(member));
}
