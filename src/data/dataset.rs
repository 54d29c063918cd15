//! A data set: every sample prepared and in memory, ready to go to a device.

use std::sync::Arc;

use serde::Serialize;

use super::{Bytes, Kind, Table};
use crate::base::Shape;

/// Every sample of a source, prepared: inputs, targets, and which are for training and which for testing.
#[derive(Clone, Debug, PartialEq)]
pub struct Dataset {
    /// What it was read from.
    pub kind: Kind,
    /// The shape of one sample: height × width × channels for pictures, the number of columns for tables.
    pub shape: Shape,
    /// The samples one after the other, each of [`Dataset::shape`], innermost axis fastest.
    pub inputs: Inputs,
    /// What the network should answer, one for each sample.
    pub targets: Targets,
    /// Which samples are for training, validation and testing.
    pub parts: Parts,
    /// Where each sample comes from: the path of the picture below the opened folder; empty where there are no files.
    pub names: Vec<String>,
    /// The table that the samples are rows of, if they are.
    pub table: Option<Arc<Table>>,
    /// What was left out, and what is odd.
    pub report: Report,
}

/// The numbers of all samples.
#[derive(Clone, Debug, PartialEq)]
pub enum Inputs {
    /// Pictures: one byte for each channel of each pixel.
    Bytes(Bytes),
    /// Tables and points.
    Numbers(Vec<f32>),
}

/// The right answers of all samples.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// One class for each sample.
    Classes {
        /// The place of each sample's class in `names`.
        labels: Vec<u32>,
        /// The names of the classes.
        names: Vec<String>,
    },
    /// `width` numbers for each sample, one sample after the other.
    Numbers {
        /// All numbers.
        values: Vec<f32>,
        /// How many belong to one sample.
        width: usize,
    },
}

/// What a sample is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The network learns from these.
    Train,
    /// Tells while training how well the network does.
    Validation,
    /// Tells at the end.
    Test,
}

impl Part {
    /// Its name within a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Part::Train => "training",
            Part::Validation => "validation",
            Part::Test => "test",
        }
    }
}

/// Which samples are in which part, by their places in the data set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The network learns from these.
    pub train: Vec<u32>,
    /// These tell while training how well the network does; empty unless asked for.
    pub validation: Vec<u32>,
    /// These tell at the end.
    pub test: Vec<u32>,
    /// Whether the source itself says which are for validation, and which for testing.
    pub own: [bool; 2],
}

/// What was left out of a data set, and what is odd about it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Files that could not be used.
    pub skipped: Vec<Skipped>,
    /// Sentences about anything else that a person should know.
    pub warnings: Vec<String>,
}

/// A file that could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Skipped {
    /// Its path below the opened folder.
    pub name: String,
    /// Why it could not be used.
    pub reason: String,
}

impl Dataset {
    /// How many samples there are.
    pub fn len(&self) -> usize {
        match &self.targets {
            Targets::Classes { labels, .. } => labels.len(),
            Targets::Numbers { values, width } => values.len() / (*width).max(1),
        }
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The class names in the order of the labels; empty if the targets are numbers.
    pub fn classes(&self) -> &[String] {
        match &self.targets {
            Targets::Classes { names, .. } => names,
            Targets::Numbers { .. } => &[],
        }
    }

    /// The class of each sample, as a place in [`Dataset::classes`]; empty if the targets are numbers.
    pub fn labels(&self) -> &[u32] {
        match &self.targets {
            Targets::Classes { labels, .. } => labels,
            Targets::Numbers { .. } => &[],
        }
    }

    /// The samples of one part, by their places.
    pub fn part(&self, part: Part) -> &[u32] {
        match part {
            Part::Train => &self.parts.train,
            Part::Validation => &self.parts.validation,
            Part::Test => &self.parts.test,
        }
    }

    /// How many samples of each class there are in all parts together.
    pub fn class_counts(&self) -> Vec<usize> {
        let every = 0..self.len() as u32;
        self.count_classes(every)
    }

    /// How many samples of each class there are in one part.
    pub fn class_counts_of(&self, part: Part) -> Vec<usize> {
        self.count_classes(self.part(part).iter().copied())
    }

    /// The bytes of one sample, or `None` if the samples are not bytes or there is no such sample.
    pub fn bytes(&self, sample: usize) -> Option<&[u8]> {
        match &self.inputs {
            Inputs::Bytes(bytes) => one(bytes, self.shape.count(), sample),
            Inputs::Numbers(_) => None,
        }
    }

    /// The numbers of one sample, or `None` if the samples are not numbers or there is no such sample.
    pub fn numbers(&self, sample: usize) -> Option<&[f32]> {
        match &self.inputs {
            Inputs::Bytes(_) => None,
            Inputs::Numbers(numbers) => one(numbers, self.shape.count(), sample),
        }
    }

    /// "5 classes, 500 pictures of 96×96×3: 400 for training, 100 for testing".
    pub fn describe(&self) -> String {
        let what = if self.shape.picture().is_some() { "pictures" } else { "samples" };
        let answers = match &self.targets {
            Targets::Classes { names, .. } => counted(names.len(), "class", "classes"),
            Targets::Numbers { width, .. } => counted(*width, "number to predict", "numbers to predict"),
        };
        let mut words = format!("{answers}, {} {what} of {}: ", grouped(self.len()), self.shape);
        words += &format!("{} for training", grouped(self.parts.train.len()));
        if !self.parts.validation.is_empty() {
            words += &format!(", {} for validation", grouped(self.parts.validation.len()));
        }
        words + &format!(", {} for testing", grouped(self.parts.test.len()))
    }

    fn count_classes(&self, samples: impl Iterator<Item = u32>) -> Vec<usize> {
        let mut counts = vec![0; self.classes().len()];
        for label in samples.filter_map(|sample| self.labels().get(sample as usize)) {
            if let Some(count) = counts.get_mut(*label as usize) {
                *count += 1;
            }
        }
        counts
    }
}

impl Report {
    /// Notes a file that could not be used.
    pub fn skip(&mut self, name: impl Into<String>, reason: impl Into<String>) {
        self.skipped.push(Skipped { name: name.into(), reason: reason.into() });
    }

    /// Notes anything else that a person should know, as a sentence.
    pub fn warn(&mut self, sentence: impl Into<String>) {
        self.warnings.push(sentence.into());
    }

    /// Whether everything was as it should be.
    pub fn is_clean(&self) -> bool {
        self.skipped.is_empty() && self.warnings.is_empty()
    }
}

/// So many of something: "1 picture", "60,000 pictures".
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{} {many}", grouped(number)) }
}

/// The number with commas between its thousands: "60,000".
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut words = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            words.push(',');
        }
        words.push(digit);
    }
    words
}

fn one<T>(all: &[T], width: usize, sample: usize) -> Option<&[T]> {
    let start = sample.checked_mul(width)?;
    all.get(start..start.checked_add(width)?)
}
