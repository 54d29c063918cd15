//! NumPy archives (.npz): inputs and answers as arrays, found by their names or by their shapes.

mod array;
mod choose;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use zip::ZipArchive;

use self::array::{Content, Header, read_header};
use self::choose::{Chosen, choose, sample_shape, to_channels_last};
use super::dataset::counted;
use super::files::open_file;
use super::plan::{plan, size};
use super::split::{Own, split};
use super::{Dataset, Inputs, Kind, Options, Progress, Report, Targets};
use crate::base::{Error, Result, Shape};

/// More arrays than this are no samples with answers.
const MOST_ARRAYS: usize = 1000;
/// Whole numbers are classes if there are at most so many different ones.
const MOST_CLASSES: usize = 1000;

/// An opened archive.
struct Archive {
    name: String,
    zip: ZipArchive<BufReader<File>>,
    arrays: Vec<Array>,
}

/// An array that could be used.
struct Array {
    key: String,
    header: Header,
    /// Its place in the archive.
    place: usize,
}

/// Opens an archive.
pub(super) fn open(path: &Path, options: &Options, progress: &dyn Progress) -> Result<Dataset> {
    progress.step(0, 0, "reading arrays");
    let mut report = Report::default();
    let mut archive = Archive::open(path, options, &mut report)?;
    let shapes: Vec<(&str, &Shape)> = archive.arrays.iter().map(|a| (a.key.as_str(), &a.header.shape)).collect();
    let Chosen { train, test } = choose(&shapes).map_err(|why| {
        let first = report.skipped.first();
        let skipped =
            first.map_or(String::new(), |first| format!(" “{}” cannot be used: {}.", first.name, first.reason));
        Error::input(format!("{}: {why}{skipped}", archive.name))
    })?;
    let of = |place: usize| &archive.arrays[place].header;
    let stored = of(train[0]).shape.clone();
    let (shape, turned) = sample_shape(&stored);
    let count = stored[0] + test.map_or(0, |[inputs, _]| of(inputs).shape[0]);
    let element = if of(train[0]).is_bytes() { 1 } else { 4 };
    let answer_shape = of(train[1]).shape.clone();
    let same = test.is_none_or(|[inputs, answers]| {
        of(inputs).shape[1..] == stored[1..] && of(answers).shape[1..] == answer_shape[1..]
    });
    plan(&archive.name, count, &shape, element, options)?;

    let mut inputs = archive.read(train[0], progress)?;
    let mut answers = archive.read(train[1], progress)?;
    if let Some([more, more_answers]) = test {
        let (more, more_answers) = (archive.read(more, progress)?, archive.read(more_answers, progress)?);
        if !same || !append(&mut inputs, more) || !append(&mut answers, more_answers) {
            let sentence = format!("{}: the arrays for testing differ in shape or kind from the others.", archive.name);
            return Err(Error::input(sentence));
        }
    }
    let inputs = match inputs {
        Content::Bytes(bytes) => Inputs::Bytes(if turned { to_channels_last(&bytes, &shape) } else { bytes }.into()),
        other => {
            let words = || Error::input(format!("{}: the inputs are words, not numbers.", archive.name));
            let numbers = other.real().ok_or_else(words)?;
            check_finite(&archive.name, &numbers, shape.count())?;
            Inputs::Numbers(if turned { to_channels_last(&numbers, &shape) } else { numbers })
        }
    };
    let targets = targets(&archive.name, answers, &answer_shape)?;
    let labels = match &targets {
        Targets::Classes { labels, .. } => labels.clone(),
        Targets::Numbers { .. } => vec![0; count],
    };
    let first = stored[0] as u32;
    let own = Own { train: (0..first).collect(), validation: Vec::new(), test: (first..count as u32).collect() };
    let parts = split(own, &labels, labels.iter().max().map_or(1, |&most| most as usize + 1), options);
    let data = Dataset { kind: Kind::Npz, shape, inputs, targets, parts, names: Vec::new(), table: None, report };
    super::refit::refit(data, options)
}

