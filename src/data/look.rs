//! Finds out what is at a path, by looking at names and first bytes; nothing is read in full here.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::dataset::counted;
use super::files::{is_hidden, look_at, open_file, unreadable};
use super::{Kind, cifar, idx};
use crate::base::{Error, Result};

/// What can be opened, for those who point at something else.
pub(super) const SUPPORTED: &str = "a folder of class folders of pictures (also below train/, val/ and test/), a folder \
     of MNIST-style IDX files, CIFAR-10 or CIFAR-100 binary batches, a table (.csv) or arrays (.npz)";

/// What is at a path, and where: archives unpack to a folder in a folder, and then the inner one is meant.
pub(super) fn look(path: &Path) -> Result<(Kind, PathBuf)> {
    if !look_at(path)?.is_dir() {
        return Ok((look_at_file(path)?, path.to_path_buf()));
    }
    let mut place = path.to_path_buf();
    loop {
        let listing = Listing::of(&place)?;
        if listing.files.iter().any(|name| idx::Name::read(name).is_some()) {
            return Ok((Kind::Idx, place));
        }
        if listing.files.iter().any(|name| cifar::is_batch(name)) {
            return Ok((Kind::Cifar, place));
        }
        match listing.folders.as_slice() {
            [only] if listing.files.is_empty() && super::folder::part(only).is_none() => {
                let inner = place.join(only);
                // One class folder alone is better complained about by its own name.
                let below = Listing::of(&inner)?;
                if below.folders.is_empty() && !below.files.iter().any(|name| belongs(name)) {
                    return Ok((Kind::ImageFolder, place));
                }
                place = inner;
            }
            [] if listing.files.is_empty() => {
                let sentence = format!("{} is an empty folder; Netloom can open {SUPPORTED}.", place.display());
                return Err(Error::input(sentence));
            }
            [] => {
                return Err(Error::input(format!(
                    "{} holds {} but no class folders; Netloom can open {SUPPORTED}.",
                    place.display(),
                    counted(listing.files.len(), "file", "files")
                )));
            }
            _ => return Ok((Kind::ImageFolder, place)),
        }
        // Links in circles would otherwise be followed for ever.
        if place.components().count() > path.components().count() + 16 {
            return Err(Error::input(format!("{} holds only folders in folders.", path.display())));
        }
    }
}

fn belongs(name: &OsStr) -> bool {
    idx::Name::read(name).is_some() || cifar::is_batch(name)
}

/// The names in a folder, without hidden ones, in the order of their bytes.
pub(super) struct Listing {
    pub files: Vec<OsString>,
    pub folders: Vec<OsString>,
}

impl Listing {
    pub fn of(folder: &Path) -> Result<Listing> {
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
            let entry = entry.map_err(|error| unreadable(folder, &error))?;
            let name = entry.file_name();
            if is_hidden(&name) {
                continue;
            }
            match fs::metadata(entry.path()) {
                Ok(metadata) if metadata.is_dir() => folders.push(name),
                Ok(metadata) if metadata.is_file() => files.push(name),
                // Pipes, devices and links to nothing; the walk through a folder of pictures names them.
                _ => {}
            }
        }
        files.sort_unstable();
        folders.sort_unstable();
        Ok(Listing { files, folders })
    }
}

fn look_at_file(path: &Path) -> Result<Kind> {
    let (mut file, length) = open_file(path)?;
    if length == 0 {
        return Err(Error::input(format!("{} is an empty file.", path.display())));
    }
    let mut start = Vec::new();
    (&mut file).take(512).read_to_end(&mut start).map_err(|error| unreadable(path, &error))?;
    let suffix = path.extension().map(|suffix| suffix.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let name = path.file_name().unwrap_or_default();
    if start.starts_with(&[0x1f, 0x8b]) {
        let mut inner = Vec::new();
        // Whatever could be unpacked of the first bytes is enough to know; a cut file is complained about later.
        let _ = MultiGzDecoder::new(start.as_slice()).take(4).read_to_end(&mut inner);
        start = inner;
        if !idx::is_magic(&start) && idx::Name::read(name).is_none() {
            return Err(Error::input(format!("{} is packed and holds no IDX file; unpack it first.", path.display())));
        }
    }
    Ok(match suffix.as_str() {
        _ if idx::is_magic(&start) || idx::Name::read(name).is_some() => Kind::Idx,
        "bin" if cifar::is_batch(name) || cifar::fits(length) => Kind::Cifar,
        "netloom" => Kind::Project,
        "onnx" => Kind::Onnx,
        "npz" | "npy" => Kind::Npz,
        "csv" | "tsv" => Kind::Csv,
        "safetensors" => Kind::Safetensors,
        "zip" | "tar" | "tgz" | "7z" | "rar" => {
            return Err(Error::input(format!("{} is an archive; unpack it and open the folder.", path.display())));
        }
        "tga" => Kind::Picture,
        _ if image::guess_format(&start).is_ok() => Kind::Picture,
        _ => {
            let sentence = format!("{} is of no kind that Netloom knows; it can open {SUPPORTED}.", path.display());
            return Err(Error::input(sentence));
        }
    })
}
