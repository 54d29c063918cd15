//! What `netloom check` says about a file or folder: it is opened for real, and what was found is told.

use std::path::Path;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::dataset::counted;
use super::look::look;
use super::picture::{open_picture, read_header};
use super::{Cache, Dataset, Kind, Options, Progress, Skipped, Source, open, open_kind};
use crate::base::Shape;

/// What was found at a path; as JSON, one line of `command_line.md`'s contract.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checked {
    /// Whether it can be used.
    pub status: Status,
    /// What it is.
    pub kind: Kind,
    /// How many samples can be used.
    pub samples: usize,
    /// How many of them each class has, in the order of the labels.
    #[serde(serialize_with = "in_order")]
    pub classes: Vec<(String, usize)>,
    /// The files that cannot be used.
    pub skipped: Vec<Skipped>,
    /// What else a person should know.
    pub warnings: Vec<String>,
    /// All of it in one sentence.
    pub message: String,
}

/// How something that was looked at can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Without reserve.
    Ok,
    /// Except for what was skipped or warned of.
    Warn,
    /// Not at all.
    Error,
}

/// Looks at a path, opens what is there with the usual options, and tells what was found. Never fails.
pub fn check(path: &Path, cache: Option<&Cache>, progress: &dyn Progress) -> Checked {
    let options = Options::default();
    let (kind, result) = match Source::from(path) {
        source @ Source::Sample(_) => (Kind::Sample, open(&source, &options, progress)),
        Source::Path(path) => match look(&path) {
            Ok((Kind::Picture, path)) => return check_picture(&path),
            Ok((kind, path)) => (kind, open_kind(kind, &path, &options, cache, progress)),
            Err(error) => (Kind::Unknown, Err(error)),
        },
    };
    match result {
        Ok(data) => Checked::from(data),
        Err(error) => Checked::refused(kind, error.to_string()),
    }
}

fn check_picture(path: &Path) -> Checked {
    let result = open_picture(path, &Shape::from([64, 64, 3]), &Options::default());
    match (result, read_header(path)) {
        (Ok(_), Ok(header)) => {
            let [height, width] = header.upright();
            let mut checked = Checked::refused(Kind::Picture, format!("A picture, {width} × {height} pixels."));
            (checked.status, checked.samples) = (Status::Ok, 1);
            checked
        }
        (Err(error), _) => Checked::refused(Kind::Picture, error.to_string()),
        (_, Err(reason)) => Checked::refused(Kind::Picture, reason),
    }
}

impl Checked {
    /// What is said of something that cannot be used.
    pub fn refused(kind: Kind, message: String) -> Checked {
        let (skipped, warnings) = (Vec::new(), Vec::new());
        Checked { status: Status::Error, kind, samples: 0, classes: Vec::new(), skipped, warnings, message }
    }
}

impl From<Dataset> for Checked {
    fn from(data: Dataset) -> Checked {
        let status = if data.report.is_clean() { Status::Ok } else { Status::Warn };
        let classes = data.classes().iter().cloned().zip(data.class_counts()).collect();
        let skipped = match data.report.skipped.len() {
            0 => String::new(),
            count => format!("; {} skipped", counted(count, "file was", "files were")),
        };
        let (samples, kind, message) = (data.len(), data.kind, format!("{}{skipped}.", data.describe()));
        let (skipped, warnings) = (data.report.skipped, data.report.warnings);
        Checked { status, kind, samples, classes, skipped, warnings, message }
    }
}

fn in_order<S: Serializer>(classes: &[(String, usize)], to: S) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(classes.len()))?;
    for (name, count) in classes {
        map.serialize_entry(name, count)?;
    }
    map.end()
}
