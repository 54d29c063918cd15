// The gradient dw of a convolution's weights from x and dy, summed over all pixels and rows, as a matrix product per
// group. K is long, so it is split; shaders/fold.wgsl adds up the parts.
//   M = KERNEL_HEIGHT * KERNEL_WIDTH * GROUP_CI, N = GROUP_CO, K = rows * PIXELS (pixels of dy)
//   A[m][k] = x[pixel of k seen through tap m / GROUP_CI][channel m % GROUP_CI], zero in the padding
//   B[k][n] = dy[k][n]
//! use lib/step
//! use lib/convolution
//! use lib/pixels
//! use lib/gemm
//! use lib/a_vec4
//! use lib/b_vec4
//! use lib/c_vec4

override M: u32 = KERNEL_HEIGHT * KERNEL_WIDTH * GROUP_CI;

// A tap and a channel: how far the tap looks from an output pixel's first input pixel, with the padding taken off.
struct Row {
    channel: u32,
    y: i32,
    x: i32,
}

struct Column {
    start: u32,
    inside: bool,
}

fn extent_m() -> u32 {
    return M;
}

fn extent_k() -> u32 {
    return step.rows * PIXELS;
}

fn row_of(m: u32) -> Row {
    let tap = m / GROUP_CI;
    // From far above, a row beyond M sees only padding.
    let y = select(i32(-0x40000000), i32(tap / KERNEL_WIDTH * DILATION_Y) - TOP, m < M);
    return Row(slice * GROUP_CI + m % GROUP_CI, y, i32(tap % KERNEL_WIDTH * DILATION_X) - LEFT);
}

fn place_a(row: Row, k: u32) -> u32 {
    let pixel = pixel_of(k);
    let y = u32(row.y + i32(pixel.y * STRIDE_Y));
    let x = u32(row.x + i32(pixel.x * STRIDE_X));
    if (pixel.picture < step.rows && y < HEIGHT && x < WIDTH) {
        return ((pixel.picture * HEIGHT + y) * WIDTH + x) * CI + row.channel;
    }
    return OUTSIDE;
}

fn column_of(n: u32) -> Column {
    return Column(slice * GROUP_CO + n, n < GROUP_CO);
}

fn place_b(column: Column, k: u32) -> u32 {
    if (column.inside && k < extent_k()) {
        return column.start + k / MEMBERS * CO;
    }
    return OUTSIDE;
}

fn place_c(m: u32, n: u32) -> u32 {
    return (part * M + m) * CO + slice * GROUP_CO + n;
}
