//! How samples are prepared while they are read, and how they are shared out between training and testing.

use serde::{Deserialize, Serialize};

use super::TableOptions;
use crate::base::{Error, Result};

/// How a source is to be prepared. Saved with the project, so that later pictures are prepared in the same way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Height and width of the prepared pictures. `None`: their own where all are equal (and not larger than
    /// 256 × 256), else a square that suits the smaller ones, at most 96 × 96.
    pub size: Option<[usize; 2]>,
    /// What happens where the proportions differ from those of `size`.
    pub fit: Fit,
    /// Grey or colour.
    pub colour: Colour,
    /// Drives the split and the pictures that the program draws; the same seed gives the same samples.
    pub seed: u64,
    /// The share, from 0 up to below 1, of a source without a test part that is set aside for testing.
    pub test: f64,
    /// The share, from 0 up to below 1, of the training part that is set aside for validation.
    pub validation: f64,
    /// At most so many samples of each class from each part that the source has, before a test part is set aside;
    /// the first ones are taken.
    pub limit: Option<usize>,
    /// How many samples the program draws for training and for testing (`sample:…` only); `None`: as many as suit.
    pub drawn: Option<[usize; 2]>,
    /// How a table is read (CSV only).
    pub table: TableOptions,
    /// The memory that the prepared samples may take, in bytes; a larger source is refused before it is read.
    pub max_bytes: u64,
}

/// What happens to a picture whose proportions differ from the wanted ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// The largest centred part with the right proportions is kept.
    #[default]
    Crop,
    /// The whole picture is kept, centred on black.
    Pad,
    /// The whole picture is kept, its proportions are not.
    Stretch,
}

/// Whether pictures have one channel or three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    /// Grey if all pictures are, else red, green and blue.
    #[default]
    Auto,
    /// One channel: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601, as in Pillow and Keras).
    Grey,
    /// Three channels.
    Rgb,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            size: None,
            fit: Fit::default(),
            colour: Colour::default(),
            seed: 0,
            test: 0.2,
            validation: 0.0,
            limit: None,
            drawn: None,
            table: TableOptions::default(),
            max_bytes: 4 << 30,
        }
    }
}

impl Options {
    /// Nothing, or a sentence about the first option that makes no sense.
    pub fn check(&self) -> Result<()> {
        if let Some([height, width]) = self.size
            && !((1..=4096).contains(&height) && (1..=4096).contains(&width))
        {
            let sentence = format!("A picture size of {height} × {width} is not possible; choose from 1 to 4096.");
            return Err(Error::input(sentence));
        }
        for (share, what) in [(self.test, "testing"), (self.validation, "validation")] {
            if !(0.0..1.0).contains(&share) {
                let sentence = format!("A share of {share} for {what} is not possible; choose from 0 to below 1.");
                return Err(Error::input(sentence));
            }
        }
        if self.limit == Some(0) {
            return Err(Error::input("A limit of 0 samples for each class leaves nothing; choose at least 1."));
        }
        Ok(())
    }
}
