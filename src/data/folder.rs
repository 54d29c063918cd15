//! A folder of class folders: which pictures it holds, of which class and for which part.
//!
//! Below train/, val/ (or valid/, validation/) and test/, or all together and then split. Where there is val/ but no
//! test/, val/ is for testing. Pictures may lie deeper in a class folder. Links are followed, but not in circles.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::dataset::counted;
use super::files::{is_hidden, reason, what};
use super::look::{Listing, SUPPORTED};
use super::pictures::{Prepared, prepare_all};
use super::progress::go_on;
use super::split::{Own, split};
use super::{Cache, Dataset, Inputs, Kind, Options, Part, Progress, Report, Targets};
use crate::base::{Error, Result};

/// A file that may be a picture.
pub(super) struct Entry {
    pub path: PathBuf,
    /// Its path below the opened folder, to show to people.
    pub name: String,
    class: OsString,
    part: Part,
}

/// Opens a folder of class folders.
pub(super) fn open(root: &Path, options: &Options, cache: Option<&Cache>, progress: &dyn Progress) -> Result<Dataset> {
    let mut report = Report::default();
    let entries = find(root, options, &mut report, progress)?;
    if entries.is_empty() {
        return Err(none(root, &report));
    }
    let folders: BTreeSet<(Part, OsString)> = entries.iter().map(|entry| (entry.part, entry.class.clone())).collect();
    let paths: Vec<(&Path, &str)> = entries.iter().map(|entry| (entry.path.as_path(), entry.name.as_str())).collect();
    let Prepared { frame, bytes, kept } = prepare_all(root, &paths, options, cache, &mut report, progress)?;

    let kept: Vec<&Entry> = kept.into_iter().map(|place| &entries[place]).collect();
    let used: BTreeSet<(Part, OsString)> = kept.iter().map(|entry| (entry.part, entry.class.clone())).collect();
    for class in folders.difference(&used).map(|(_, class)| class).collect::<BTreeSet<_>>() {
        report.warn(format!("No picture in the class folder “{}” could be used.", class.display()));
    }
    let classes: BTreeMap<&OsStr, usize> =
        kept.iter().map(|entry| entry.class.as_os_str()).collect::<BTreeSet<_>>().into_iter().zip(0..).collect();
    if classes.len() < 2 {
        return Err(too_few(root, &classes, &report));
    }
    warn_of_missing(&used, &classes, &mut report);

    let labels: Vec<u32> = kept.iter().map(|entry| classes[entry.class.as_os_str()] as u32).collect();
    let of = |part: Part| -> Vec<u32> {
        let places = kept.iter().zip(0..).filter(|(entry, _)| entry.part == part);
        places.map(|(_, place)| place).collect()
    };
    let mut own = Own { train: of(Part::Train), validation: of(Part::Validation), test: of(Part::Test) };
    if own.test.is_empty() {
        own.test = std::mem::take(&mut own.validation);
    }
    let parts = split(own, &labels, classes.len(), options);
    let names = classes.keys().map(|class| class.to_string_lossy().into_owned()).collect();
    Ok(Dataset {
        kind: Kind::ImageFolder,
        shape: frame.shape(),
        inputs: Inputs::Bytes(bytes),
        targets: Targets::Classes { labels, names },
        parts,
        names: kept.into_iter().map(|entry| entry.name.clone()).collect(),
        table: None,
        report,
    })
}

/// The part that a folder of this name is for.
pub(super) fn part(name: &OsStr) -> Option<Part> {
    match name.to_str()?.to_ascii_lowercase().as_str() {
        "train" | "training" => Some(Part::Train),
        "val" | "valid" | "validation" => Some(Part::Validation),
        "test" | "testing" => Some(Part::Test),
        _ => None,
    }
}

