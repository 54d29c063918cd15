//! Where samples come from: folders of pictures, IDX files, CIFAR batches, tables, arrays, and samples that the program draws itself.
//! All end as a [`Dataset`]: every sample prepared, shared out, and with a report of what was left out.

mod augmentation;
mod bytes;
mod cache;
mod check;
mod cifar;
mod dataset;
mod decode;
mod files;
mod folder;
#[cfg(test)]
mod fuzz;
mod idx;
mod idx_file;
mod jpeg;
mod kind;
mod look;
mod normalise;
mod npz;
mod options;
mod picture;
mod pictures;
mod plan;
mod progress;
mod refit;
mod resample;
mod room;
mod sample;
mod source;
mod split;
mod table;
mod watch;

pub use augmentation::Augmentation;
pub use bytes::Bytes;
pub use cache::{Cache, cache_for};
pub use check::{Checked, Status, check};
pub use dataset::{Dataset, Inputs, Part, Parts, Report, Skipped, Targets};
pub use kind::Kind;
pub use normalise::{Normalisation, Scaling};
pub use options::{Colour, Fit, Options};
pub use picture::{decode_picture, open_picture};
pub use progress::{Progress, Silent};
pub use sample::{Sample, SampleInfo, samples};
pub use source::Source;
pub use table::{
    Column, ColumnKind, Encoding, Feature, MOST_DISTINCT, Missing, Sheet, Table, TableOptions, Values, open_as, rows_of,
};
pub use watch::Watch;

use std::path::Path;

use crate::base::{Error, Result};

/// Reads or draws everything that a source holds and prepares it as the options say.
///
/// A source that cannot be used at all is an [`Error::Input`] that names the path and what to do; single bad files
/// are left out and reported in [`Dataset::report`].
pub fn open(source: &Source, options: &Options, progress: &dyn Progress) -> Result<Dataset> {
    open_cached(source, options, None, progress)
}

/// [`open`], but pictures of folders that were prepared before are taken from the cache, and others are kept in it.
pub fn open_cached(
    source: &Source,
    options: &Options,
    cache: Option<&Cache>,
    progress: &dyn Progress,
) -> Result<Dataset> {
    options.check()?;
    match source {
        Source::Sample(sample) => refit::refit(sample.draw(options, progress)?, options),
        Source::Path(path) => {
            let (kind, path) = look::look(path)?;
            open_kind(kind, &path, options, cache, progress)
        }
    }
}

fn open_kind(
    kind: Kind,
    path: &Path,
    options: &Options,
    cache: Option<&Cache>,
    progress: &dyn Progress,
) -> Result<Dataset> {
    match kind {
        Kind::ImageFolder => folder::open(path, options, cache, progress),
        Kind::Idx => idx::open(path, options, progress),
        Kind::Cifar => cifar::open(path, options, progress),
        Kind::Csv => table::open(path, options, progress),
        Kind::Npz => npz::open(path, options, progress),
        Kind::Picture => Err(Error::input(format!(
            "{} is a single picture; to train, open the folder that holds the class folders.",
            path.display()
        ))),
        Kind::Sample | Kind::Safetensors | Kind::Onnx | Kind::Project | Kind::Unknown => Err(Error::input(format!(
            "{} is of the kind “{kind}”, which this version cannot open as data yet; it can open {}.",
            path.display(),
            look::SUPPORTED
        ))),
    }
}
