//! The sample as a sheet of numbers that can be painted on, masked, turned and shifted.

use std::ops::Range;

use crate::base::Shape;
use crate::data::{Dataset, Normalisation};
use crate::study::samples::stored;
use crate::ui::words::grouped;

/// What the mouse does to the sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tool {
    /// Nothing: the number under the pointer is shown.
    #[default]
    Look,
    /// Paints white with a soft brush.
    Paint,
    /// Paints black.
    Erase,
    /// Covers a rectangle with grey.
    Mask,
    /// Shifts the whole.
    Move,
}

/// How the sample is turned and shifted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Turn {
    /// Degrees, against the clock.
    pub degrees: f32,
    /// To the right and down, in pixels.
    pub shift: [f32; 2],
}

/// A sample's numbers as they are stored, before the network's own scaling.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sheet {
    /// The shape of a sample.
    pub shape: Shape,
    /// The numbers.
    pub numbers: Vec<f32>,
    /// The numbers before anything was done by hand.
    pub original: Vec<f32>,
    /// The numbers of black and white.
    pub range: [f32; 2],
    /// What it is called.
    pub name: String,
    /// The sample of the data set that it is.
    pub sample: Option<u32>,
}

impl Sheet {
    /// A sample of a data set.
    pub fn of(dataset: &Dataset, sample: u32) -> Option<Sheet> {
        let place = sample as usize;
        let (numbers, range) = stored(dataset, sample)?;
        let name = dataset.names.get(place).cloned().unwrap_or_else(|| grouped(u64::from(sample) + 1));
        let (shape, original) = (dataset.shape.clone(), numbers.clone());
        Some(Sheet { shape, numbers, original, range, name, sample: Some(sample) })
    }

    /// A black sheet to draw on.
    pub fn blank(shape: &Shape) -> Sheet {
        let numbers = vec![0.0; shape.count()];
        let original = numbers.clone();
        Sheet { shape: shape.clone(), numbers, original, range: [0.0, 255.0], name: "drawing".into(), sample: None }
    }

    /// A picture from elsewhere, one byte for each number.
    pub fn named(name: String, shape: &Shape, bytes: &[u8]) -> Sheet {
        let numbers: Vec<f32> = bytes.iter().copied().map(f32::from).collect();
        let original = numbers.clone();
        Sheet { shape: shape.clone(), numbers, original, range: [0.0, 255.0], name, sample: None }
    }

    /// Whether it is no sample and nothing is on it yet.
    pub fn is_blank(&self) -> bool {
        self.sample.is_none() && self.numbers.iter().all(|&number| number == self.range[0])
    }

    /// Whether anything was done by hand.
    pub fn is_touched(&self) -> bool {
        self.numbers != self.original
    }

    /// Paints along a line from one place to another (in pixels, right and down) with a brush of this radius.
    pub fn paint(&mut self, from: [f32; 2], to: [f32; 2], radius: f32, white: bool) {
        let Some([height, width, channels]) = self.shape.picture() else { return };
        let [low, high] = self.range;
        let along = [to[0] - from[0], to[1] - from[1]];
        let length = (along[0] * along[0] + along[1] * along[1]).max(1e-12);
        for y in 0..height {
            for x in 0..width {
                let at = [x as f32 + 0.5 - from[0], y as f32 + 0.5 - from[1]];
                let part = ((at[0] * along[0] + at[1] * along[1]) / length).clamp(0.0, 1.0);
                let distance = (at[0] - part * along[0]).hypot(at[1] - part * along[1]);
                // Full within the brush, and soft over one pixel.
                let cover = (radius + 0.5 - distance).clamp(0.0, 1.0);
                if cover <= 0.0 {
                    continue;
                }
                for number in &mut self.numbers[(y * width + x) * channels..][..channels] {
                    let goal = if white { high } else { low };
                    let mixed = *number + cover * (goal - *number);
                    *number = if white { mixed.max(*number) } else { mixed.min(*number) };
                }
            }
        }
    }

    /// Covers a rectangle with the middle between black and white.
    pub fn mask(&mut self, rows: Range<usize>, columns: Range<usize>) {
        let Some([height, width, channels]) = self.shape.picture() else { return };
        let grey = (self.range[0] + self.range[1]) / 2.0;
        for y in rows.start..rows.end.min(height) {
            for x in columns.start..columns.end.min(width) {
                self.numbers[(y * width + x) * channels..][..channels].fill(grey);
            }
        }
    }

