// The output pixels of a convolution in the order of memory. Partner: lib/pixels_of_windows.
//! use lib/convolution

// Pixels of a picture, and how many of them lie together as one result.
override PIXELS: u32 = OUT_HEIGHT * OUT_WIDTH;
const MEMBERS = 1u;

struct Pixel {
    picture: u32,
    y: u32,
    x: u32,
}

fn pixel_of(number: u32) -> Pixel {
    return Pixel(number / PIXELS, number / OUT_WIDTH % OUT_HEIGHT, number % OUT_WIDTH);
}
