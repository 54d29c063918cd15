// Convolution y = x * w as a matrix product per group, without ever laying out the windows in memory:
//   M = rows * PIXELS (pixels of y, window by window if it is pooled), N = GROUP_CO,
//   K = KERNEL_HEIGHT * KERNEL_WIDTH * GROUP_CI
//   A[m][k] = x[pixel of m seen through tap k / GROUP_CI][channel k % GROUP_CI], zero in the padding
//   B[k][n] = w[k][n]
//! use lib/step
//! use lib/convolution
//! use lib/pixels
//! use lib/gemm
//! use lib/a_vec4
//! use lib/b_vec4
//! use lib/c_vec4

override K: u32 = KERNEL_HEIGHT * KERNEL_WIDTH * GROUP_CI;

// An output pixel: where its picture's channels of this group begin, and the input pixel that its first tap sees.
struct Row {
    start: u32,
    y: i32,
    x: i32,
}

struct Column {
    start: u32,
    inside: bool,
}

fn extent_m() -> u32 {
    return step.rows * PIXELS;
}

fn extent_k() -> u32 {
    return K;
}

fn row_of(m: u32) -> Row {
    let pixel = pixel_of(m);
    // From far above its picture, a row beyond M sees only padding.
    let y = select(i32(-0x40000000), i32(pixel.y * STRIDE_Y) - TOP, pixel.picture < step.rows);
    return Row(pixel.picture * (HEIGHT * WIDTH * CI) + slice * GROUP_CI, y, i32(pixel.x * STRIDE_X) - LEFT);
}

fn place_a(row: Row, k: u32) -> u32 {
    let channel = k % GROUP_CI;
    let tap = k / GROUP_CI;
    let y = u32(row.y + i32(tap / KERNEL_WIDTH * DILATION_Y));
    let x = u32(row.x + i32(tap % KERNEL_WIDTH * DILATION_X));
    if (k < K && y < HEIGHT && x < WIDTH) {
        return row.start + (y * WIDTH + x) * CI + channel;
    }
    return OUTSIDE;
}

fn column_of(n: u32) -> Column {
    return Column(slice * GROUP_CO + n, n < GROUP_CO);
}

fn place_b(column: Column, k: u32) -> u32 {
    if (column.inside && k < K) {
        return column.start + k * CO;
    }
    return OUTSIDE;
}

fn place_c(m: u32, n: u32) -> u32 {
    return m / MEMBERS * CO + slice * GROUP_CO + n;
}
