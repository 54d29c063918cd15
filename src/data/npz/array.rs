//! One `.npy` array out of a reader: header and numbers, both checked against what is there before room is made.
//! The header is read here and not by `npyz`, whose products of extents may overflow.

use std::io::Read;

use crate::base::Shape;

/// A longer header than this describes no array of numbers.
const LONGEST_HEADER: usize = 1 << 16;
const MAGIC: &[u8] = b"\x93NUMPY";
/// Bytes that are converted at a time; a multiple of every width.
const PIECE: usize = 1 << 18;

/// The beginning of an array.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Header {
    /// Its extents, outermost first.
    pub shape: Shape,
    /// Its type as NumPy writes it without the order of bytes: "u1", "f4".
    kind: String,
    big_endian: bool,
    /// How many bytes its numbers take.
    pub bytes: u64,
}

/// What an array holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    /// Bytes, and truths as 0 and 1.
    Bytes(Vec<u8>),
    /// Whole numbers.
    Whole(Vec<i64>),
    /// Real numbers.
    Real(Vec<f32>),
    /// Words.
    Words(Vec<String>),
}

impl Content {
    /// The whole numbers, if these are any.
    pub fn whole(&self) -> Option<Vec<i64>> {
        match self {
            Content::Bytes(bytes) => Some(bytes.iter().map(|&byte| byte.into()).collect()),
            Content::Whole(numbers) => Some(numbers.clone()),
            Content::Real(numbers) => {
                let whole = numbers.iter().all(|x| x.fract() == 0.0 && x.abs() < 1e6);
                whole.then(|| numbers.iter().map(|&x| x as i64).collect())
            }
            Content::Words(_) => None,
        }
    }

    /// The numbers, if these are any.
    pub fn real(self) -> Option<Vec<f32>> {
        match self {
            Content::Bytes(bytes) => Some(bytes.into_iter().map(f32::from).collect()),
            Content::Whole(numbers) => Some(numbers.into_iter().map(|x| x as f32).collect()),
            Content::Real(numbers) => Some(numbers),
            Content::Words(_) => None,
        }
    }
}

/// Reads the header; `length` is how many bytes the whole array has. The error is a reason without a name.
pub(super) fn read_header(reader: &mut impl Read, length: u64) -> Result<Header, String> {
    let cut = |_| "it is cut off in its header".to_owned();
    let mut start = [0; 8];
    reader.read_exact(&mut start).map_err(cut)?;
    let (magic, version) = start.split_at(6);
    if magic != MAGIC {
        return Err("it is no NumPy array".to_owned());
    }
    let mut size = [0; 4];
    let width = if version[0] == 1 { 2 } else { 4 };
    reader.read_exact(&mut size[..width]).map_err(cut)?;
    let size = u32::from_le_bytes(size) as usize;
    if size > LONGEST_HEADER {
        return Err("its header is longer than any array needs".to_owned());
    }
    let mut text = vec![0; size];
    reader.read_exact(&mut text).map_err(cut)?;
    let text = String::from_utf8_lossy(&text);
    let left = length.saturating_sub((8 + width + size) as u64);
    parse(&text).ok_or_else(|| "its header cannot be understood".to_owned())?.checked(&text, left)
}

/// `{'descr': '<f4', 'fortran_order': False, 'shape': (60000, 28, 28), }`
fn parse(text: &str) -> Option<Header> {
    let after = |key: &str| Some(text.split_once(&format!("'{key}':"))?.1.trim_start());
    let kind = after("descr")?.strip_prefix('\'')?.split('\'').next()?;
    let list = after("shape")?.strip_prefix('(')?.split(')').next()?;
    let extents = list.split(',').map(str::trim).filter(|word| !word.is_empty());
    let shape = Shape::new(extents.map(|word| word.parse().ok()).collect::<Option<Vec<usize>>>()?);
    let big_endian = kind.starts_with('>');
    let kind = kind.trim_start_matches(['<', '>', '|', '=']).to_owned();
    Some(Header { shape, kind, big_endian, bytes: 0 })
}

