//! Prepared pictures kept in the user's cache folder, so that a folder of pictures is decoded once and mapped after that.
//!
//! `OUTLINE-KEY.pictures` holds what some pictures became, `FOLDER.contents` the hashes of the files of a folder. All may
//! be deleted at any time.

mod file;
mod identity;
mod writers;

use std::fs;
use std::hash::Hash;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use xxhash_rust::xxh3::Xxh3;

pub(super) use self::file::Kept;
use self::identity::Identity;
pub(super) use self::identity::UNREADABLE;
use self::writers::Writers;
use super::{Bytes, Options, Progress};
use crate::base::Result;

/// How the names of files begin that have no name of their own yet.
const UNFINISHED: &str = ".unfinished-";
/// Files that were not finished in so long a time never will be.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);
/// Pictures in files of so many bytes together are read sooner than anybody notices.
const WORTH: u64 = 4 << 20;
/// The user's cache holds at most so many bytes.
const LIMIT: u64 = 8 << 30;

/// A folder of prepared pictures. When a cache or a clone of it is dropped, all that was to be kept is written.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
    /// All of it takes at most so many bytes: what was not used for longest goes first.
    limit: u64,
    /// Smaller sources are not kept.
    worth: u64,
    writers: Arc<Writers>,
}

/// Some pictures at the door of a cache.
pub(super) struct Visit<'a> {
    cache: &'a Cache,
    identity: Identity,
    /// Where the hashes of the files of this source are remembered.
    contents: PathBuf,
}

/// Where the user's caches lie.
enum Folder {
    /// The environment variable NETLOOM_CACHE names it: pictures lie in it.
    Named(PathBuf),
    /// The system keeps caches there.
    OfSystem(PathBuf),
}

/// The folder of the user's caches, if there is to be one.
fn folder_of_user() -> Option<Folder> {
    match std::env::var_os("NETLOOM_CACHE") {
        Some(folder) if folder.is_empty() => None,
        Some(folder) => Some(Folder::Named(PathBuf::from(folder))),
        None => {
            let folders = directories::ProjectDirs::from("", "", "netloom")?;
            Some(Folder::OfSystem(folders.cache_dir().to_owned()))
        }
    }
}

/// The user's cache of something else than pictures: a folder beside them, which need not exist; none if the environment
/// variable NETLOOM_CACHE is empty.
pub fn cache_for(what: &str) -> Option<PathBuf> {
    let (Folder::Named(folder) | Folder::OfSystem(folder)) = folder_of_user()?;
    Some(folder.join(what))
}

impl Cache {
    /// The user's own: in the folder that the environment variable NETLOOM_CACHE names (none if that is empty), else
    /// where the system keeps caches.
    pub fn of_user() -> Option<Cache> {
        let folder = match folder_of_user()? {
            Folder::Named(folder) => folder,
            Folder::OfSystem(folder) => folder.join("pictures"),
        };
        Some(Cache { folder, limit: LIMIT, worth: WORTH, writers: Arc::default() })
    }

    /// A cache in a folder of one's own, which takes at most so many bytes.
    pub fn at(folder: impl Into<PathBuf>, limit: u64) -> Cache {
        Cache { folder: folder.into(), limit, worth: 0, writers: Arc::default() }
    }

    /// Looks at pictures, given as path and name; `None` if they are not worth keeping.
    pub(super) fn visit(&self, root: &Path, pictures: &[(&Path, &str)], options: &Options) -> Option<Visit<'_>> {
        // Perhaps it is these that are being written.
        self.writers.wait();
        let identity = Identity::of(pictures, options);
        if identity.length < self.worth {
            return None;
        }
        let mut hasher = Xxh3::new();
        fs::canonicalize(root).ok()?.hash(&mut hasher);
        let contents = self.folder.join(format!("{:016x}.contents", hasher.digest()));
        Some(Visit { cache: self, identity, contents })
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        self.writers.wait();
    }
}

impl Visit<'_> {
    /// What these pictures became before; `None` if that is not known or damaged.
    ///
    /// Its places and sizes fit the pictures of the visit.
    pub fn find(&self, pictures: &[(&Path, &str)], progress: &dyn Progress) -> Result<Option<(Kept, Bytes)>> {
        // No file is read for its hash where nothing that it could lead to is kept.
        let start = format!("{:016x}-", self.identity.outline);
        let is_candidate = |entry: fs::DirEntry| entry.file_name().to_string_lossy().starts_with(&start);
        if !fs::read_dir(&self.cache.folder).is_ok_and(|folder| folder.flatten().any(is_candidate)) {
            return Ok(None);
        }
        let remembered = identity::remembered(&self.contents);
        let (contents, any_read) = self.identity.contents(pictures, &remembered, progress)?;
        if any_read {
            self.identity.remember(&contents, &self.contents);
        }
        let key = self.identity.key(&contents);
        let found = file::read(&self.path(key), key).filter(|(kept, bytes)| kept.fits(pictures.len(), bytes.len()));
        if found.is_some() {
            // Used now, so that others are removed before them. Not everybody may write to a shared cache.
            for path in [self.path(key), self.contents.clone()] {
                let _ = fs::File::options().append(true).open(path).and_then(|it| it.set_modified(SystemTime::now()));
            }
        }
        Ok(found)
    }

    /// Keeps what pictures with these contents became, and makes room for it, on a thread of its own. That it cannot be
    /// done is nobody's concern: the pictures are in memory.
    pub fn keep(self, contents: Vec<u128>, kept: Kept, bytes: Bytes) {
        let Cache { folder, limit, .. } = self.cache;
        if bytes.is_empty() || bytes.len() as u64 > *limit {
            return;
        }
        let (folder, limit, key) = (folder.clone(), *limit, self.identity.key(&contents));
        let path = self.path(key);
        let Visit { cache, identity, contents: memory } = self;
        cache.writers.begin(move || {
            if fs::create_dir_all(&folder).is_ok() && file::write(&path, key, &kept, &bytes).is_ok() {
                identity.remember(&contents, &memory);
                make_room(&folder, limit);
            }
        });
    }

    fn path(&self, key: u128) -> PathBuf {
        self.cache.folder.join(format!("{:016x}-{key:032x}.pictures", self.identity.outline))
    }
}

/// Removes what was not used for longest, until the rest is within the limit.
fn make_room(folder: &Path, limit: u64) {
    let Ok(folder) = fs::read_dir(folder) else { return };
    let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    for entry in folder.flatten() {
        let Ok(about) = entry.metadata() else { continue };
        let (Ok(used), path) = (about.modified(), entry.path()) else { continue };
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            if used.elapsed().is_ok_and(|age| age > ABANDONED) {
                let _ = fs::remove_file(path);
            }
        } else if path.extension().is_some_and(|suffix| suffix == "pictures" || suffix == "contents") {
            files.push((used, about.len(), path));
        }
    }
    files.sort();
    let mut total: u64 = files.iter().map(|(_, length, _)| length).sum();
    for (_, length, path) in files {
        if total <= limit {
            break;
        }
        // A file that another program has mapped cannot be removed everywhere; then it stays.
        let _ = fs::remove_file(path);
        total -= length;
    }
}

#[cfg(test)]
mod tests;
