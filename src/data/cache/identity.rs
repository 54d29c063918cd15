//! Which pictures these are: by the bytes of every file, so that a folder that was copied, moved or checked out anew is
//! known, and one whose pictures were changed is not.
//!
//! To read every file at every opening would take much of what the cache saves. So the hash of a file's bytes is
//! remembered with its stamp (path, length, times, and on Unix its inode), and only files whose stamps are new are
//! read. A stamp holds the time of the last change of any kind (ctime), which programs cannot set back: a file
//! that was changed in place and given its old time again has a new stamp. Where the system has no such time, one that
//! keeps length and time of change is taken for the same.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::hash::Hash;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use xxhash_rust::xxh3::{Xxh3, xxh3_64, xxh3_128};

use super::super::files::read_into;
use super::super::picture::MAX_FILE;
use super::super::progress::go_on;
use super::super::{Options, Progress};
use super::file::save;
use crate::base::Result;

/// To be raised when the same pictures come out otherwise than before; so does another version of the program.
const PREPARATION: (u32, &str) = (1, env!("CARGO_PKG_VERSION"));
/// A file that changed so lately may change again without its times showing it.
const SETTLED: Duration = Duration::from_secs(2);
/// What stands for the bytes of a file that cannot be read.
pub(in crate::data) const UNREADABLE: u128 = 0;

/// Some pictures and the options for them, as far as can be told without reading files.
pub(super) struct Identity {
    /// Of names, lengths and options. Sources that differ in it differ.
    pub outline: u64,
    /// All files together.
    pub length: u64,
    /// Of each file; `None` if it cannot be trusted.
    stamps: Vec<Option<u128>>,
}

impl Identity {
    /// Looks at these pictures, given as path and name.
    pub fn of(pictures: &[(&Path, &str)], options: &Options) -> Identity {
        Identity::at(SystemTime::now(), pictures, options)
    }

    fn at(now: SystemTime, pictures: &[(&Path, &str)], options: &Options) -> Identity {
        let looked: Vec<(u64, Option<u128>)> = pictures
            .par_iter()
            .map(|(path, _)| match fs::metadata(path) {
                Ok(about) => (about.len(), stamp(path, &about, now)),
                Err(_) => (0, None),
            })
            .collect();
        // Another version of Rust may hash otherwise; then all is prepared anew.
        let mut hasher = Xxh3::new();
        (PREPARATION, options.size, options.fit as u8, options.colour as u8, pictures.len()).hash(&mut hasher);
        for ((_, name), (length, _)) in pictures.iter().zip(&looked) {
            (name, length).hash(&mut hasher);
        }
        let length = looked.iter().map(|(length, _)| length).sum();
        Identity { outline: hasher.digest(), length, stamps: looked.into_iter().map(|(_, stamp)| stamp).collect() }
    }

    /// The hash of every file's bytes, as remembered, or read now; and whether any had to be read.
    pub fn contents(
        &self,
        pictures: &[(&Path, &str)],
        remembered: &HashMap<u128, u128>,
        progress: &dyn Progress,
    ) -> Result<(Vec<u128>, bool)> {
        let known = |stamp: &Option<u128>| remembered.get(stamp.as_ref()?).copied();
        let work = pictures.par_iter().zip(&self.stamps).map_init(Vec::new, |bytes, ((path, _), stamp)| {
            go_on(progress)?;
            let known = known(stamp);
            let read = || read_into(path, MAX_FILE, bytes).map_or(UNREADABLE, |()| xxh3_128(bytes));
            Ok((known.unwrap_or_else(read), known.is_none()))
        });
        let found: Vec<(u128, bool)> = work.collect::<Result<_>>()?;
        let any_read = found.iter().any(|(_, read)| *read);
        Ok((found.into_iter().map(|(content, _)| content).collect(), any_read))
    }

    /// What these pictures with these contents are found by.
    pub fn key(&self, contents: &[u128]) -> u128 {
        let mut hasher = Xxh3::new();
        (self.outline, contents).hash(&mut hasher);
        hasher.digest128()
    }

