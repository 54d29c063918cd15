//! Letters and squares on a picture of pixels, in the face of the charts.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{FACE, refused, register};
use crate::base::Result;

/// Writes on the bytes of a picture.
pub struct Letters<'a>(DrawingArea<BitMapBackend<'a>, Shift>);

impl<'a> Letters<'a> {
    /// On a picture of three bytes for each pixel, so many pixels wide and high.
    ///
    /// # Errors
    /// If the bytes are not so many, which is a mistake of the program; so it is for all below.
    pub fn on(rgb: &'a mut [u8], [width, height]: [usize; 2]) -> Result<Letters<'a>> {
        register();
        let backend = BitMapBackend::with_buffer_and_format(rgb, (width as u32, height as u32));
        Ok(Letters(backend.map_err(refused)?.into_drawing_area()))
    }

    /// Words that begin at a place, which is given right and down, and are as high as so many pixels.
    pub fn left(&mut self, words: &str, at: [usize; 2], pixels: f64, colour: [u8; 3]) -> Result<()> {
        self.text(words, at, pixels, colour, HPos::Left)
    }

    /// Words that end at a place.
    pub fn right(&mut self, words: &str, at: [usize; 2], pixels: f64, colour: [u8; 3]) -> Result<()> {
        self.text(words, at, pixels, colour, HPos::Right)
    }

    /// A filled square with its upper left corner at a place.
    pub fn square(&mut self, [x, y]: [usize; 2], side: usize, [red, green, blue]: [u8; 3]) -> Result<()> {
        let (from, to) = ((x as i32, y as i32), ((x + side) as i32, (y + side) as i32));
        self.0.draw(&Rectangle::new([from, to], RGBColor(red, green, blue).filled())).map_err(refused)
    }

    fn text(
        &mut self,
        words: &str,
        [x, y]: [usize; 2],
        pixels: f64,
        [red, green, blue]: [u8; 3],
        across: HPos,
    ) -> Result<()> {
        let colour = RGBColor(red, green, blue).to_backend_color();
        let style = TextStyle { font: (FACE, pixels).into_font(), color: colour, pos: Pos::new(across, VPos::Center) };
        self.0.draw(&Text::new(words.to_owned(), (x as i32, y as i32), style)).map_err(refused)
    }
}
