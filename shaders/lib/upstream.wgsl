// Where the gradient of a convolution's result lies. Partner: lib/upstream_pooled.
//! use lib/convolution

// Numbers of a picture.
override UPSTREAM: u32 = OUT_HEIGHT * OUT_WIDTH * CO;

fn place_upstream(start: u32, y: u32, x: u32) -> u32 {
    return start + (y * OUT_WIDTH + x) * CO;
}
