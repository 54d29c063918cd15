//! A folder of MNIST-style IDX files: pictures and labels in pairs, for training (train-…) and testing (t10k-…, test-…).

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::dataset::grouped;
use super::files::read_names;
pub(super) use super::idx_file::is_magic;
use super::idx_file::{IdxFile, open_idx};
use super::look::Listing;
use super::plan::plan_path;
use super::refit::refit;
use super::split::{Own, split};
use super::{Dataset, Inputs, Kind, Options, Part, Progress, Report, Targets};
use crate::base::{Error, Result, Shape};

/// What the name of an IDX file tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// What is left of the name; files of one data set share it.
    set: String,
    part: Part,
    labels: bool,
    packed: bool,
}

impl Name {
    /// Reads names such as `train-images-idx3-ubyte`, `t10k-labels.idx1-ubyte.gz`, `emnist-letters-test-images-idx3-ubyte`.
    pub fn read(name: &OsStr) -> Option<Name> {
        let name = name.to_str()?.to_ascii_lowercase();
        let (name, packed) = match name.strip_suffix(".gz") {
            Some(name) => (name, true),
            None => (name.as_str(), false),
        };
        let mut read = Name { set: String::new(), part: Part::Train, labels: false, packed };
        let (mut is_idx, mut known) = (false, None);
        for word in name.split(['-', '.', '_']) {
            match word {
                "idx" | "idx1" | "idx2" | "idx3" | "idx4" => {
                    is_idx = true;
                    known = known.or(Some(word == "idx1"));
                }
                "ubyte" => {}
                "labels" | "label" => known = Some(true),
                "images" | "image" | "pictures" | "inputs" | "data" => known = Some(false),
                "t10k" => read.part = Part::Test,
                _ => match super::folder::part(OsStr::new(word)) {
                    Some(part) => read.part = part,
                    None => read.set += word,
                },
            }
        }
        read.labels = known.unwrap_or(false);
        is_idx.then_some(read)
    }
}

/// The files of one part.
struct Pair {
    part: Part,
    images: PathBuf,
    labels: PathBuf,
}

/// Opens the IDX files in a folder, or those that belong together with one file.
pub(super) fn open(path: &Path, options: &Options, progress: &dyn Progress) -> Result<Dataset> {
    let mut report = Report::default();
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new("")) };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let pairs = pairs(path, folder, &mut report)?;

    // All headers before any data: what does not fit together is refused before memory is taken.
    let mut headers = Vec::new();
    let mut samples = 0;
    for pair in &pairs {
        let (images, labels) = (open_idx(&pair.images)?, open_idx(&pair.labels)?);
        let first = headers.first().map(|(_, images, _): &(_, IdxFile<_>, _)| images);
        check(pair, &images, &labels, first)?;
        samples += images.extents[0];
        headers.push((pair, images, labels));
    }
    let Some((first, images, _)) = headers.first() else { return Err(no_pair(path)) };
    let shape = sample_shape(&images.extents);
    if u32::try_from(samples).is_err() {
        return Err(Error::input(format!("{} holds more samples than can be counted.", first.images.display())));
    }
    plan_path(folder, samples, &shape, options)?;

    let (mut bytes, mut labels) = (Vec::new(), Vec::new());
    let mut own = Own { train: Vec::new(), validation: Vec::new(), test: Vec::new() };
    let mut done = 0;
    for (pair, images, marks) in headers {
        let count = images.extents[0];
        let part = match pair.part {
            Part::Train => &mut own.train,
            Part::Validation => &mut own.validation,
            Part::Test => &mut own.test,
        };
        part.extend(done as u32..(done + count) as u32);
        for (file, path, out) in [(marks, &pair.labels, &mut labels), (images, &pair.images, &mut bytes)] {
            if file.read_bytes(out, progress)? {
                report.warn(format!("{} has more bytes at its end than it should; they are ignored.", path.display()));
            }
        }
        check_labels(pair, &labels[..done], &labels[done..])?;
        done += count;
        progress.step(done, samples, "reading samples");
    }
    if own.train.is_empty() {
        own.train = std::mem::take(&mut own.test);
    }
    if own.test.is_empty() {
        own.test = std::mem::take(&mut own.validation);
    }
    let labels: Vec<u32> = labels.into_iter().map(u32::from).collect();
    let names = class_names(folder, &labels, &mut report)?;
    let parts = split(own, &labels, names.len(), options);
    let targets = Targets::Classes { labels, names };
    let inputs = Inputs::Bytes(bytes.into());
    refit(Dataset { kind: Kind::Idx, shape, inputs, targets, parts, names: Vec::new(), table: None, report }, options)
}

