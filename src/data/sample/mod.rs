//! Samples that the program draws itself, so that anybody can train a network at once.

mod canvas;
mod digits;
mod shapes;
mod spirals;

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::plan::plan;
use super::progress::go_on;
use super::split::{Own, split};
use super::{Dataset, Inputs, Kind, Options, Progress, Report, Targets};
use crate::base::{Error, Philox, Result, Shape};

/// A set of samples that the program draws. The same seed and place always give the same sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    /// Handwritten-looking digits.
    Digits,
    /// Coloured shapes.
    Shapes,
    /// Points on two spirals.
    Spirals,
}

/// What a start page says about a set of samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleInfo {
    /// How it is named on the command line and in projects.
    pub key: &'static str,
    /// Its name.
    pub title: &'static str,
    /// What it holds, in a sentence.
    pub description: &'static str,
}

/// All sets of samples, simplest use first.
pub fn samples() -> Vec<SampleInfo> {
    let all = [Sample::Digits, Sample::Shapes, Sample::Spirals];
    all.map(|sample| SampleInfo { key: sample.key(), title: sample.title(), description: sample.description() })
        .to_vec()
}

impl Sample {
    /// The set with this name (`sample:digits`), or a sentence that names all sets.
    pub fn from_key(key: &str) -> Result<Sample> {
        match key {
            "sample:digits" => Ok(Sample::Digits),
            "sample:shapes" => Ok(Sample::Shapes),
            "sample:spirals" => Ok(Sample::Spirals),
            _ => {
                let known: Vec<_> = samples().iter().map(|sample| sample.key).collect();
                Err(Error::input(format!("There are no samples called “{key}”; there are {}.", known.join(", "))))
            }
        }
    }

    /// How it is named on the command line and in projects.
    pub fn key(self) -> &'static str {
        match self {
            Sample::Digits => "sample:digits",
            Sample::Shapes => "sample:shapes",
            Sample::Spirals => "sample:spirals",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Sample::Digits => "Digits",
            Sample::Shapes => "Shapes",
            Sample::Spirals => "Spirals",
        }
    }

    fn description(self) -> &'static str {
        match self {
            Sample::Digits => "12,000 small grey pictures of the digits 0 to 9, as if written by hand",
            Sample::Shapes => "7,500 small colour pictures of eight shapes, from circle to hexagon",
            Sample::Spirals => "2,500 points on two spirals, each point two numbers",
        }
    }

    /// How many samples there are for training and for testing unless something else is asked for.
    fn usual(self) -> [usize; 2] {
        match self {
            Sample::Digits => [10_000, 2_000],
            Sample::Shapes => [6_000, 1_500],
            Sample::Spirals => [2_000, 500],
        }
    }

    fn classes(self) -> &'static [&'static str] {
        match self {
            Sample::Digits => &digits::NAMES,
            Sample::Shapes => &shapes::NAMES,
            Sample::Spirals => &spirals::NAMES,
        }
    }

    /// Draws all samples. Their classes take turns, so that each has the same number.
    pub(super) fn draw(self, options: &Options, progress: &dyn Progress) -> Result<Dataset> {
        let [train, test] = options.drawn.unwrap_or(self.usual());
        let count = train.checked_add(test).filter(|&count| u32::try_from(count).is_ok());
        let count = count.filter(|_| train > 0).ok_or_else(|| {
            Error::input(format!(
                "{} cannot be drawn with {train} samples for training; choose between 1 and {}.",
                self.key(),
                u32::MAX
            ))
        })?;
        let (shape, inputs) = match self {
            Sample::Digits => pictures(self, Shape::from([28, 28, 1]), count, options, progress, digits::draw)?,
            Sample::Shapes => pictures(self, Shape::from([32, 32, 3]), count, options, progress, shapes::draw)?,
            Sample::Spirals => {
                plan(self.key(), count, &Shape::from([2]), 4, options)?;
                let points = (0..count).flat_map(|sample| spirals::draw(sample % 2, &mut self.random(options, sample)));
                (Shape::from([2]), Inputs::Numbers(points.collect()))
            }
        };
        let names: Vec<String> = self.classes().iter().map(|name| name.to_string()).collect();
        let labels: Vec<u32> = (0..count).map(|sample| (sample % names.len()) as u32).collect();
        let (train, count) = (train as u32, count as u32);
        let own = Own { train: (0..train).collect(), validation: Vec::new(), test: (train..count).collect() };
        let parts = split(own, &labels, names.len(), options);
        let targets = Targets::Classes { labels, names };
        Ok(Dataset {
            kind: Kind::Sample,
            shape,
            inputs,
            targets,
            parts,
            names: Vec::new(),
            table: None,
            report: Report::default(),
        })
    }

    /// The random numbers of one sample, apart from those of every other sample and set.
    fn random(self, options: &Options, sample: usize) -> Philox {
        Philox::new(options.seed, (0x5a4d_0000 + self as u64) << 32 | sample as u64)
    }
}

/// Draws so many pictures on all cores.
fn pictures(
    set: Sample,
    shape: Shape,
    count: usize,
    options: &Options,
    progress: &dyn Progress,
    draw: fn(usize, &mut Philox, &mut [u8]),
) -> Result<(Shape, Inputs)> {
    let mut bytes = vec![0; plan(set.key(), count, &shape, 1, options)?];
    let done = AtomicUsize::new(0);
    bytes.par_chunks_exact_mut(shape.count()).enumerate().try_for_each(|(sample, pixels)| {
        draw(sample % set.classes().len(), &mut set.random(options, sample), pixels);
        let done = done.fetch_add(1, Ordering::Relaxed) + 1;
        if done.is_multiple_of(256) || done == count {
            progress.step(done, count, "drawing");
        }
        go_on(progress)
    })?;
    Ok((shape, Inputs::Bytes(bytes.into())))
}

#[cfg(test)]
mod tests;
