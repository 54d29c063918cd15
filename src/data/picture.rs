//! From a picture file to the bytes that a network is given: decoded, fitted, turned upright, grey or coloured.

use std::ffi::OsStr;
use std::path::Path;

use fast_image_resize::Resizer;
use image::metadata::Orientation;
use xxhash_rust::xxh3::xxh3_128;

use super::decode::{Decoded, Header, decode};
use super::files::{read_at_most, read_into};
use super::resample::{Pixels, resample};
use super::{Fit, Options};
use crate::base::{Error, Result, Shape};

/// Larger files are refused.
pub(super) const MAX_FILE: u64 = 128 << 20;
/// So much memory a thread keeps from one picture to the next.
const MAX_KEPT: usize = 24 << 20;

/// How every picture of a data set ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    /// Height and width.
    pub size: [usize; 2],
    /// 1 or 3.
    pub channels: usize,
    pub fit: Fit,
}

impl Frame {
    pub fn shape(&self) -> Shape {
        Shape::from([self.size[0], self.size[1], self.channels])
    }
}

/// Reads one picture and prepares it like those that a network was trained on: `shape` is that of the network's
/// samples (height × width × 1 or 3), `options` are those of its data. Returns one byte for each channel and pixel.
pub fn open_picture(path: &Path, shape: &Shape, options: &Options) -> Result<Vec<u8>> {
    let name = path.display().to_string();
    prepared(&name, shape, options, |space, frame, out| {
        space.read(path)?;
        space.prepare(path, frame, out)
    })
}

/// The same for a picture whose file is in memory, as one from the clipboard; `name` is what errors call it.
pub fn decode_picture(bytes: &[u8], name: &str, shape: &Shape, options: &Options) -> Result<Vec<u8>> {
    prepared(name, shape, options, |space, frame, out| {
        space.file.extend_from_slice(bytes);
        space.prepare(Path::new(name), frame, out)
    })
}

fn prepared(
    name: &str,
    shape: &Shape,
    options: &Options,
    read: impl FnOnce(&mut Workspace, &Frame, &mut [u8]) -> Result<(), String>,
) -> Result<Vec<u8>> {
    let frame = match shape.picture() {
        Some([height, width, channels @ (1 | 3)]) if height > 0 && width > 0 => {
            Frame { size: [height, width], channels, fit: options.fit }
        }
        _ => {
            let sentence = format!("{name} cannot be given to a network whose samples are {shape}.");
            return Err(Error::input(sentence));
        }
    };
    let mut out = vec![0; frame.shape().count()];
    read(&mut Workspace::default(), &frame, &mut out)
        .map_err(|reason| Error::input(format!("{name} cannot be used: {reason}.")))?;
    Ok(out)
}

/// Memory that the reading of one picture after the other uses again: on the way from a file to a few kilobytes of
/// pixels, asking the system for memory would otherwise take a noticeable part of the time.
#[derive(Default)]
pub(super) struct Workspace {
    file: Vec<u8>,
    decoded: Vec<u8>,
    fitted: Vec<u8>,
    resizer: Resizer,
}

impl Workspace {
    /// Reads a file; the error is a reason without the path.
    pub fn read(&mut self, path: &Path) -> Result<(), String> {
        read_into(path, MAX_FILE, &mut self.file)
    }

    /// The hash of the file that was read (XXH3 of 128 bits), by which the cache knows it.
    pub fn content(&self) -> u128 {
        xxh3_128(&self.file)
    }

    /// Prepares the picture in the file that was read, into `out`; the error is a reason without the path.
    pub fn prepare(&mut self, path: &Path, frame: &Frame, out: &mut [u8]) -> Result<(), String> {
        let outcome = self.prepare_any(path.file_name().unwrap_or(OsStr::new("")), frame, out);
        // Every thread would else hold on to the memory of the largest picture that it has seen.
        if self.file.capacity() + self.decoded.capacity() + self.resizer.size_of_internal_buffers() > MAX_KEPT {
            *self = Workspace::default();
        }
        outcome
    }

