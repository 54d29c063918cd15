//! Numbers as pictures: coloured, enlarged with hard pixels, laid over each other, set side by side.

use image::{ExtendedColorType, ImageEncoder};

use super::ColourMap;
use crate::base::{Error, Result, Shape};

/// The largest picture that is made, in pixels.
const LARGEST: usize = 1 << 26;

/// A picture in red, green and blue.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Height and width.
    pub size: [usize; 2],
    /// Three bytes for each pixel, row by row.
    pub rgb: Vec<u8>,
}

impl Picture {
    /// A plain picture.
    pub fn plain(size: [usize; 2], colour: [u8; 3]) -> Picture {
        Picture { size, rgb: colour.repeat(size[0] * size[1]) }
    }

    /// A map of numbers, row by row, in colours; `range` has the ends of the colour map.
    pub fn of_map(map: &[f32], size: [usize; 2], [low, high]: [f32; 2], colours: ColourMap) -> Picture {
        let span = if high > low { high - low } else { 1.0 };
        Picture { size, rgb: map.iter().flat_map(|number| colours.colour((number - low) / span)).collect() }
    }

    /// A sample as people see it: grey, or red, green and blue, of which `range` says the numbers of black and white
    /// for each channel (see [`super::pixel_range`]). Of other numbers of channels the mean is shown; what is no
    /// picture becomes one row.
    pub fn of_sample(input: &[f32], shape: &Shape, range: &[[f32; 2]]) -> Picture {
        let [height, width, channels] = shape.picture().unwrap_or([1, shape.count(), 1]);
        let part = |channel: usize, number: f32| {
            let [low, high] = range.get(channel).or(range.first()).copied().unwrap_or([0.0, 1.0]);
            if high == low { 0.0 } else { ((number - low) / (high - low)).clamp(0.0, 1.0) }
        };
        let byte = |part: f32| (part * 255.0).round() as u8;
        let colour = |pixel: &[f32]| -> [u8; 3] {
            let parts = pixel.iter().enumerate().map(|(channel, &number)| part(channel, number));
            match channels {
                3 => [0, 1, 2].map(|channel| byte(part(channel, pixel[channel]))),
                _ => [byte(parts.sum::<f32>() / channels as f32); 3],
            }
        };
        Picture { size: [height, width], rgb: input.chunks(channels).flat_map(colour).collect() }
    }

    /// Each pixel as a square of so many pixels, with hard edges.
    pub fn enlarged(&self, times: usize) -> Picture {
        let [height, width] = self.size.map(|extent| extent * times);
        let pixel = |place: usize| {
            let from = (place / width / times * self.size[1] + place % width / times) * 3;
            [self.rgb[from], self.rgb[from + 1], self.rgb[from + 2]]
        };
        Picture { size: [height, width], rgb: (0..height * width).flat_map(pixel).collect() }
    }

    /// Enlarged so that the longer side has about so many pixels; never made smaller.
    pub fn enlarged_to(&self, side: usize) -> Picture {
        self.enlarged((side / self.size[0].max(self.size[1]).max(1)).max(1))
    }

    /// With heat over it: a number from 0 to 1 for each pixel. The picture turns grey so that colours are the heat's
    /// alone, and shows through where the heat is low.
    pub fn under(&self, heat: &[f32], colours: ColourMap) -> Picture {
        let mix = |(pixel, &heat): (&[u8], &f32)| {
            let heat = if heat.is_nan() { 0.0 } else { heat.clamp(0.0, 1.0) };
            let grey = 0.299 * f32::from(pixel[0]) + 0.587 * f32::from(pixel[1]) + 0.114 * f32::from(pixel[2]);
            let cover = 0.25 + 0.5 * heat;
            colours.colour(heat).map(|part| (grey * (1.0 - cover) + f32::from(part) * cover).round() as u8)
        };
        Picture { size: self.size, rgb: self.rgb.chunks(3).zip(heat).flat_map(mix).collect() }
    }