impl Header {
    /// The same with its size in bytes, which `left` bytes must hold.
    fn checked(mut self, text: &str, left: u64) -> Result<Header, String> {
        let in_columns = text.replace(' ', "").contains("'fortran_order':True");
        if in_columns && self.shape.len() > 1 {
            return Err("it is in Fortran order; save numpy.ascontiguousarray(x)".to_owned());
        }
        let width = self.width().ok_or_else(|| {
            format!("it holds values of the kind “{}”; save x.astype('float32') or 'uint8'", self.kind)
        })?;
        let bytes = self.shape.checked_count().and_then(|count| count.checked_mul(width));
        let Some(bytes) = bytes.filter(|&bytes| bytes as u64 <= left) else {
            return Err(format!("it claims to be of {} but is too short for that: it is cut off", self.shape));
        };
        self.bytes = bytes as u64;
        Ok(self)
    }

    /// How many bytes a value has; `None` for kinds that are not read.
    fn width(&self) -> Option<usize> {
        let (kind, width) = self.kind.split_at_checked(1)?;
        let width = width.parse::<usize>().ok()?;
        match (kind, width) {
            ("b" | "u" | "i", 1) | ("u" | "i", 2) | ("u" | "i" | "f", 4 | 8) => Some(width),
            ("U", 1..=1024) => Some(4 * width),
            ("S", 1..=4096) => Some(width),
            _ => None,
        }
    }

    /// Whether the numbers are bytes, which stay as they are.
    pub fn is_bytes(&self) -> bool {
        matches!(self.kind.as_str(), "u1" | "b1")
    }

    /// Reads the numbers that follow the header; `go_on` is asked now and then.
    pub fn read(&self, reader: &mut impl Read, go_on: &dyn Fn() -> bool) -> Result<Content, String> {
        let width = self.width().unwrap_or(1);
        let count = self.shape.count();
        // What is packed may hold less than it claims; room for more than this is made as it fills.
        let room = count.min((64 << 20) / width);
        let mut content = match self.kind.as_bytes()[0] {
            b'f' => Content::Real(Vec::with_capacity(room)),
            b'U' | b'S' => Content::Words(Vec::new()),
            _ if self.is_bytes() => Content::Bytes(Vec::with_capacity(room)),
            _ => Content::Whole(Vec::with_capacity(room)),
        };
        let mut left = self.bytes as usize;
        let mut piece = vec![0; left.min(PIECE / width * width)];
        while left > 0 {
            if !go_on() {
                return Err("the reading was given up".to_owned());
            }
            let now = left.min(piece.len());
            reader.read_exact(&mut piece[..now]).map_err(|error| format!("it is cut off or damaged ({error})"))?;
            self.append(&piece[..now], width, &mut content);
            left -= now;
        }
        Ok(content)
    }

    fn append(&self, bytes: &[u8], width: usize, content: &mut Content) {
        let values = bytes.chunks_exact(width).map(|value| {
            // The value in the lowest bytes of a word.
            let mut word = [0; 8];
            for (at, &byte) in value.iter().take(8).enumerate() {
                word[if self.big_endian { width.min(8) - 1 - at } else { at }] = byte;
            }
            u64::from_le_bytes(word)
        });
        let signed = self.kind.starts_with('i');
        match content {
            Content::Bytes(all) => all.extend_from_slice(bytes),
            Content::Whole(all) => all.extend(values.map(|bits| match (signed, width) {
                (true, 1) => i64::from(bits as i8),
                (true, 2) => i64::from(bits as i16),
                (true, 4) => i64::from(bits as i32),
                _ => bits as i64,
            })),
            Content::Real(all) if width == 4 => all.extend(values.map(|bits| f32::from_bits(bits as u32))),
            Content::Real(all) => all.extend(values.map(|bits| f64::from_bits(bits) as f32)),
            Content::Words(all) => all.extend(bytes.chunks_exact(width).map(|word| self.word(word))),
        }
    }

    fn word(&self, bytes: &[u8]) -> String {
        if self.kind.starts_with('S') {
            return String::from_utf8_lossy(bytes).trim_end_matches('\0').to_owned();
        }
        let letters = bytes.chunks_exact(4).map(|letter| {
            let letter = [letter[0], letter[1], letter[2], letter[3]];
            let code = if self.big_endian { u32::from_be_bytes(letter) } else { u32::from_le_bytes(letter) };
            char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
        });
        letters.collect::<String>().trim_end_matches('\0').to_owned()
    }
}
