// The gradient dx of a convolution's input from dy, also the transposed convolution, as a matrix product per group.
// With a stride, an input pixel is seen only through some taps, the same ones for all pixels of one phase (y mod
// STRIDE_Y, x mod STRIDE_X): each phase is a product of its own that walks over its taps only.
//   M = rows * pixels of a phase, N = GROUP_CI, K = taps of a phase * GROUP_CO
//   A[m][k] = dy[the output pixel that sees the pixel of m through tap k / GROUP_CO][channel k % GROUP_CO]
//   B[k][n] = w[tap of k][n][channel of k]
//! use lib/step
//! use lib/convolution
//! use lib/upstream
//! use lib/gemm
//! use lib/a_vec4
//! use lib/b_vec4
//! use lib/c_vec4

// The taps of a phase lie this far apart: STRIDE / gcd(STRIDE, DILATION).
override TAP_STEP_Y: u32 = 1u;
override TAP_STEP_X: u32 = 1u;
override TAPS_Y: u32 = (KERNEL_HEIGHT + TAP_STEP_Y - 1u) / TAP_STEP_Y;
override TAPS_X: u32 = (KERNEL_WIDTH + TAP_STEP_X - 1u) / TAP_STEP_X;
override K: u32 = TAPS_Y * TAPS_X * GROUP_CO;
override PHASE_HEIGHT: u32 = (HEIGHT + STRIDE_Y - 1u) / STRIDE_Y;
override PHASE_WIDTH: u32 = (WIDTH + STRIDE_X - 1u) / STRIDE_X;

// An input pixel: where its picture's dy of this group begins, and the output pixel (times the stride) that sees it
// through the first tap of its phase.
struct Row {
    start: u32,
    y: i32,
    x: i32,
}

// An input channel: where its weights of this group begin, and the first tap of the phase.
struct Column {
    start: u32,
    first_y: u32,
    first_x: u32,
    inside: bool,
}

fn group_of_slice() -> u32 {
    return slice / (STRIDE_Y * STRIDE_X);
}

fn phase_y() -> u32 {
    return slice / STRIDE_X % STRIDE_Y;
}

fn phase_x() -> u32 {
    return slice % STRIDE_X;
}

// The first tap through which a phase is seen; `end`, the number of taps, if there is none.
fn first_tap(seen: i32, stride: u32, dilation: u32, apart: u32, end: u32) -> u32 {
    for (var tap = 0u; tap < apart; tap++) {
        if ((seen - i32(tap * dilation)) % i32(stride) == 0) {
            return tap;
        }
    }
    return end;
}

fn first_tap_y() -> u32 {
    return first_tap(i32(phase_y()) + TOP, STRIDE_Y, DILATION_Y, TAP_STEP_Y, KERNEL_HEIGHT);
}

fn first_tap_x() -> u32 {
    return first_tap(i32(phase_x()) + LEFT, STRIDE_X, DILATION_X, TAP_STEP_X, KERNEL_WIDTH);
}

fn extent_m() -> u32 {
    return step.rows * (PHASE_HEIGHT * PHASE_WIDTH);
}

fn extent_k() -> u32 {
    return K;
}

fn row_of(m: u32) -> Row {
    let x = m % PHASE_WIDTH * STRIDE_X + phase_x();
    let y = m / PHASE_WIDTH % PHASE_HEIGHT * STRIDE_Y + phase_y();
    let picture = m / (PHASE_WIDTH * PHASE_HEIGHT);
    // Far above its picture, no output pixel sees a row beyond M.
    let top = select(i32(-0x40000000), i32(y) + TOP - i32(first_tap_y() * DILATION_Y), picture < step.rows);
    let left = i32(x) + LEFT - i32(first_tap_x() * DILATION_X);
    return Row(picture * UPSTREAM + group_of_slice() * GROUP_CO, top, left);
}

// Taps beyond the last are not excluded here: place_b makes them zero.
fn place_a(row: Row, k: u32) -> u32 {
    let tap = k / GROUP_CO;
    let y = row.y - i32(tap / TAPS_X * (TAP_STEP_Y * DILATION_Y));
    let x = row.x - i32(tap % TAPS_X * (TAP_STEP_X * DILATION_X));
    let oy = u32(y) / STRIDE_Y;
    let ox = u32(x) / STRIDE_X;
    if (k < K && y >= 0 && x >= 0 && oy < OUT_HEIGHT && ox < OUT_WIDTH) {
        return place_upstream(row.start + k % GROUP_CO, oy, ox);
    }
    return OUTSIDE;
}

fn column_of(n: u32) -> Column {
    return Column(n * CO + group_of_slice() * GROUP_CO, first_tap_y(), first_tap_x(), n < GROUP_CI);
}

fn place_b(column: Column, k: u32) -> u32 {
    let tap = k / GROUP_CO;
    let ky = column.first_y + tap / TAPS_X * TAP_STEP_Y;
    let kx = column.first_x + tap % TAPS_X * TAP_STEP_X;
    if (column.inside && k < K && ky < KERNEL_HEIGHT && kx < KERNEL_WIDTH) {
        return column.start + (ky * KERNEL_WIDTH + kx) * (GROUP_CI * CO) + k % GROUP_CO;
    }
    return OUTSIDE;
}

fn place_c(m: u32, n: u32) -> u32 {
    let x = m % PHASE_WIDTH * STRIDE_X + phase_x();
    let y = m / PHASE_WIDTH % PHASE_HEIGHT * STRIDE_Y + phase_y();
    let picture = m / (PHASE_WIDTH * PHASE_HEIGHT);
    if (y >= HEIGHT || x >= WIDTH) {
        return OUTSIDE;
    }
    return ((picture * HEIGHT + y) * WIDTH + x) * CI + group_of_slice() * GROUP_CI + n;
}
