//! Decodes the bytes of one picture of any format, as they come from anybody: sizes are checked before memory is
//! taken, and every failure is a reason in words.
//!
//! Transparent parts become white, 16 bits become 8, a palette becomes its colours, an animation its first frame, a
//! TIFF its first page, an icon its largest picture.

use std::ffi::OsStr;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::jpeg;
use super::room::Room;

/// Wider or higher pictures are refused.
const MAX_SIDE: u32 = 16_384;
/// Pictures that would take more bytes while they are decoded are refused.
const MAX_BYTES: u64 = 192 << 20;
/// All threads together decode pictures of so many bytes; who comes later waits.
static ROOM: Room = Room::new(384 << 20);

/// What can be known of a picture without decoding it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Header {
    /// As stored, before it is turned by `orientation`.
    pub width: usize,
    pub height: usize,
    pub grey: bool,
    pub orientation: Orientation,
}

/// A picture as stored, in one channel or three, beside the pixels that were decoded.
#[derive(Clone, Copy)]
pub(super) struct Decoded {
    pub header: Header,
    pub channels: usize,
}

impl Header {
    /// Height and width as people see it.
    pub fn upright(&self) -> [usize; 2] {
        let size = [self.height, self.width];
        if self.lies() { [size[1], size[0]] } else { size }
    }

    /// Whether people see its rows as columns.
    pub fn lies(&self) -> bool {
        use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
        matches!(self.orientation, Rotate90 | Rotate90FlipH | Rotate270 | Rotate270FlipH)
    }
}

/// What can be known of a picture without decoding it. `name` is that of its file.
pub(super) fn header(bytes: &[u8], name: &OsStr) -> Result<Header, String> {
    guarded(|| match format(bytes, name)? {
        ImageFormat::Jpeg => jpeg::header(bytes),
        format => Ok(read_header(&mut decoder(bytes, format)?)),
    })
}

/// Decodes a picture into `pixels`, whose memory is used again; where `grey` is enough, colours may be left out.
/// `name` is that of its file: all formats but TGA are known by their contents.
pub(super) fn decode(bytes: &[u8], name: &OsStr, grey: bool, pixels: &mut Vec<u8>) -> Result<Decoded, String> {
    let format = format(bytes, name)?;
    let room = |header: &Header| ROOM.take(bytes.len() + header.width * header.height * 3);
    guarded(|| match format {
        ImageFormat::Jpeg => jpeg::decode(bytes, grey, room, pixels),
        format => {
            let mut decoder = decoder(bytes, format)?;
            let header = read_header(&mut decoder);
            let _room = room(&header);
            let picture = DynamicImage::from_decoder(decoder).map_err(|error| words(&error))?;
            let channels;
            (channels, *pixels) = flatten(picture);
            Ok(Decoded { header, channels })
        }
    })
}

/// Whether a picture of this size may be decoded, at so many bytes for each pixel.
pub(super) fn check_size(width: u32, height: u32, bytes: u64) -> Result<(), String> {
    if width == 0 || height == 0 {
        return Err("the picture has no pixels".to_string());
    }
    if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) * bytes > MAX_BYTES {
        return Err(format!("the picture claims to be {width} × {height} pixels, which is too large to be decoded"));
    }
    Ok(())
}

fn format(bytes: &[u8], name: &OsStr) -> Result<ImageFormat, String> {
    if bytes.is_empty() {
        return Err("the file is empty".to_string());
    }
    if let Ok(format) = image::guess_format(bytes) {
        return if format.reading_enabled() {
            Ok(format)
        } else {
            Err(format!("pictures of the format {format:?} cannot be read; save it as PNG or JPEG"))
        };
    }
    let name = name.as_encoded_bytes();
    let ends =
        |suffix: &[u8]| name.len() > suffix.len() && name[name.len() - suffix.len()..].eq_ignore_ascii_case(suffix);
    // The one format that does not say what it is.
    if [".tga", ".vda", ".icb", ".vst"].iter().any(|suffix| ends(suffix.as_bytes())) {
        return Ok(ImageFormat::Tga);
    }
    if bytes.get(4..8) == Some(b"ftyp") && bytes.get(8..12).is_some_and(|brand| brand.starts_with(b"hei")) {
        return Err("pictures of the format HEIC cannot be read; save it as PNG or JPEG".to_string());
    }
    Err("it is not a picture of a known format".to_string())
}

fn decoder<'a>(bytes: &'a [u8], format: ImageFormat) -> Result<impl ImageDecoder + 'a, String> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_BYTES * 2);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|error| words(&error))?;
    let (width, height) = decoder.dimensions();
    check_size(width, height, u64::from(decoder.color_type().bytes_per_pixel()))?;
    Ok(decoder)
}

fn read_header(decoder: &mut impl ImageDecoder) -> Header {
    let (width, height) = decoder.dimensions();
    let grey = !decoder.color_type().has_color();
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Header { width: width as usize, height: height as usize, grey, orientation }
}

/// One channel or three of 8 bits each; what shows through is white.
fn flatten(picture: DynamicImage) -> (usize, Vec<u8>) {
    let colours = picture.color();
    match (colours.has_color(), colours.has_alpha()) {
        (false, false) => (1, picture.into_luma8().into_raw()),
        (true, false) => (3, picture.into_rgb8().into_raw()),
        (false, true) => (1, on_white::<2, 1>(&picture.into_luma_alpha8())),
        (true, true) => (3, on_white::<4, 3>(&picture.into_rgba8())),
    }
}

fn on_white<const WITH: usize, const WITHOUT: usize>(bytes: &[u8]) -> Vec<u8> {
    let mut opaque = vec![0; bytes.len() / WITH * WITHOUT];
    for (pixel, out) in bytes.as_chunks::<WITH>().0.iter().zip(opaque.as_chunks_mut::<WITHOUT>().0) {
        let alpha = u32::from(pixel[WITH - 1]);
        for channel in 0..WITHOUT {
            out[channel] = ((u32::from(pixel[channel]) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        }
    }
    opaque
}

fn words(error: &ImageError) -> String {
    match error {
        ImageError::Limits(_) => "the picture is too large to be decoded".to_string(),
        ImageError::Unsupported(_) => format!("a picture of this variety cannot be read ({error})"),
        _ => format!("the picture is cut off or damaged ({error})"),
    }
}

/// Decoders are other people's code and the files are anybody's: a panic in one must not end the reading.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err("the picture is damaged: its decoder gave up".to_string()))
}