    /// Pictures of one size in rows of so many, with a gap of pixels in a colour between and around them.
    pub fn tiles(pictures: &[Picture], columns: usize, gap: usize, colour: [u8; 3]) -> Picture {
        let [height, width] = pictures.first().map_or([0, 0], |picture| picture.size);
        let columns = columns.clamp(1, pictures.len().max(1));
        let rows = pictures.len().div_ceil(columns);
        let mut wall = Picture::plain([rows * (height + gap) + gap, columns * (width + gap) + gap], colour);
        for (place, picture) in pictures.iter().enumerate() {
            let [top, left] = [place / columns * (height + gap) + gap, place % columns * (width + gap) + gap];
            for (y, row) in picture.rgb.chunks(3 * width.max(1)).take(height).enumerate() {
                let from = ((top + y) * wall.size[1] + left) * 3;
                wall.rgb[from..from + row.len()].copy_from_slice(row);
            }
        }
        wall
    }

    /// Lays another picture over this one, its upper left corner at a row and column; what does not fit is cut off.
    pub fn put(&mut self, other: &Picture, corner: [usize; 2]) {
        self.over(other, corner, |_, part| part);
    }

    /// The same, where only what is brighter is seen.
    pub fn brighten(&mut self, other: &Picture, corner: [usize; 2]) {
        self.over(other, corner, u8::max);
    }

    fn over(&mut self, other: &Picture, [top, left]: [usize; 2], mix: impl Fn(u8, u8) -> u8) {
        let [height, width] = self.size;
        let across = 3 * other.size[1].min(width.saturating_sub(left));
        for (y, row) in other.rgb.chunks(3 * other.size[1].max(1)).enumerate().take(height.saturating_sub(top)) {
            let below = &mut self.rgb[((top + y) * width + left) * 3..][..across];
            below.iter_mut().zip(row).for_each(|(under, &part)| *under = mix(*under, part));
        }
    }

    /// Draws a line of two pixels around some rows and columns, inside them.
    pub fn frame(&mut self, [rows, columns]: [std::ops::Range<usize>; 2], colour: [u8; 3]) {
        let [height, width] = self.size;
        let (rows, columns) = (rows.start..rows.end.min(height), columns.start..columns.end.min(width));
        for y in rows.clone() {
            for x in columns.clone() {
                let edge = |at: usize, of: &std::ops::Range<usize>| at < of.start + 2 || at + 2 >= of.end;
                if edge(y, &rows) || edge(x, &columns) {
                    self.rgb[(y * width + x) * 3..][..3].copy_from_slice(&colour);
                }
            }
        }
    }

    /// The picture as a PNG file.
    ///
    /// # Errors
    /// If it has no pixels, or too many.
    pub fn png(&self) -> Result<Vec<u8>> {
        let [height, width] = self.size;
        if height == 0 || width == 0 || height.saturating_mul(width) > LARGEST {
            return Err(Error::work(format!("A picture of {height} × {width} pixels cannot be made.")));
        }
        let mut file = Vec::new();
        let encoder = image::codecs::png::PngEncoder::new(&mut file);
        let failed = |error| Error::work(format!("The picture could not be made: {error}."));
        encoder.write_image(&self.rgb, width as u32, height as u32, ExtendedColorType::Rgb8).map_err(failed)?;
        Ok(file)
    }
}

/// The smallest and the largest finite number; 0 and 0 if there is none.
pub(super) fn range(numbers: &[f32]) -> [f32; 2] {
    let finite = || numbers.iter().copied().filter(|number| number.is_finite());
    let [low, high] = [finite().fold(f32::INFINITY, f32::min), finite().fold(f32::NEG_INFINITY, f32::max)];
    if low <= high { [low, high] } else { [0.0, 0.0] }
}

