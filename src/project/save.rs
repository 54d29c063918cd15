//! The one way in which files are written: whole or not at all.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::base::{Error, Result};

/// Replaces the file at `path` by what `write` produces. A kill, a full disk or an error at any moment leaves the old
/// file or the new one: the bytes go to a temporary file in the same folder, reach the disk, and are then renamed.
pub fn save(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<()> {
    let failed = |error: std::io::Error| Error::work(format!("{} could not be saved: {error}.", path.display()));
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".netloom-");
    // The permissions that the file would have had, not those of a private temporary file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    let mut buffered = std::io::BufWriter::new(file.as_file_mut());
    write(&mut buffered).and_then(|()| buffered.flush()).map_err(failed)?;
    drop(buffered);
    file.as_file().sync_all().map_err(failed)?;
    if let Ok(old) = fs::metadata(path) {
        file.as_file().set_permissions(old.permissions()).map_err(failed)?;
    }
    file.persist(path).map_err(|error| failed(error.error))?;
    // The rename itself must reach the disk too; not every file system lets a folder be opened for that.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_while_writing_leaves_the_old_file() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("Ünïcode name.netloom");
        save(&path, |to| to.write_all(b"first")).expect("saving works");
        let refused = save(&path, |to| {
            to.write_all(b"sec")?;
            Err(std::io::Error::other("the disk is full"))
        });
        assert!(refused.expect_err("the error is passed on").to_string().contains("the disk is full"));
        assert_eq!(fs::read(&path).expect("the file is there"), b"first");
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1, "no temporary file is left");
    }
}
