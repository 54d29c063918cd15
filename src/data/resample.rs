//! Brings a picture to another size: which part of it is used, and a triangle filter as wide as the step between
//! the new pixels, so that nothing flickers (as Pillow's and TensorFlow's anti-aliased bilinear).

use std::ops::Range;

use fast_image_resize::images::{CroppedImage, CroppedImageMut, Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

use super::Fit;

/// A picture of bytes, row by row, channels innermost.
pub(super) struct Pixels<'a> {
    pub height: usize,
    pub width: usize,
    pub channels: usize,
    pub bytes: &'a [u8],
}

/// Fills `out` (`size` × the picture's channels) with the picture, fitted as asked; what it does not cover is black.
/// `resizer` keeps its memory from one picture to the next.
pub(super) fn resample(
    from: &Pixels,
    size: [usize; 2],
    fit: Fit,
    out: &mut [u8],
    resizer: &mut Resizer,
) -> Result<(), String> {
    let kind = match from.channels {
        1 => PixelType::U8,
        2 => PixelType::U8x2,
        3 => PixelType::U8x3,
        4 => PixelType::U8x4,
        _ => return each_channel(from, size, fit, out, resizer),
    };
    if fit == Fit::Pad {
        out.fill(0);
    }
    let words =
        |error: &dyn std::fmt::Display| format!("it cannot be brought to {} × {} pixels ({error})", size[1], size[0]);
    let picture =
        ImageRef::new(from.width as u32, from.height as u32, from.bytes, kind).map_err(|error| words(&error))?;
    let mut canvas = Image::from_slice_u8(size[1] as u32, size[0] as u32, out, kind).map_err(|error| words(&error))?;
    let [rows, columns] = spans([from.height, from.width], size, fit);
    // What is cropped away does not shine through at the edges.
    let (across, down) = (columns.pixels(from.width), rows.pixels(from.height));
    let part =
        CroppedImage::new(&picture, across.start as u32, down.start as u32, across.len() as u32, down.len() as u32)
            .map_err(|error| words(&error))?;
    // The channels are colours; none of them says how much the others count.
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear)).use_alpha(false).crop(
        columns.start - across.start as f64,
        rows.start - down.start as f64,
        columns.used,
        rows.used,
    );
    let mut covered = CroppedImageMut::new(
        &mut canvas,
        columns.place as u32,
        rows.place as u32,
        columns.covered as u32,
        rows.covered as u32,
    )
    .map_err(|error| words(&error))?;
    resizer.resize(&part, &mut covered, &options).map_err(|error| words(&error))
}

/// Along one axis: where the used part of the picture begins and how long it is, then where it goes and how long it
/// is there.
struct Span {
    start: f64,
    used: f64,
    place: usize,
    covered: usize,
}

impl Span {
    /// The pixels, of so many, that the used part touches.
    fn pixels(&self, whole: usize) -> Range<usize> {
        self.start.floor() as usize..whole.min((self.start + self.used).ceil() as usize)
    }
}

fn spans(whole: [usize; 2], size: [usize; 2], fit: Fit) -> [Span; 2] {
    let ratio = |axis: usize| size[axis] as f64 / whole[axis] as f64;
    [0, 1].map(|axis| {
        let all = whole[axis] as f64;
        match fit {
            Fit::Stretch => Span { start: 0.0, used: all, place: 0, covered: size[axis] },
            Fit::Crop => {
                let start = ((all - size[axis] as f64 / ratio(0).max(ratio(1))) / 2.0).max(0.0);
                // Not beyond the end, whatever rounding does.
                Span { start, used: (all - 2.0 * start).min(all - start), place: 0, covered: size[axis] }
            }
            Fit::Pad => {
                let covered = (all * ratio(0).min(ratio(1))).round() as usize;
                let covered = covered.clamp(1, size[axis].max(1));
                Span { start: 0.0, used: all, place: (size[axis] - covered) / 2, covered }
            }
        }
    })
}

