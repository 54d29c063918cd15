//! From bytes to the numbers that a network likes: one factor and one summand for each channel.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Dataset, Inputs, Targets};

/// How the numbers of a sample are scaled before a network sees them. Numbers of tables are always standardised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scaling {
    /// From 0 to 1: bytes are divided by 255.
    #[default]
    ZeroToOne,
    /// Mean 0 and deviation 1 over the training part, channel by channel.
    MeanDeviation,
}

/// What turns a stored number into what the network sees: `number * scale + offset`, one of each for every channel
/// (the innermost axis of a sample).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Normalisation {
    /// The factor of each channel.
    pub scale: Vec<f32>,
    /// The summand of each channel.
    pub offset: Vec<f32>,
}

impl Normalisation {
    /// Leaves the numbers of so many channels as they are.
    pub fn none(channels: usize) -> Normalisation {
        Normalisation { scale: vec![1.0; channels], offset: vec![0.0; channels] }
    }

    /// What the network sees of some stored bytes, which begin at the first channel.
    pub fn apply(&self, bytes: &[u8]) -> Vec<f32> {
        let channels = self.scale.len().max(1);
        let pixels = bytes.chunks(channels);
        pixels
            .flat_map(|pixel| {
                pixel
                    .iter()
                    .zip(&self.scale)
                    .zip(&self.offset)
                    .map(|((&byte, scale), offset)| f32::from(byte) * scale + offset)
            })
            .collect()
    }

    /// What undoes this one.
    pub fn inverse(&self) -> Normalisation {
        let pairs = self.scale.iter().zip(&self.offset).map(|(scale, offset)| (1.0 / scale, -offset / scale));
        let (scale, offset) = pairs.unzip();
        Normalisation { scale, offset }
    }

    /// Changes numbers in place, the first of which is of the first channel.
    pub fn apply_to(&self, numbers: &mut [f32]) {
        for group in numbers.chunks_mut(self.scale.len().max(1)) {
            for ((number, scale), offset) in group.iter_mut().zip(&self.scale).zip(&self.offset) {
                *number = *number * scale + offset;
            }
        }
    }

    /// `(x - mean) / deviation` from sums over the values; a channel that never changes becomes 0.
    fn standard(sums: &[(f64, f64)], count: usize) -> Normalisation {
        let count = count.max(1) as f64;
        let pairs = sums.iter().map(|(sum, squares)| {
            let mean = sum / count;
            let deviation = (squares / count - mean * mean).max(0.0).sqrt();
            let scale = if deviation > 1e-6 * mean.abs().max(1e-6) { 1.0 / deviation } else { 1.0 };
            (scale as f32, (-mean * scale) as f32)
        });
        let (scale, offset) = pairs.unzip();
        Normalisation { scale, offset }
    }
}

impl Dataset {
    /// The normalisation of the channels, with statistics of the training part where they are needed.
    pub fn normalisation(&self, how: Scaling) -> Normalisation {
        let channels = self.shape.last();
        match (&self.inputs, how) {
            (Inputs::Bytes(_), Scaling::ZeroToOne) => {
                Normalisation { scale: vec![1.0 / 255.0; channels], offset: vec![0.0; channels] }
            }
            (Inputs::Bytes(_), Scaling::MeanDeviation) => {
                let sample = |&sample: &u32| byte_sums(self.bytes(sample as usize).unwrap_or(&[]), channels);
                // Whole numbers, so that the order in which threads add them up does not matter.
                let sums = self.parts.train.par_iter().map(sample).reduce(|| vec![(0, 0); channels], add);
                let sums: Vec<_> = sums.into_iter().map(|(sum, squares)| (sum as f64, squares as f64)).collect();
                Normalisation::standard(&sums, self.parts.train.len() * (self.shape.count() / channels.max(1)))
            }
            (Inputs::Numbers(_), _) => {
                let rows = self.parts.train.iter().filter_map(|&sample| self.numbers(sample as usize));
                let mut found = standard_of(rows, channels);
                // Ones and zeros that stand for words are as they should be; rare words would become huge numbers.
                let words = self.table.as_ref().map(|table| table.encoding.is_word()).unwrap_or_default();
                for input in (0..words.len().min(channels)).filter(|&input| words[input]) {
                    (found.scale[input], found.offset[input]) = (1.0, 0.0);
                }
                found
            }
        }
    }
}