    /// Black becomes white.
    pub fn invert(&mut self) {
        let [low, high] = self.range;
        self.numbers.iter_mut().for_each(|number| *number = low + high - *number);
    }

    /// The numbers turned and shifted; what comes in from outside is black.
    pub fn turned(&self, turn: &Turn) -> Vec<f32> {
        let Some([height, width, channels]) = self.shape.picture() else { return self.numbers.clone() };
        if *turn == Turn::default() {
            return self.numbers.clone();
        }
        let (sine, cosine) = turn.degrees.to_radians().sin_cos();
        let middle = [width as f32 / 2.0, height as f32 / 2.0];
        let number = |x: isize, y: isize, channel: usize| {
            let inside = x >= 0 && y >= 0 && (x as usize) < width && (y as usize) < height;
            if inside { self.numbers[(y as usize * width + x as usize) * channels + channel] } else { self.range[0] }
        };
        let mut turned = Vec::with_capacity(self.numbers.len());
        for y in 0..height {
            for x in 0..width {
                let right = x as f32 + 0.5 - middle[0] - turn.shift[0];
                let down = y as f32 + 0.5 - middle[1] - turn.shift[1];
                let from =
                    [cosine * right - sine * down + middle[0] - 0.5, sine * right + cosine * down + middle[1] - 0.5];
                let (left, top) = (from[0].floor(), from[1].floor());
                let (across, along) = (from[0] - left, from[1] - top);
                let (left, top) = (left as isize, top as isize);
                for channel in 0..channels {
                    let row =
                        |y: isize| number(left, y, channel) * (1.0 - across) + number(left + 1, y, channel) * across;
                    turned.push(row(top) * (1.0 - along) + row(top + 1) * along);
                }
            }
        }
        turned
    }

    /// Makes what is seen turned and shifted the sheet itself.
    pub fn bake(&mut self, turn: &mut Turn) {
        self.numbers = self.turned(turn);
        *turn = Turn::default();
    }

    /// What the network sees.
    pub fn ready(&self, turn: &Turn, normalisation: &Normalisation) -> Vec<f32> {
        let mut numbers = self.turned(turn);
        normalisation.apply_to(&mut numbers);
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brush_is_soft_and_erasing_undoes_it() {
        let mut sheet = Sheet::blank(&[9, 9, 1].into());
        sheet.paint([2.0, 4.5], [7.0, 4.5], 1.0, true);
        let row = |y: usize| sheet.numbers[y * 9 + 4];
        assert_eq!((row(4), row(0)), (255.0, 0.0));
        assert!(row(3) > 0.0 && row(3) < 255.0, "its edge is grey: {}", row(3));
        let mut erased = sheet.clone();
        erased.paint([0.0, 4.5], [9.0, 4.5], 4.0, false);
        assert!(!erased.is_touched() && sheet.is_touched());
    }

    #[test]
    fn a_turn_there_and_back_and_a_shift_keep_the_picture() {
        let mut sheet = Sheet::blank(&[8, 8, 3].into());
        sheet.mask(3..5, 3..6);
        sheet.numbers[(2 * 8 + 5) * 3] = 200.0;
        let mut turned = sheet.clone();
        turned.bake(&mut Turn { degrees: 90.0, shift: [0.0; 2] });
        assert_ne!(turned.numbers, sheet.numbers);
        // Row 2, column 5 is a little right and above of the middle; a quarter against the clock brings it to the left.
        assert!((turned.numbers[(2 * 8 + 2) * 3] - 200.0).abs() < 0.1);
        turned.bake(&mut Turn { degrees: -90.0, shift: [0.0; 2] });
        assert!(turned.numbers.iter().zip(&sheet.numbers).all(|(a, b)| (a - b).abs() < 0.1));
        let shifted = sheet.turned(&Turn { degrees: 0.0, shift: [1.0, -2.0] });
        assert_eq!(shifted[6 * 3], 200.0);
        let mut inverted = sheet.clone();
        inverted.invert();
        assert_eq!(inverted.numbers[0], 255.0);
    }
}
