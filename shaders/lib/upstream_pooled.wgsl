// Where the gradient of a convolution's result lies if a max pooling is behind it: at the window that the pixel is in,
// provided that the pixel was the largest there. Partners: lib/upstream, lib/a_four_unpooled.
//! use lib/convolution
//! use lib/windows

// Numbers of a picture.
override UPSTREAM: u32 = POOLED_HEIGHT * POOLED_WIDTH * CO;

// The place of the pixel that was asked for last in its window.
var<private> member: u32;

fn place_upstream(start: u32, y: u32, x: u32) -> u32 {
    let window_y = y / WINDOW_STRIDE_Y;
    let window_x = x / WINDOW_STRIDE_X;
    let member_y = y % WINDOW_STRIDE_Y;
    let member_x = x % WINDOW_STRIDE_X;
    member = member_y * WINDOW_WIDTH + member_x;
    if (window_y < POOLED_HEIGHT && window_x < POOLED_WIDTH && member_y < WINDOW_HEIGHT && member_x < WINDOW_WIDTH) {
        return start + (window_y * POOLED_WIDTH + window_x) * CO;
    }
    return OUTSIDE;
}
