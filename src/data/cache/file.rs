//! One file of the cache: a mark, the length and checksum of a header, the header as JSON, and the pixels, with a
//! checksum for each block of them.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::super::Bytes;

/// To be raised when the layout changes.
const MARK: &[u8; 8] = b"netloom\x02";
/// The bytes before the header: the mark, the header's length and its checksum.
const HEAD: usize = 24;
/// Pixels are checked in blocks of so many bytes, on all threads.
const BLOCK: usize = 1 << 20;

/// What is kept of a source beside its pixels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::data) struct Kept {
    /// Height, width and channels of each picture.
    pub shape: [usize; 3],
    /// The places of the pictures that could not be used, and why.
    pub skipped: Vec<(usize, String)>,
}

#[derive(Serialize, Deserialize)]
struct Header {
    /// Hexadecimal; JSON has no numbers of this size.
    key: String,
    kept: Kept,
    bytes: u64,
    blocks: Vec<u64>,
}

impl Kept {
    /// Whether it can be what so many pictures became, with so many bytes of pixels.
    pub fn fits(&self, pictures: usize, bytes: usize) -> bool {
        let in_order = self.skipped.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let there = self.skipped.last().is_none_or(|(place, _)| *place < pictures);
        let size = self.shape.iter().try_fold(1usize, |product, &side| product.checked_mul(side));
        let left = pictures.saturating_sub(self.skipped.len());
        in_order && there && size.and_then(|size| size.checked_mul(left)) == Some(bytes)
    }
}

/// Writes a file beside the path and renames it, so that nobody finds half of one. Nobody waits for the disk: what it
/// loses the checksums find, and nothing is lost with it.
pub(super) fn write(path: &Path, key: u128, kept: &Kept, bytes: &[u8]) -> io::Result<()> {
    let blocks = bytes.par_chunks(BLOCK).map(xxh3_64).collect();
    let header = Header { key: format!("{key:032x}"), kept: kept.clone(), bytes: bytes.len() as u64, blocks };
    let header = serde_json::to_vec(&header)?;
    save(path, |file| {
        file.write_all(MARK)?;
        file.write_all(&(header.len() as u64).to_le_bytes())?;
        file.write_all(&xxh3_64(&header).to_le_bytes())?;
        file.write_all(&header)?;
        file.write_all(bytes)
    })
}

/// Writes any file of the cache and gives it its name at the end.
pub(super) fn save(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut file = tempfile::Builder::new().prefix(super::UNFINISHED).tempfile_in(folder)?;
    write(file.as_file_mut())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// What a file of the cache holds, mapped; `None` if there is none or any of it is damaged.
///
/// All of it is checked here, a block at a time through memory of our own, so that only what is used is ever mapped
/// in: a check on first use would have to answer a damaged block in the middle of training.
pub(super) fn read(path: &Path, key: u128) -> Option<(Kept, Bytes)> {
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    let mut head = [0; HEAD];
    file.read_exact(&mut head).ok()?;
    let number = |place: usize| Some(u64::from_le_bytes(head[place..place + 8].try_into().ok()?));
    let (header_length, checksum) = (number(8)?, number(16)?);
    if head[..8] != *MARK || header_length > length {
        return None;
    }
    let mut header = Vec::new();
    (&file).take(header_length).read_to_end(&mut header).ok()?;
    if xxh3_64(&header) != checksum {
        return None;
    }
    let Header { key: name, kept, bytes, blocks } = serde_json::from_slice(&header).ok()?;
    let start = HEAD as u64 + header_length;
    let count = usize::try_from(bytes).ok()?;
    if name != format!("{key:032x}") || start.checked_add(bytes)? != length || blocks.len() != count.div_ceil(BLOCK) {
        return None;
    }
    let is_whole = blocks.par_iter().enumerate().map_init(Vec::new, |buffer, (block, &checksum)| {
        let first = block * BLOCK;
        buffer.resize(BLOCK.min(count - first), 0);
        read_at(&file, buffer, start + first as u64).is_ok() && xxh3_64(buffer) == checksum
    });
    if !is_whole.all(|good| good) {
        return None;
    }
    Some((kept, Bytes::map(&file, start, count).ok()?))
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], place: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, place)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut place: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, place)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => {
                bytes = &mut bytes[count..];
                place += count as u64;
            }
        }
    }
    Ok(())
}
