//! CIFAR-10 and CIFAR-100 in their binary form: records of one or two label bytes, then 1,024 bytes each of red,
//! green and blue. Source: <https://www.cs.toronto.edu/~kriz/cifar.html>.

use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::files::{open_file, read_names, unreadable};
use super::look::Listing;
use super::plan::plan_path;
use super::progress::go_on;
use super::refit::refit;
use super::split::{Own, split};
use super::{Dataset, Inputs, Kind, Options, Progress, Report, Targets};
use crate::base::{Error, Result, Shape};

const PIXELS: usize = 32 * 32;
const PICTURE: usize = 3 * PIXELS;

/// The two ways in which records are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layout {
    /// One label.
    Ten,
    /// A coarse label, which is not used, and a fine one.
    Hundred,
}

impl Layout {
    /// The bytes of one record.
    pub fn record(self) -> usize {
        PICTURE + self.labels()
    }

    fn labels(self) -> usize {
        if self == Layout::Ten { 1 } else { 2 }
    }

    fn classes(self) -> usize {
        if self == Layout::Ten { 10 } else { 100 }
    }

    fn names_file(self) -> &'static str {
        if self == Layout::Ten { "batches.meta.txt" } else { "fine_label_names.txt" }
    }
}

/// Whether a file of this name is a batch.
pub(super) fn is_batch(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    let numbered = name.strip_prefix("data_batch_").and_then(|rest| rest.strip_suffix(".bin"));
    matches!(name, "test_batch.bin" | "train.bin" | "test.bin") || numbered.is_some()
}

/// Whether a file of so many bytes may be a batch.
pub(super) fn fits(length: u64) -> bool {
    length > 0 && [Layout::Ten, Layout::Hundred].iter().any(|layout| length.is_multiple_of(layout.record() as u64))
}

/// Opens the batches in a folder, or a single one.
pub(super) fn open(path: &Path, options: &Options, progress: &dyn Progress) -> Result<Dataset> {
    let mut report = Report::default();
    let (folder, files) = if path.is_dir() {
        let names = Listing::of(path)?.files.into_iter().filter(|name| is_batch(name));
        (path, names.map(|name| path.join(name)).collect::<Vec<_>>())
    } else {
        (path.parent().unwrap_or(Path::new("")), vec![path.to_path_buf()])
    };
    let is_test = |file: &Path| file.file_name().is_some_and(|name| name == "test_batch.bin" || name == "test.bin");
    let (tests, trains): (Vec<PathBuf>, Vec<PathBuf>) = files.into_iter().partition(|file| is_test(file));
    let files: Vec<(PathBuf, bool)> =
        trains.into_iter().map(|file| (file, false)).chain(tests.into_iter().map(|file| (file, true))).collect();

    let layout = layout(folder, &files)?;
    let names = class_names(folder, layout, &mut report);
    let mut lengths = Vec::new();
    for (file, _) in &files {
        lengths.push(open_file(file)?.1);
    }
    let samples: u64 = lengths.iter().map(|length| length / layout.record() as u64).sum();
    let samples = u32::try_from(samples)
        .map_err(|_| Error::input(format!("{} holds more pictures than can be counted.", folder.display())))?;
    let shape = Shape::from([32, 32, 3]);
    let mut bytes = Vec::with_capacity(plan_path(path, samples as usize, &shape, options)?);
    let mut labels = Vec::with_capacity(samples as usize);
    let mut own = Own { train: Vec::new(), validation: Vec::new(), test: Vec::new() };
    for (file, is_test) in &files {
        go_on(progress)?;
        let start = labels.len() as u32;
        let (mut reader, length) = open_file(file)?;
        let mut batch = Vec::with_capacity(length as usize);
        (&mut reader).take(length).read_to_end(&mut batch).map_err(|error| unreadable(file, &error))?;
        let rest = read_records(&batch, layout, names.len(), &mut bytes, &mut labels)
            .map_err(|reason| Error::input(format!("{}: {reason}. Fetch it again.", file.display())))?;
        if rest > 0 {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let record = labels.len() - start as usize + 1;
            report.skip(format!("{name}, record {record}"), "the file is cut off in the middle of this record");
        }
        let part = if *is_test { &mut own.test } else { &mut own.train };
        part.extend(start..labels.len() as u32);
        progress.step(labels.len(), samples as usize, "reading pictures");
    }
    if own.train.is_empty() {
        own.train = std::mem::take(&mut own.test);
    }
    if labels.is_empty() {
        return Err(Error::input(format!("{} holds no whole record. Fetch it again.", path.display())));
    }
    let parts = split(own, &labels, names.len(), options);
    let targets = Targets::Classes { labels, names };
    let inputs = Inputs::Bytes(bytes.into());
    refit(Dataset { kind: Kind::Cifar, shape, inputs, targets, parts, names: Vec::new(), table: None, report }, options)
}

/// Appends the pictures of a batch, channels innermost, and their labels. Returns how many bytes of an unfinished
/// record are left over; the error is a reason without the file's name.
pub(super) fn read_records(
    batch: &[u8],
    layout: Layout,
    classes: usize,
    bytes: &mut Vec<u8>,
    labels: &mut Vec<u32>,
) -> Result<usize, String> {
    let records = batch.chunks_exact(layout.record());
    let rest = records.remainder().len();
    for (record, place) in records.clone().zip(1..) {
        let label = record[layout.labels() - 1];
        if usize::from(label) >= classes {
            return Err(format!("record {place} has the label {label}, but there are only {classes} classes (from 0)"));
        }
        labels.push(u32::from(label));
    }
    let start = bytes.len();
    bytes.resize(start + records.len() * PICTURE, 0);
    let pictures = bytes[start..].par_chunks_exact_mut(PICTURE);
    pictures.zip(batch.par_chunks_exact(layout.record())).for_each(|(picture, record)| {
        let planes = &record[layout.labels()..];
        let (red, rest) = planes.split_at(PIXELS);
        let (green, blue) = rest.split_at(PIXELS);
        for (pixel, ((red, green), blue)) in
            picture.as_chunks_mut::<3>().0.iter_mut().zip(red.iter().zip(green).zip(blue))
        {
            *pixel = [*red, *green, *blue];
        }
    });
    Ok(rest)
}

/// Names decide, then the file beside the batches, then the size.
fn layout(folder: &Path, files: &[(PathBuf, bool)]) -> Result<Layout> {
    let Some((first, _)) = files.first() else {
        return Err(Error::input(format!("{} holds no CIFAR batches.", folder.display())));
    };
    let name = first.file_name().unwrap_or_default();
    if name.as_encoded_bytes().starts_with(b"data_batch_") || name == "test_batch.bin" {
        return Ok(Layout::Ten);
    }
    let length = open_file(first)?.1;
    let divides = |layout: Layout| length.is_multiple_of(layout.record() as u64);
    if folder.join(Layout::Hundred.names_file()).is_file() || divides(Layout::Hundred) || !divides(Layout::Ten) {
        return Ok(Layout::Hundred);
    }
    Ok(Layout::Ten)
}

fn class_names(folder: &Path, layout: Layout, report: &mut Report) -> Vec<String> {
    match read_names(&folder.join(layout.names_file())) {
        Some(names) if (2..=256).contains(&names.len()) => names,
        names => {
            if let Some(names) = names {
                let file = layout.names_file();
                report.warn(format!("{file} names {} classes; it is ignored.", names.len()));
            }
            (0..layout.classes()).map(|class| class.to_string()).collect()
        }
    }
}