    fn prepare_any(&mut self, name: &OsStr, frame: &Frame, out: &mut [u8]) -> Result<(), String> {
        let Workspace { file, decoded, fitted, resizer } = self;
        let Decoded { header, channels } = decode(file, name, frame.channels == 1, decoded)?;
        let pixels = Pixels { height: header.height, width: header.width, channels, bytes: decoded };
        if header.orientation == Orientation::NoTransforms && channels == frame.channels {
            return resample(&pixels, frame.size, frame.fit, out, resizer);
        }
        // Small pictures are turned faster than large ones, so that comes last.
        let size = if header.lies() { [frame.size[1], frame.size[0]] } else { frame.size };
        fitted.resize(size[0] * size[1] * channels, 0);
        resample(&pixels, size, frame.fit, fitted, resizer)?;
        let turned = turn(fitted, size, channels, header.orientation);
        recolour(&turned, channels, frame.channels, out);
        Ok(())
    }
}

/// What can be known of a picture file without decoding it.
pub(super) fn read_header(path: &Path) -> Result<Header, String> {
    let bytes = read_at_most(path, MAX_FILE)?;
    super::decode::header(&bytes, path.file_name().unwrap_or(OsStr::new("")))
}

/// Copies pixels from so many channels to so many: grey to colour, colour to grey (BT.601), or as they are.
pub(super) fn recolour(from: &[u8], channels: usize, wanted: usize, out: &mut [u8]) {
    match (channels, wanted) {
        (1, 3) => from.iter().zip(out.as_chunks_mut::<3>().0).for_each(|(&grey, pixel)| *pixel = [grey; 3]),
        (3, 1) => {
            for (&[red, green, blue], grey) in from.as_chunks::<3>().0.iter().zip(out) {
                *grey = ((299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue) + 500) / 1000) as u8;
            }
        }
        _ => out.copy_from_slice(from),
    }
}

/// The picture as people see it, from how it is stored (`size`: height and width as stored).
fn turn(from: &[u8], [height, width]: [usize; 2], channels: usize, orientation: Orientation) -> Vec<u8> {
    use Orientation::*;
    let lies = matches!(orientation, Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH);
    let [rows, columns] = if lies { [width, height] } else { [height, width] };
    let mut out = Vec::with_capacity(from.len());
    for row in 0..rows {
        for column in 0..columns {
            let (y, x) = match orientation {
                NoTransforms => (row, column),
                FlipHorizontal => (row, width - 1 - column),
                Rotate180 => (height - 1 - row, width - 1 - column),
                FlipVertical => (height - 1 - row, column),
                Rotate90FlipH => (column, row),
                Rotate90 => (height - 1 - column, row),
                Rotate270FlipH => (height - 1 - column, width - 1 - row),
                Rotate270 => (column, width - 1 - row),
            };
            let start = (y * width + x) * channels;
            out.extend_from_slice(&from[start..start + channels]);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turning_agrees_with_the_image_crate() {
        let bytes: Vec<u8> = (0..18).collect();
        for orientation in (1..=8).filter_map(Orientation::from_exif) {
            let stored = image::RgbImage::from_raw(3, 2, bytes.clone()).unwrap();
            let mut expected = image::DynamicImage::ImageRgb8(stored);
            expected.apply_orientation(orientation);
            assert_eq!(turn(&bytes, [2, 3], 3, orientation), expected.into_bytes(), "{orientation:?}");
        }
    }

    #[test]
    fn grey_and_colour() {
        let mut grey = [0; 2];
        recolour(&[255, 255, 255, 255, 0, 0], 3, 1, &mut grey);
        assert_eq!(grey, [255, 76]);
        let mut colour = [0; 6];
        recolour(&[7, 9], 1, 3, &mut colour);
        assert_eq!(colour, [7, 7, 7, 9, 9, 9]);
    }
}