impl Archive {
    fn open(path: &Path, options: &Options, report: &mut Report) -> Result<Archive> {
        let name = path.display().to_string();
        let (file, length) = open_file(path)?;
        let damaged = |why: &dyn std::fmt::Display| {
            Error::input(format!("{name} cannot be opened as a NumPy archive: {why}. Save it again with numpy.savez."))
        };
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(&error))?;
        if zip.len() > MOST_ARRAYS {
            return Err(damaged(&format!("it holds {} arrays", zip.len())));
        }
        let mut arrays = Vec::new();
        for place in 0..zip.len() {
            let mut entry = zip.by_index(place).map_err(|error| damaged(&error))?;
            let inner = entry.name().map_err(|error| damaged(&error))?.into_owned();
            let key = inner.strip_suffix(".npy").unwrap_or(&inner).to_owned();
            let claimed = entry.size();
            if claimed > options.max_bytes {
                return Err(Error::input(format!(
                    "{name}: the array “{key}” takes {} unpacked; {} are allowed.",
                    size(claimed),
                    size(options.max_bytes)
                )));
            }
            // Deflate makes at most 1032 bytes out of one: who claims more lies.
            if claimed > length.saturating_mul(1032) {
                return Err(damaged(&format!("the array “{key}” claims a size that its bytes cannot unpack to")));
            }
            match read_header(&mut entry, claimed) {
                Ok(header) => arrays.push(Array { key, header, place }),
                Err(why) => report.skip(key, why),
            }
        }
        Ok(Archive { name, zip, arrays })
    }

    fn read(&mut self, place: usize, progress: &dyn Progress) -> Result<Content> {
        let Array { key, header, place } = &self.arrays[place];
        let name = &self.name;
        let refuse = |why: String| match progress.cancelled() {
            true => Error::Stopped,
            false => Error::input(format!("{name}: the array “{key}” cannot be used: {why}.")),
        };
        let mut entry = self.zip.by_index(*place).map_err(|error| refuse(error.to_string()))?;
        let claimed = entry.size();
        read_header(&mut entry, claimed).map_err(refuse)?;
        header.read(&mut entry, &|| !progress.cancelled()).map_err(refuse)
    }
}

fn append(all: &mut Content, more: Content) -> bool {
    match (all, more) {
        (Content::Bytes(all), Content::Bytes(more)) => all.extend(more),
        (Content::Whole(all), Content::Whole(more)) => all.extend(more),
        (Content::Real(all), Content::Real(more)) => all.extend(more),
        (Content::Words(all), Content::Words(more)) => all.extend(more),
        _ => return false,
    }
    true
}

fn check_finite(name: &str, numbers: &[f32], width: usize) -> Result<()> {
    let Some(place) = numbers.iter().position(|number| !number.is_finite()) else { return Ok(()) };
    Err(Error::input(format!(
        "{name}: the inputs of sample {} hold a value that is not a number, or infinite; mend or remove it.",
        place / width.max(1)
    )))
}

/// Classes where there are few whole numbers, words, or rows with a single 1; numbers to predict elsewhere.
fn targets(name: &str, answers: Content, shape: &Shape) -> Result<Targets> {
    let width: usize = shape[1..].iter().product();
    if let Content::Words(words) = &answers
        && width == 1
    {
        return classes(name, words.iter().map(String::as_str).collect::<Vec<_>>(), |word| word.to_string());
    }
    if let Some(whole) = answers.whole() {
        let one_hot = |row: &[i64]| row.iter().all(|x| [0, 1].contains(x)) && row.iter().sum::<i64>() == 1;
        if width > 1 && whole.chunks_exact(width).all(one_hot) {
            let hot = |row: &[i64]| row.iter().position(|&x| x == 1).unwrap_or(0) as i64;
            return classes(name, whole.chunks_exact(width).map(hot).collect(), i64::to_string);
        }
        let different = whole.iter().collect::<BTreeSet<_>>().len();
        if width == 1 && different <= MOST_CLASSES && 2 * different <= whole.len() {
            return classes(name, whole, i64::to_string);
        }
    }
    let values = answers.real().ok_or_else(|| Error::input(format!("{name}: the answers are words in many axes.")))?;
    if values.iter().any(|value| !value.is_finite()) {
        return Err(Error::input(format!("{name}: an answer is not a number, or infinite; mend or remove it.")));
    }
    Ok(Targets::Numbers { values, width })
}

fn classes<T: Ord + Copy>(name: &str, answers: Vec<T>, word: impl Fn(&T) -> String) -> Result<Targets> {
    let different: Vec<T> = answers.iter().copied().collect::<BTreeSet<T>>().into_iter().collect();
    if !(2..=MOST_CLASSES).contains(&different.len()) {
        let held = counted(different.len(), "class", "classes");
        return Err(Error::input(format!(
            "{name} holds {held}; a network needs from 2 to {MOST_CLASSES} to tell apart."
        )));
    }
    let labels = answers.iter().map(|answer| different.binary_search(answer).unwrap_or(0) as u32).collect();
    Ok(Targets::Classes { labels, names: different.iter().map(word).collect() })
}