    /// Writes down which stamp stands for which content.
    pub fn remember(&self, contents: &[u128], path: &Path) {
        let pairs = self.stamps.iter().zip(contents).filter(|(_, content)| **content != UNREADABLE);
        let mut bytes = Vec::with_capacity(32 * contents.len() + 8);
        for (stamp, content) in pairs.filter_map(|(stamp, content)| Some((stamp.as_ref()?, content))) {
            bytes.extend(stamp.to_le_bytes());
            bytes.extend(content.to_le_bytes());
        }
        bytes.extend(xxh3_64(&bytes).to_le_bytes());
        // What is not remembered is read again.
        let _ = save(path, |file| file.write_all(&bytes));
    }
}

/// What [`Identity::remember`] wrote; nothing if that is damaged.
pub(super) fn remembered(path: &Path) -> HashMap<u128, u128> {
    let bytes = fs::read(path).unwrap_or_default();
    let Some((pairs, checksum)) = bytes.split_last_chunk::<8>() else { return HashMap::new() };
    if xxh3_64(pairs) != u64::from_le_bytes(*checksum) {
        return HashMap::new();
    }
    let numbers = pairs.as_chunks::<16>().0.iter().map(|number| u128::from_le_bytes(*number)).collect::<Vec<_>>();
    numbers.as_chunks::<2>().0.iter().map(|&[stamp, content]| (stamp, content)).collect()
}

fn stamp(path: &Path, about: &Metadata, now: SystemTime) -> Option<u128> {
    let modified = about.modified().ok()?;
    let mut hasher = Xxh3::new();
    (path, about.len(), modified).hash(&mut hasher);
    #[cfg(not(unix))]
    let changed = modified;
    #[cfg(unix)]
    let changed = {
        use std::os::unix::fs::MetadataExt;
        (about.dev(), about.ino(), about.ctime(), about.ctime_nsec()).hash(&mut hasher);
        SystemTime::UNIX_EPOCH + Duration::new(about.ctime().try_into().ok()?, about.ctime_nsec().try_into().ok()?)
    };
    now.duration_since(changed).is_ok_and(|age| age >= SETTLED).then(|| hasher.digest128())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Silent;

    /// What the stamps say ten seconds later, when all is settled: the contents, and whether any had to be read.
    fn later(path: &Path, home: &Path) -> (Vec<u128>, bool) {
        let pictures = [(path, "it")];
        let identity = Identity::at(SystemTime::now() + 5 * SETTLED, &pictures, &Options::default());
        let found = identity.contents(&pictures, &remembered(home), &Silent).unwrap();
        identity.remember(&found.0, home);
        found
    }

    #[test]
    fn only_new_stamps_are_read_and_a_change_in_place_is_one() {
        let folder = tempfile::tempdir().unwrap();
        let (path, home) = (folder.path().join("it"), folder.path().join("it.contents"));
        let write = |bytes: &[u8]| {
            let mut file = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
            file.write_all(bytes).unwrap();
            file.persist(&path).unwrap();
        };
        write(b"one");
        let (first, read) = later(&path, &home);
        assert!(read);
        assert_eq!(later(&path, &home), (first.clone(), false));
        let mut damaged = fs::read(&home).unwrap();
        damaged[20] ^= 1;
        save(&home, |file| file.write_all(&damaged)).unwrap();
        assert_eq!(later(&path, &home), (first.clone(), true), "a damaged memory is none");

        // The same length, the same time of change, the same file.
        let time = fs::metadata(&path).unwrap().modified().unwrap();
        std::thread::sleep(Duration::from_millis(30));
        let mut file = fs::File::options().write(true).open(&path).unwrap();
        file.write_all(b"two").unwrap();
        file.set_modified(time).unwrap();
        if cfg!(unix) {
            let (second, read) = later(&path, &home);
            assert!(read && second != first);
        }
    }

    #[test]
    fn what_changed_just_now_is_not_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let (path, home) = (folder.path().join("it"), folder.path().join("it.contents"));
        tempfile::NamedTempFile::new_in(folder.path()).unwrap().persist(&path).unwrap();
        let pictures = [(path.as_path(), "it")];
        let identity = Identity::of(&pictures, &Options::default());
        identity.remember(&[7], &home);
        assert!(remembered(&home).is_empty());
    }
}