impl Dataset {
    /// What brings the numbers to predict to mean 0 and deviation 1 over the training part; `None` for classes.
    pub fn target_normalisation(&self) -> Option<Normalisation> {
        let Targets::Numbers { values, width } = &self.targets else { return None };
        let rows = self.parts.train.iter().filter_map(|&sample| values.chunks_exact(*width).nth(sample as usize));
        Some(standard_of(rows, *width))
    }

    /// Changes the numbers to predict; classes stay as they are.
    pub fn scale_targets(&mut self, by: &Normalisation) {
        if let Targets::Numbers { values, .. } = &mut self.targets {
            by.apply_to(values);
        }
    }
}

/// Mean 0 and deviation 1 over all numbers of each channel (the innermost axis).
fn standard_of<'a>(rows: impl Iterator<Item = &'a [f32]> + Clone, channels: usize) -> Normalisation {
    // The first pixel is taken off, lest squares of large numbers lose the small differences.
    let first = rows.clone().next().unwrap_or(&[]).to_vec();
    let (mut sums, mut count) = (vec![(0.0, 0.0); channels], 0);
    for row in rows {
        count += row.len() / channels.max(1);
        for (place, number) in row.iter().enumerate() {
            let number = f64::from(*number) - f64::from(first[place % channels]);
            let (sum, squares) = &mut sums[place % channels];
            *sum += number;
            *squares += number * number;
        }
    }
    let mut found = Normalisation::standard(&sums, count);
    for ((offset, scale), first) in found.offset.iter_mut().zip(&found.scale).zip(&first) {
        *offset -= first * scale;
    }
    found
}

fn byte_sums(bytes: &[u8], channels: usize) -> Vec<(u64, u64)> {
    let mut sums = vec![(0, 0); channels];
    for pixel in bytes.chunks(channels.max(1)) {
        for (&byte, (sum, squares)) in pixel.iter().zip(&mut sums) {
            *sum += u64::from(byte);
            *squares += u64::from(byte) * u64::from(byte);
        }
    }
    sums
}

fn add(mut a: Vec<(u64, u64)>, b: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    for ((sum, squares), (more, more_squares)) in a.iter_mut().zip(b) {
        *sum += more;
        *squares += more_squares;
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Shape;
    use crate::data::{Kind, Parts, Report};

    fn data(shape: Shape, inputs: Inputs, train: Vec<u32>) -> Dataset {
        let targets = Targets::Classes { labels: vec![0; 3], names: vec!["one".to_string()] };
        let parts = Parts { train, ..Parts::default() };
        Dataset {
            kind: Kind::Sample,
            shape,
            inputs,
            targets,
            parts,
            names: Vec::new(),
            table: None,
            report: Report::default(),
        }
    }

    #[test]
    fn bytes_get_mean_0_and_deviation_1_in_each_channel_of_the_training_part() {
        let bytes = vec![10, 200, 30, 200, 20, 200, 20, 200, 99, 99, 99, 99];
        let data = data(Shape::from([1, 2, 2]), Inputs::Bytes(bytes.clone().into()), vec![0, 1]);
        let numbers = data.normalisation(Scaling::MeanDeviation).apply(&bytes[..8]);
        let expected = [-(2f32.sqrt()), 0.0, 2f32.sqrt(), 0.0, 0.0, 0.0, 0.0, 0.0];
        for (number, expected) in numbers.iter().zip(expected) {
            assert!((number - expected).abs() < 1e-5, "{numbers:?}");
        }
        assert_eq!(data.normalisation(Scaling::ZeroToOne).apply(&[0, 255]), [0.0, 1.0]);
    }

    #[test]
    fn columns_are_standardised_even_far_from_zero() {
        let numbers = vec![1e6, 5.0, 1e6 + 2.0, 5.0, 7.0, 7.0];
        let data = data(Shape::from([2]), Inputs::Numbers(numbers), vec![0, 1]);
        let found = data.normalisation(Scaling::ZeroToOne);
        assert!((found.scale[0] - 1.0).abs() < 1e-5 && (found.offset[0] + 1e6 + 1.0).abs() < 0.1, "{found:?}");
        assert_eq!((found.scale[1], found.offset[1]), (1.0, -5.0));
    }
}
