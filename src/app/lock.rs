//! A mark beside a file that this process works on it. The system takes it back when the process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

/// The mark. Dropping it takes it away.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _file: File,
}

/// Whether a file is worked on.
#[derive(Debug)]
pub enum Claim {
    /// By this process from now on; without a mark where none can be made.
    Ours(Option<Lock>),
    /// By another process.
    Theirs,
}

impl Lock {
    /// Marks the file at this path, which need not exist.
    pub fn claim(path: &Path) -> Claim {
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(".lock");
        let mark = path.with_file_name(name);
        let opened = OpenOptions::new().write(true).create(true).truncate(false).open(&mark);
        let Ok(file) = opened else { return Claim::Ours(None) };
        match file.try_lock() {
            Ok(()) => Claim::Ours(Some(Lock { path: mark, _file: file })),
            Err(TryLockError::WouldBlock) => Claim::Theirs,
            // Not every file system knows such marks.
            Err(TryLockError::Error(_)) => Claim::Ours(None),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Nothing is lost where it stays: it is the lock that counts, not the file.
        let _ = std::fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_claimed_once_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Ünïcode.netloom");
        let Claim::Ours(Some(first)) = Lock::claim(&path) else { panic!("nobody else has it") };
        assert!(matches!(Lock::claim(&path), Claim::Theirs));
        drop(first);
        assert!(matches!(Lock::claim(&path), Claim::Ours(Some(_))));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "no mark is left");
    }
}