/// A map in another size: between pixels the mean of the four around, weighted by nearness (half-pixel centres, edges
/// repeated, as PyTorch's `interpolate(mode="bilinear", align_corners=False)`).
pub fn enlarge_smoothly(map: &[f32], from: [usize; 2], to: [usize; 2]) -> Vec<f32> {
    let taps = |axis: usize, place: usize| {
        let at = ((place as f32 + 0.5) * from[axis] as f32 / to[axis] as f32 - 0.5).max(0.0);
        let low = (at as usize).min(from[axis] - 1);
        (low, (low + 1).min(from[axis] - 1), at - low as f32)
    };
    let columns: Vec<_> = (0..to[1]).map(|x| taps(1, x)).collect();
    let mut larger = Vec::with_capacity(to[0] * to[1]);
    for y in 0..to[0] {
        let (top, bottom, down) = taps(0, y);
        for &(left, right, across) in &columns {
            let row = |y: usize| map[y * from[1] + left] * (1.0 - across) + map[y * from[1] + right] * across;
            larger.push(row(top) * (1.0 - down) + row(bottom) * down);
        }
    }
    larger
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_squares_and_tiles_lie_in_rows() {
        let picture = Picture::of_map(&[0.0, 1.0], [1, 2], [0.0, 1.0], ColourMap::Grey);
        assert_eq!(picture.enlarged(2).rgb, [[0; 6], [255; 6], [0; 6], [255; 6]].concat());
        assert_eq!(picture.enlarged_to(5).size, [2, 4]);
        let wall = Picture::tiles(&[picture.clone(), picture.clone(), picture], 2, 1, [9; 3]);
        assert_eq!(wall.size, [5, 7]);
        assert_eq!(wall.rgb[(7 + 1) * 3..][..9], [0, 0, 0, 255, 255, 255, 9, 9, 9]);
        assert!(wall.png().is_ok_and(|file| image::load_from_memory(&file).is_ok_and(|read| read.width() == 7)));
        assert!(Picture::plain([0, 4], [0; 3]).png().is_err());
    }

    #[test]
    fn pictures_are_laid_over_each_other_and_framed() {
        let mut ground = Picture::plain([5, 6], [10; 3]);
        ground.put(&Picture::plain([9, 2], [7; 3]), [1, 5]);
        ground.brighten(&Picture::plain([1, 1], [9; 3]), [0, 0]);
        ground.brighten(&Picture::plain([1, 1], [20; 3]), [4, 0]);
        let red = |picture: &Picture| picture.rgb.iter().step_by(3).copied().collect::<Vec<u8>>();
        assert_eq!(red(&ground)[..12], [10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 7]);
        assert_eq!(red(&ground)[24], 20);
        ground.frame([0..5, 0..5], [1; 3]);
        let framed = red(&ground);
        assert_eq!((framed[2 * 6 + 2], framed[2 * 6 + 1], framed[5]), (10, 1, 10));
    }

    #[test]
    fn samples_are_shown_as_they_were() {
        let shape = Shape::from([1, 1, 3]);
        let picture = Picture::of_sample(&[-1.0, 0.0, 1.0], &shape, &[[-1.0, 1.0]; 3]);
        assert_eq!(picture.rgb, [0, 128, 255]);
        assert_eq!(Picture::of_sample(&[0.5], &Shape::from([1]), &[[0.0, 1.0]]).rgb, [128; 3]);
        let hot = picture.under(&[1.0], ColourMap::Viridis);
        assert!(hot.rgb[0] > 150 && hot.rgb[2] < 80, "{:?}", hot.rgb);
    }

    #[test]
    fn smooth_maps_keep_edges_and_centres() {
        assert_eq!(enlarge_smoothly(&[0.0, 1.0], [1, 2], [1, 4]), [0.0, 0.25, 0.75, 1.0]);
        assert_eq!(enlarge_smoothly(&[3.0], [1, 1], [2, 2]), [3.0; 4]);
    }
}
