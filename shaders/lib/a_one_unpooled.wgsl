// One number of A of lib/gemm that is the gradient before a max pooling: `member` of lib/upstream_pooled is its place in
// its window. Partner: lib/a_one.

@group(0) @binding(0) var<storage, read> a: array<f32>;
// Where in its window the largest number was.
@group(0) @binding(next) var<storage, read> places: array<u32>;

fn one_of_a(row: Row, k: u32) -> f32 {
    let place = place_a(row, k);
    if (place == OUTSIDE) {
        return 0.0;
    }
    return select(0.0, a[place], places[place] == member);
}
