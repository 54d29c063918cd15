//! What is kept on disk of a graphics processor from one run of the program to the next: which tiles were measured to be
//! fastest, and what its driver compiled. Each file is named after the adapter, its driver and the shaders, begins with a
//! checksum of the rest, and may be deleted at any time; one that is not as it was written is as good as none.

use std::fs;
use std::path::PathBuf;

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::shader;
use crate::project::save;

/// Bytes of the checksum at the beginning of a file.
const CHECKSUM: usize = 16;

/// The files of one graphics processor.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    folder: PathBuf,
    /// The hash of all that what is kept depends on.
    key: u64,
}

impl Kept {
    /// The files in this folder for this adapter.
    pub fn new(folder: PathBuf, adapter: &wgpu::AdapterInfo) -> Kept {
        let mut hasher = Xxh3::new();
        let wgpu::AdapterInfo { name, vendor, device, backend, driver, driver_info, .. } = adapter;
        hasher.update(format!("{name}\0{vendor}\0{device}\0{backend}\0{driver}\0{driver_info}\0").as_bytes());
        hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
        for (name, text) in shader::all() {
            hasher.update(name.as_bytes());
            hasher.update(text.as_bytes());
        }
        Kept { folder, key: hasher.digest() }
    }

    /// What was written under this name, if it is still that.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        let bytes = fs::read(self.path(name)).ok()?;
        let (checksum, content) = bytes.split_at_checked(CHECKSUM)?;
        (xxh3_128(content).to_le_bytes() == checksum).then(|| content.to_vec())
    }

    /// Replaces what is kept under a name; whether that could be done.
    pub fn write(&self, name: &str, content: &[u8]) -> bool {
        fs::create_dir_all(&self.folder).is_ok()
            && save(&self.path(name), |file| {
                file.write_all(&xxh3_128(content).to_le_bytes())?;
                file.write_all(content)
            })
            .is_ok()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{:016x}.{name}", self.key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_as_it_was_written_is_none() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let kept = Kept { folder: folder.path().join("new"), key: 7 };
        assert_eq!(kept.read("tiles"), None);
        assert!(kept.write("tiles", b"some findings"));
        assert_eq!(kept.read("tiles").as_deref(), Some(&b"some findings"[..]));
        let path = kept.path("tiles");
        let whole = fs::read(&path).expect("it was written");
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 4;
            save(&path, |file| file.write_all(&damaged)).expect("it can be written");
            assert_eq!(kept.read("tiles"), None, "byte {place} is another");
            save(&path, |file| file.write_all(&whole[..place])).expect("it can be written");
            assert_eq!(kept.read("tiles"), None, "{place} bytes are left");
        }
        save(&path, |file| file.write_all(&whole)).expect("it can be written");
        assert!(Kept { key: 8, ..kept.clone() }.read("tiles").is_none(), "it is another adapter's");
        assert!(kept.read("tiles").is_some());
    }
}
