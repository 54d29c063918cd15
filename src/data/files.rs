//! Opening what a person points at: only real files are ever opened, and every complaint names the path.

use std::ffi::OsStr;
use std::fs::{self, File, FileType, Metadata};
use std::io::{self, Read};
use std::path::Path;

use crate::base::{Error, Result};

/// Opens a real file for reading and says how long it is. Pipes, sockets and devices are refused without opening
/// them, since merely opening one can wait for ever.
pub(super) fn open_file(path: &Path) -> Result<(File, u64)> {
    let metadata = look_at(path)?;
    if !metadata.is_file() {
        return Err(Error::input(format!("{} is {}, not a file.", path.display(), what(metadata.file_type()))));
    }
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    Ok((file, metadata.len()))
}

/// What the file system says about a path, following links.
pub(super) fn look_at(path: &Path) -> Result<Metadata> {
    fs::metadata(path).map_err(|error| unreadable(path, &error))
}

/// The whole of a file that may be at most so many bytes long; the error is a reason without the path.
pub(super) fn read_at_most(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    read_into(path, limit, &mut bytes)?;
    Ok(bytes)
}

/// [`read_at_most`] into memory that is used again.
pub(super) fn read_into(path: &Path, limit: u64, bytes: &mut Vec<u8>) -> Result<(), String> {
    let metadata = fs::metadata(path).map_err(|error| reason(&error))?;
    if !metadata.is_file() {
        return Err(format!("it is {}, not a file", what(metadata.file_type())));
    }
    if metadata.len() == 0 {
        return Err("the file is empty".to_string());
    }
    if metadata.len() > limit {
        return Err(format!("the file is larger than {} MB", limit >> 20));
    }
    let file = File::open(path).map_err(|error| reason(&error))?;
    bytes.clear();
    // One byte more, so that the end of the file is found without growing.
    bytes.reserve(metadata.len() as usize + 1);
    file.take(limit).read_to_end(bytes).map_err(|error| reason(&error))?;
    Ok(())
}

/// The lines of a short text file beside the data, such as class names; `None` if there is no such file.
pub(super) fn read_names(path: &Path) -> Option<Vec<String>> {
    let bytes = read_at_most(path, 1 << 20).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim_start_matches('\u{feff}');
    let names: Vec<String> = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_string).collect();
    (!names.is_empty()).then_some(names)
}

/// Whether programs or systems put such a file or folder beside people's own, without being asked.
pub(super) fn is_hidden(name: &OsStr) -> bool {
    let bytes = name.as_encoded_bytes();
    let known = ["thumbs.db", "desktop.ini", "__macosx", "@eadir", "$recycle.bin", "icon\r"];
    bytes.starts_with(b".") || known.iter().any(|known| bytes.eq_ignore_ascii_case(known.as_bytes()))
}

/// A kind of thing in the file system, in words.
pub(super) fn what(kind: FileType) -> &'static str {
    if kind.is_dir() {
        return "a folder";
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return "a pipe";
        }
        if kind.is_socket() {
            return "a socket";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    if kind.is_file() { "a file" } else { "something else" }
}

/// Why the system did not let us, without the path.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_string(),
        io::ErrorKind::PermissionDenied => "it may not be read; its permissions forbid it".to_string(),
        // ELOOP of Linux and of macOS, whose name in the standard library is not stable yet.
        _ if cfg!(unix) && matches!(error.raw_os_error(), Some(40 | 62)) => {
            "it is a link that leads back to itself".to_string()
        }
        _ => error.to_string(),
    }
}

/// The error for a path that cannot be read.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> Error {
    Error::input(format!("{} cannot be read: {}.", path.display(), reason(error)))
}