/// Every file in a class folder, in the order of the bytes of its path, as many of each class as the options allow.
fn find(root: &Path, options: &Options, report: &mut Report, progress: &dyn Progress) -> Result<Vec<Entry>> {
    let listing = Listing::of(root)?;
    let in_parts = is_in_parts(root, &listing)?;
    let depth = if in_parts { 2 } else { 1 };
    let mut entries: Vec<Entry> = Vec::new();
    let mut counts: BTreeMap<(Part, OsString), usize> = BTreeMap::new();
    let mut strays = 0;
    let mut apart: BTreeSet<OsString> = BTreeSet::new();
    let walk = WalkDir::new(root).min_depth(1).max_depth(32).follow_links(true).sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| !is_hidden(entry.file_name())) {
        go_on(progress)?;
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                skip(root, &error, report);
                continue;
            }
        };
        let below: Vec<&OsStr> = entry.path().strip_prefix(root).unwrap_or(entry.path()).iter().collect();
        let place = match (in_parts, part(below[0])) {
            (false, _) => Part::Train,
            (true, Some(part)) => part,
            (true, None) => {
                if entry.file_type().is_dir() && below.len() == 1 {
                    apart.insert(below[0].to_os_string());
                }
                continue;
            }
        };
        let name = shown(root, entry.path());
        match (entry.file_type().is_dir(), entry.file_type().is_file()) {
            (true, _) if below.len() == depth => {
                counts.entry((place, below[depth - 1].to_os_string())).or_default();
            }
            (true, _) => {}
            (_, false) => report.skip(name, format!("it is {}, not a file", what(entry.file_type()))),
            (_, true) if below.len() <= depth => strays += usize::from(looks_like_picture(&entry)),
            (_, true) => {
                let class = below[depth - 1].to_os_string();
                let count = counts.entry((place, class.clone())).or_default();
                *count += 1;
                if options.limit.is_none_or(|limit| *count <= limit) {
                    entries.push(Entry { path: entry.into_path(), name, class, part: place });
                }
                if entries.len().is_multiple_of(1000) {
                    progress.step(entries.len(), 0, "looking for pictures");
                }
            }
        }
    }
    for (_, class) in counts.into_iter().filter(|(_, count)| *count == 0).map(|(key, _)| key) {
        report.warn(format!("The class folder “{}” holds no pictures and is left out.", class.display()));
    }
    if strays > 0 {
        let strays = counted(strays, "picture lies", "pictures lie");
        report.warn(format!("{strays} beside the class folders, in no class, and cannot be used."));
    }
    for folder in apart {
        report.warn(format!("The folder “{}” stands beside the training part and is left out.", folder.display()));
    }
    Ok(entries)
}

/// Whether there is a training part; a folder of pictures of trains is none.
fn is_in_parts(root: &Path, listing: &Listing) -> Result<bool> {
    for name in listing.folders.iter().filter(|name| part(name) == Some(Part::Train)) {
        if !Listing::of(&root.join(name))?.folders.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn skip(root: &Path, error: &walkdir::Error, report: &mut Report) {
    let name = error.path().map(|path| shown(root, path)).unwrap_or_default();
    let reason = match (error.loop_ancestor(), error.io_error()) {
        (Some(_), _) => "it is a link that leads back to a folder above it".to_string(),
        (None, Some(error)) if error.kind() == std::io::ErrorKind::NotFound => "it is a link to nothing".to_string(),
        (None, Some(error)) => reason(error),
        (None, None) => error.to_string(),
    };
    report.skip(name, reason);
}

/// A path below the opened folder as people write it, whatever bytes are in it.
fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn looks_like_picture(entry: &DirEntry) -> bool {
    image::ImageFormat::from_path(entry.path()).is_ok_and(|format| format.reading_enabled())
}

fn warn_of_missing(used: &BTreeSet<(Part, OsString)>, classes: &BTreeMap<&OsStr, usize>, report: &mut Report) {
    let parts: BTreeSet<Part> = used.iter().map(|(part, _)| *part).collect();
    for (part, words) in [(Part::Train, "to learn from"), (Part::Test, "for testing")] {
        for class in classes.keys().filter(|_| parts.contains(&part)) {
            if !used.contains(&(part, class.to_os_string())) {
                report.warn(format!("The class “{}” has no pictures {words}.", class.display()));
            }
        }
    }
}

fn none(root: &Path, report: &Report) -> Error {
    let root = root.display();
    let sentence = match report.skipped.first() {
        None => format!("{root} holds no pictures in class folders; Netloom can open {SUPPORTED}."),
        Some(first) => format!(
            "{root} holds no pictures that can be used; {} skipped, the first of them “{}”: {}.",
            counted(report.skipped.len(), "file was", "files were"),
            first.name,
            first.reason
        ),
    };
    Error::input(sentence)
}

fn too_few(root: &Path, classes: &BTreeMap<&OsStr, usize>, report: &Report) -> Error {
    let Some(only) = classes.keys().next() else { return none(root, report) };
    let skipped = match report.skipped.first() {
        None => String::new(),
        Some(first) => format!(
            " {} skipped, the first of them “{}”: {}.",
            counted(report.skipped.len(), "file was", "files were"),
            first.name,
            first.reason
        ),
    };
    Error::input(format!(
        "{} has only one class, “{}”; a network needs at least two class folders to tell apart.{skipped}",
        root.display(),
        only.display()
    ))
}