/// The pairs in a folder, training first. Where a file is there both plain and packed, the plain one is taken.
fn pairs(path: &Path, folder: &Path, report: &mut Report) -> Result<Vec<Pair>> {
    let mut files: Vec<(Name, OsString)> = Vec::new();
    for file in Listing::of(folder)?.files {
        let Some(name) = Name::read(&file) else { continue };
        let same = |(other, _): &&mut (Name, OsString)| Name { packed: name.packed, ..other.clone() } == name;
        match files.iter_mut().find(same) {
            Some(other) if other.0.packed && !name.packed => *other = (name, file),
            Some(_) => {}
            None => files.push((name, file)),
        }
    }
    let chosen = path.file_name().and_then(Name::read).filter(|_| !path.is_dir()).map(|name| name.set);
    let mut sets: Vec<&str> = files.iter().map(|(name, _)| name.set.as_str()).collect();
    sets.sort_unstable();
    sets.dedup();
    let set = match (chosen, sets.as_slice()) {
        (Some(set), _) => set,
        (None, [only]) => only.to_string(),
        (None, []) => return Err(no_pair(path)),
        (None, _) => {
            return Err(Error::input(format!(
                "{} holds {} data sets ({}); point at a file of the one you mean.",
                folder.display(),
                sets.len(),
                sets.join(", ")
            )));
        }
    };
    let mut pairs = Vec::new();
    for part in [Part::Train, Part::Validation, Part::Test] {
        let find = |labels: bool| {
            let file = files.iter().find(|(name, _)| name.set == set && name.part == part && name.labels == labels);
            file.map(|(_, file)| folder.join(file))
        };
        match (find(false), find(true)) {
            (Some(images), Some(labels)) => pairs.push(Pair { part, images, labels }),
            (None, None) => {}
            (Some(alone), None) | (None, Some(alone)) => {
                let reason = "its partner (pictures or labels, with “images” or “labels” in the name) is missing";
                if part == Part::Train {
                    return Err(Error::input(format!("{} cannot be used alone: {reason}.", alone.display())));
                }
                report.skip(alone.file_name().unwrap_or_default().to_string_lossy(), reason);
            }
        }
    }
    Ok(pairs)
}

fn no_pair(path: &Path) -> Error {
    Error::input(format!(
        "{} has no pair of IDX files; their names should be like train-images-idx3-ubyte and train-labels-idx1-ubyte.",
        path.display()
    ))
}

fn check<R>(pair: &Pair, images: &IdxFile<R>, labels: &IdxFile<R>, first: Option<&IdxFile<R>>) -> Result<()> {
    let (pictures, marks) = (pair.images.display(), pair.labels.display());
    if labels.extents.len() != 1 {
        let axes = labels.extents.len();
        return Err(Error::input(format!(
            "{marks} has {axes} axes; a file of labels has one, a label for each sample."
        )));
    }
    if images.count == 0 {
        return Err(Error::input(format!("{pictures} holds no samples.")));
    }
    if images.extents[0] != labels.extents[0] {
        return Err(Error::input(format!(
            "{pictures} holds {} samples, but {marks} holds {} labels; the two files do not belong together.",
            grouped(images.extents[0]),
            grouped(labels.extents[0])
        )));
    }
    if let Some(first) = first.filter(|first| first.extents[1..] != images.extents[1..]) {
        return Err(Error::input(format!(
            "{pictures} holds samples of {}, but those for training are of {}.",
            sample_shape(&images.extents),
            sample_shape(&first.extents)
        )));
    }
    Ok(())
}

/// [n] holds single numbers, [n, f] rows, [n, h, w] grey pictures, [n, h, w, c] pictures with channels.
fn sample_shape(extents: &[usize]) -> Shape {
    match extents[1..] {
        [] => Shape::from([1]),
        [height, width] => Shape::from([height, width, 1]),
        ref other => Shape::from(other),
    }
}

/// Labels that training never meets cannot be learnt.
fn check_labels(pair: &Pair, before: &[u8], now: &[u8]) -> Result<()> {
    let Some(highest) = before.iter().max() else { return Ok(()) };
    match now.iter().zip(1..).find(|(label, _)| *label > highest) {
        None => Ok(()),
        Some((label, place)) => Err(Error::input(format!(
            "{} has the label {label} at sample {place}, but the labels for training end at {highest}.",
            pair.labels.display()
        ))),
    }
}

/// The names in `classes.txt` beside the data, else the labels themselves.
fn class_names(folder: &Path, labels: &[u32], report: &mut Report) -> Result<Vec<String>> {
    let count = labels.iter().max().map_or(0, |&label| label as usize + 1);
    if count < 2 {
        return Err(Error::input(format!(
            "{} has only one class; a network needs two to tell apart.",
            folder.display()
        )));
    }
    if let Some(names) = read_names(&folder.join("classes.txt")) {
        if names.len() >= count {
            return Ok(names);
        }
        let known = names.len();
        report.warn(format!("classes.txt names {known} classes, but the labels need {count}; it is ignored."));
    }
    Ok((0..count).map(|class| class.to_string()).collect())
}
