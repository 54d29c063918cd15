// A product gives the sums of the columns of B too, which the tiles of its first row of tiles add up. There is one product.
// Partner: lib/no_sums.

const SUMS = true;

@group(0) @binding(next) var<storage, read_write> sums: array<f32>;

// Stores the sums of four columns from n on, as far as there are so many.
fn put_sums(n: u32, sum: vec4<f32>) {
    let at = part * N + n;
    if (n < N) { sums[at] = sum.x; }
    if (n + 1u < N) { sums[at + 1u] = sum.y; }
    if (n + 2u < N) { sums[at + 2u] = sum.z; }
    if (n + 3u < N) { sums[at + 3u] = sum.w; }
}
