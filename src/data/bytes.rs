//! Bytes that many may read: in memory, or in a mapped file of the cache, which the system reads as they are asked for.

use std::fmt;
use std::fs::File;
use std::io;
use std::ops::Deref;
use std::sync::Arc;

use memmap2::{Mmap, MmapOptions};

/// Bytes in memory or in a mapped file; clones share them.
#[derive(Clone)]
pub struct Bytes(Place);

#[derive(Clone)]
enum Place {
    Memory(Arc<Vec<u8>>),
    File(Arc<Mmap>),
}

impl Bytes {
    /// So many bytes of a file of the cache, from this place on.
    pub(super) fn map(file: &File, start: u64, length: usize) -> io::Result<Bytes> {
        // SAFETY: a file of the cache is complete before it gets its name and is never written to after that: it is
        // replaced by renaming another over it, or removed as a whole, and either leaves what is mapped as it was.
        // Nothing of Netloom cuts one short, which would be a bus error here. Who else writes into the user's cache
        // changes pixels, which are bytes and valid whatever they are.
        let map = unsafe { MmapOptions::new().offset(start).len(length).map(file)? };
        Ok(Bytes(Place::File(Arc::new(map))))
    }

    /// Whether they lie in a file rather than in memory.
    pub fn is_mapped(&self) -> bool {
        matches!(self.0, Place::File(_))
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Place::Memory(bytes) => bytes,
            Place::File(map) => map,
        }
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes(Place::Memory(Arc::new(bytes)))
    }
}

impl FromIterator<u8> for Bytes {
    fn from_iter<I: IntoIterator<Item = u8>>(bytes: I) -> Bytes {
        Bytes::from(Vec::from_iter(bytes))
    }
}

impl PartialEq for Bytes {
    fn eq(&self, other: &Bytes) -> bool {
        **self == **other
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} bytes", self.len())
    }
}
