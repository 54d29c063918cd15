// The output pixels of a convolution window by window of the max pooling behind it, those left out that no window has.
// A window has four pixels. Partner: lib/pixels.
//! use lib/convolution
//! use lib/windows

const MEMBERS = 4u;
override PIXELS: u32 = POOLED_HEIGHT * POOLED_WIDTH * MEMBERS;

struct Pixel {
    picture: u32,
    y: u32,
    x: u32,
}

fn pixel_of(number: u32) -> Pixel {
    let member = number % MEMBERS;
    let window = number / MEMBERS;
    return Pixel(
        number / PIXELS,
        window / POOLED_WIDTH % POOLED_HEIGHT * WINDOW_STRIDE_Y + member / WINDOW_WIDTH,
        window % POOLED_WIDTH * WINDOW_STRIDE_X + member % WINDOW_WIDTH,
    );
}