/// [`resample`] for numbers of channels that no picture file has but arrays may.
fn each_channel(
    from: &Pixels,
    size: [usize; 2],
    fit: Fit,
    out: &mut [u8],
    resizer: &mut Resizer,
) -> Result<(), String> {
    let mut fitted = vec![0; size[0] * size[1]];
    for channel in 0..from.channels {
        let bytes: Vec<u8> = from.bytes.iter().skip(channel).step_by(from.channels).copied().collect();
        resample(&Pixels { channels: 1, bytes: &bytes, ..*from }, size, fit, &mut fitted, resizer)?;
        out.iter_mut().skip(channel).step_by(from.channels).zip(&fitted).for_each(|(byte, &new)| *byte = new);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(size: [usize; 2], fit: Fit, height: usize, width: usize, bytes: &[u8]) -> Vec<u8> {
        let channels = bytes.len() / height / width;
        let mut out = vec![77; size[0] * size[1] * channels];
        resample(&Pixels { height, width, channels, bytes }, size, fit, &mut out, &mut Resizer::new()).unwrap();
        out
    }

    #[test]
    fn the_same_size_changes_nothing() {
        for channels in 1..=5 {
            let bytes: Vec<u8> = (0..20 * channels).map(|x| (x * 37 % 251) as u8).collect();
            for fit in [Fit::Crop, Fit::Pad, Fit::Stretch] {
                assert_eq!(to([4, 5], fit, 4, 5, &bytes), bytes);
            }
        }
    }

    #[test]
    fn a_plain_picture_stays_plain_at_any_size() {
        for size in [[1, 1], [3, 7], [50, 2], [64, 64]] {
            assert!(to(size, Fit::Stretch, 9, 13, &[200; 9 * 13 * 3]).iter().all(|&byte| byte == 200), "{size:?}");
            assert!(to(size, Fit::Crop, 9, 13, &[200; 9 * 13]).iter().all(|&byte| byte == 200), "{size:?}");
        }
    }

    #[test]
    fn crop_keeps_the_middle_and_pad_keeps_all() {
        let wide = [0, 0, 90, 90, 90, 90, 255, 255].repeat(4);
        assert_eq!(to([4, 4], Fit::Crop, 4, 8, &wide), [90; 16]);
        let padded = to([8, 8], Fit::Pad, 4, 8, &wide);
        assert_eq!((&padded[..16], &padded[16..24], &padded[48..]), (&[0; 16][..], &wide[..8], &[0; 16][..]));
    }

    #[test]
    fn halving_blends_neighbours() {
        let stripes = [0, 200, 0, 200].repeat(4);
        let half = to([2, 2], Fit::Stretch, 4, 4, &stripes);
        assert!(half.iter().all(|byte| (70..=130).contains(byte)), "{half:?}");
    }

    /// The filter as its definition says, in 64 bits: along each axis a triangle as wide as the step, cut off where the
    /// used part ends.
    fn defined(size: [usize; 2], fit: Fit, height: usize, width: usize, bytes: &[u8]) -> Vec<f64> {
        let spans = spans([height, width], size, fit);
        let weights = |axis: usize, place: usize, whole: usize| -> Vec<(usize, f64)> {
            let span = &spans[axis];
            let step = span.used / span.covered as f64;
            let middle = span.start + (place as f64 + 0.5) * step;
            let weight = |pixel: usize| (1.0 - (pixel as f64 + 0.5 - middle).abs() / step.max(1.0)).max(0.0);
            let pixels = span.pixels(whole);
            let total: f64 = pixels.clone().map(weight).sum();
            pixels.map(|pixel| (pixel, weight(pixel) / total)).filter(|(_, weight)| *weight > 0.0).collect()
        };
        let mut out = vec![0.0; size[0] * size[1]];
        for row in 0..spans[0].covered {
            for column in 0..spans[1].covered {
                let columns = weights(1, column, width);
                let line = |y: usize| columns.iter().map(|(x, w)| w * f64::from(bytes[y * width + x])).sum::<f64>();
                let sum = weights(0, row, height).into_iter().map(|(y, w)| w * line(y)).sum();
                out[(spans[0].place + row) * size[1] + spans[1].place + column] = sum;
            }
        }
        out
    }

    #[test]
    fn every_pixel_is_what_the_filter_defines() {
        let mut random = crate::base::Philox::new(1, 0);
        for (height, width, size) in [(54, 54, [19, 19]), (31, 70, [16, 16]), (9, 7, [20, 30]), (1, 100, [8, 5])] {
            let bytes: Vec<u8> = (0..height * width).map(|_| random.next_u32() as u8).collect();
            for fit in [Fit::Stretch, Fit::Crop, Fit::Pad] {
                let expected = defined(size, fit, height, width, &bytes);
                for (byte, expected) in to(size, fit, height, width, &bytes).into_iter().zip(expected) {
                    // Whole numbers after the first axis and after the second.
                    assert!((f64::from(byte) - expected).abs() <= 1.2, "{fit:?} {size:?}: {byte}, not {expected}");
                }
            }
        }
    }

    #[test]
    fn extreme_proportions_are_no_error() {
        for (height, width, size) in [(1, 1, [4096, 1]), (3, 5000, [1, 64]), (7, 3, [1, 1]), (4000, 1, [3, 50])] {
            for fit in [Fit::Stretch, Fit::Crop, Fit::Pad] {
                to(size, fit, height, width, &vec![9; height * width]);
            }
        }
    }
}
