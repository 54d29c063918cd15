//! One IDX file: four bytes that say what it is, its extents as big-endian 32-bit numbers, then its bytes.
//! Source: <http://yann.lecun.com/exdb/mnist/>. Plain or packed with gzip, whatever its name says.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::Progress;
use super::files::{open_file, unreadable};
use super::plan::size;
use super::progress::go_on;
use crate::base::{Error, Result};

/// Deflate makes at most so many bytes out of one.
const MAX_RATIO: u64 = 1032;

/// An IDX file whose header has been read; its bytes come next.
pub(super) struct IdxFile<R> {
    /// What people call it.
    name: String,
    /// Its extents, outermost first; one to four.
    pub extents: Vec<usize>,
    /// The product of the extents.
    pub count: usize,
    reader: R,
    packed: bool,
}

/// Whether a file that begins like this is an IDX file.
pub(super) fn is_magic(start: &[u8]) -> bool {
    matches!(start, [0, 0, 0x08 | 0x09 | 0x0b | 0x0c | 0x0d | 0x0e, 1..=4, ..])
}

/// Opens an IDX file and reads its header.
pub(super) fn open_idx(path: &Path) -> Result<IdxFile<Box<dyn Read>>> {
    let (file, length) = open_file(path)?;
    let mut file = BufReader::with_capacity(1 << 16, file);
    let start = file.fill_buf().map_err(|error| unreadable(path, &error))?;
    let packed = start.starts_with(&[0x1f, 0x8b]);
    let reader: Box<dyn Read> = if packed { unpack(file) } else { Box::new(file) };
    let most = if packed { length.saturating_mul(MAX_RATIO) } else { length };
    IdxFile::read(path.display().to_string(), reader, packed, most)
}

fn unpack(file: BufReader<File>) -> Box<dyn Read> {
    Box::new(MultiGzDecoder::new(file))
}

impl<R: Read> IdxFile<R> {
    /// Reads a header. `most` is how many bytes there can be at all, so that absurd extents are refused here.
    pub fn read(name: String, mut reader: R, packed: bool, most: u64) -> Result<IdxFile<R>> {
        let mut words = [0; 4];
        fill(&name, &mut reader, &mut words, "header")?;
        let [zero, also_zero, element, axes] = words;
        if zero != 0 || also_zero != 0 {
            return Err(Error::input(format!(
                "{name} is not an IDX file: it does not begin with two zero bytes. Fetch it again."
            )));
        }
        if element != 0x08 {
            let held = match element {
                0x09 => "signed bytes",
                0x0b => "16-bit numbers",
                0x0c => "32-bit numbers",
                0x0d | 0x0e => "floating-point numbers",
                _ => "an unknown type of number",
            };
            return Err(Error::input(format!(
                "{name} holds {held}, not unsigned bytes; convert it to unsigned bytes (type 0x08)."
            )));
        }
        if !(1..=4).contains(&axes) {
            return Err(Error::input(format!("{name} has {axes} axes; an IDX file of samples has one to four.")));
        }
        let mut extents = Vec::with_capacity(4);
        for _ in 0..axes {
            fill(&name, &mut reader, &mut words, "header")?;
            extents.push(u32::from_be_bytes(words) as usize);
        }
        let count = extents.iter().try_fold(1usize, |count, &extent| count.checked_mul(extent));
        let Some(count) = count.filter(|&count| count as u64 <= most) else {
            let extents: Vec<String> = extents.iter().map(usize::to_string).collect();
            return Err(Error::input(format!(
                "{name} claims to hold {} bytes, but is far too short for that: it is cut off or damaged. Fetch it again.",
                extents.join(" × "),
            )));
        };
        Ok(IdxFile { name, extents, count, reader, packed })
    }

    /// Appends the bytes to `out`. Returns whether there is more in the file than there should be.
    pub fn read_bytes(mut self, out: &mut Vec<u8>, progress: &dyn Progress) -> Result<bool> {
        // A packed file may hold less than its header claims; then no memory is taken that is not filled.
        out.reserve_exact(if self.packed { self.count.min(64 << 20) } else { self.count });
        let mut left = self.count;
        while left > 0 {
            go_on(progress)?;
            let step = left.min(4 << 20);
            let read =
                (&mut self.reader).take(step as u64).read_to_end(out).map_err(|error| broken(&self.name, &error))?;
            if read == 0 {
                return Err(Error::input(format!(
                    "{} is cut off: it should hold {} but ends after {}. Fetch it again.",
                    self.name,
                    size(self.count as u64),
                    size((self.count - left) as u64)
                )));
            }
            left -= read;
        }
        // Reading on to the end also makes the unpacker compare its checksum.
        let mut more = [0];
        loop {
            match self.reader.read(&mut more) {
                Ok(read) => return Ok(read > 0),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(broken(&self.name, &error)),
            }
        }
    }
}

fn fill(name: &str, reader: &mut impl Read, out: &mut [u8], what: &str) -> Result<()> {
    reader.read_exact(out).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => Error::input(format!("{name} is cut off in its {what}. Fetch it again.")),
        _ => broken(name, &error),
    })
}

fn broken(name: &str, error: &std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::UnexpectedEof => {
            Error::input(format!("{name} is cut off: its packed data end early. Fetch it again."))
        }
        ErrorKind::InvalidData | ErrorKind::InvalidInput => {
            Error::input(format!("{name} is damaged: its packed data cannot be unpacked ({error}). Fetch it again."))
        }
        _ => Error::input(format!("{name} cannot be read: {error}.")),
    }
}
