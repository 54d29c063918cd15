//! What would be lost if the program ended now, written aside now and then, and found again at the next start.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::lock::{Claim, Lock};

/// How often it is written at most; a kill loses no more than this, and the time that one block of steps takes.
const EVERY: Duration = Duration::from_secs(30);

/// The recovery file of this process.
#[derive(Debug)]
pub struct Recovery {
    path: PathBuf,
    _lock: Option<Lock>,
    written: Option<Instant>,
}

impl Recovery {
    /// The recovery file of this process, in this folder.
    pub fn new(folder: &Path) -> Option<Recovery> {
        std::fs::create_dir_all(folder).ok()?;
        let path = folder.join(format!("recovery-{}.netloom", std::process::id()));
        match Lock::claim(&path) {
            Claim::Ours(lock) => Some(Recovery { path, _lock: lock, written: None }),
            Claim::Theirs => None,
        }
    }

    /// Where to write now, if it is time to.
    pub fn is_due(&mut self) -> Option<PathBuf> {
        if self.written.is_some_and(|written| written.elapsed() < EVERY) {
            return None;
        }
        self.written = Some(Instant::now());
        Some(self.path.clone())
    }

    /// Where to write at once: something has gone wrong.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the file: nothing would be lost any more.
    pub fn forget(&mut self) {
        if self.written.take().is_some() {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Files left by processes that ended unexpectedly, newest first.
pub fn left_behind(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<_> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?;
            let ours = name.starts_with("recovery-") && name.ends_with(".netloom");
            let alive = matches!(Lock::claim(&path), Claim::Theirs);
            (ours && !alive).then_some(())?;
            Some((path.metadata().ok()?.modified().ok()?, path))
        })
        .collect();
    found.sort();
    found.into_iter().rev().map(|(_, path)| path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_dead_process_left_is_found_and_what_a_living_one_has_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let mut recovery = Recovery::new(folder.path()).unwrap();
        std::fs::write(recovery.is_due().unwrap(), b"x").unwrap();
        assert!(recovery.is_due().is_none(), "not twice in half a minute");
        std::fs::write(folder.path().join("recovery-4711.netloom"), b"x").unwrap();
        let left: Vec<_> = left_behind(folder.path());
        assert_eq!(left, [folder.path().join("recovery-4711.netloom")]);
        recovery.forget();
        assert!(!recovery.path().exists());
    }
}
