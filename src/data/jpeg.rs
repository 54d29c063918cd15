//! JPEG, strictly: a file that was cut is found, and not filled up with grey as most decoders do.

use image::metadata::Orientation;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::decode::{Decoded, Header, check_size};
use super::room::Share;

/// The size, orientation and channels of a JPEG.
pub(super) fn header(bytes: &[u8]) -> Result<Header, String> {
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options(false));
    decoder.decode_headers().map_err(|error| words(&error))?;
    read_header(&decoder)
}

/// Decodes a JPEG into `pixels`; only its brightness if `grey` is enough. CMYK becomes red, green and blue. `room` is
/// taken once the size is known.
pub(super) fn decode<'a>(
    bytes: &[u8],
    grey: bool,
    room: impl Fn(&Header) -> Share<'a>,
    pixels: &mut Vec<u8>,
) -> Result<Decoded, String> {
    match decode_with(bytes, grey, true, &room, pixels) {
        // Strays between the headers are no sign of a cut, and some cameras leave them.
        Err(DecodeErrors::FormatStatic(reason)) if reason.contains("Extra bytes between headers") => {
            decode_with(bytes, grey, false, &room, pixels)
        }
        result => result,
    }
    .map_err(|error| words(&error))?
}

fn decode_with<'a>(
    bytes: &[u8],
    grey: bool,
    strict: bool,
    room: &impl Fn(&Header) -> Share<'a>,
    pixels: &mut Vec<u8>,
) -> Result<Result<Decoded, String>, DecodeErrors> {
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options(strict));
    decoder.decode_headers()?;
    let header = match read_header(&decoder) {
        Ok(header) => header,
        Err(reason) => return Ok(Err(reason)),
    };
    let one = header.grey || (grey && decoder.input_colorspace() == Some(ColorSpace::YCbCr));
    let channels = if one { 1 } else { 3 };
    let colours = if one { ColorSpace::Luma } else { ColorSpace::RGB };
    decoder.set_options(decoder.options().jpeg_set_out_colorspace(colours));
    // Before the pixels, since a file without an end is not worth decoding.
    if !has_end(bytes) {
        return Ok(Err("the file is cut off: the end of the JPEG is missing".to_string()));
    }
    let _room = room(&header);
    // Nothing of the last picture may shine through where a decoder leaves something out.
    pixels.clear();
    pixels.resize(header.width * header.height * channels, 0);
    decoder.decode_into(pixels)?;
    Ok(Ok(Decoded { header, channels }))
}

fn options(strict: bool) -> DecoderOptions {
    DecoderOptions::default().set_strict_mode(strict).set_max_width(usize::MAX).set_max_height(usize::MAX)
}

fn read_header(decoder: &JpegDecoder<ZCursor<&[u8]>>) -> Result<Header, String> {
    let (Some(info), Some(colours)) = (decoder.info(), decoder.input_colorspace()) else {
        return Err("the JPEG has no picture in it".to_string());
    };
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    check_size(width as u32, height as u32, 3)?;
    let orientation = decoder.exif().and_then(|exif| Orientation::from_exif_chunk(exif));
    let orientation = orientation.unwrap_or(Orientation::NoTransforms);
    Ok(Header { width, height, grey: colours == ColorSpace::Luma, orientation })
}

/// Whether an end marker follows the beginning of the picture's data. Markers in the headers before it, such as those
/// of a preview, do not count; in the data itself the two bytes cannot occur.
fn has_end(bytes: &[u8]) -> bool {
    let mut place = 2;
    while let Some(&[0xff, marker, high, low]) = bytes.get(place..place + 4) {
        match marker {
            0xff => place += 1,
            // From the end, where it is in almost every file.
            0xda => return bytes[place..].windows(2).rev().any(|pair| pair == [0xff, 0xd9]),
            0x01 | 0xd0..=0xd7 => place += 2,
            _ => place += 2 + usize::from(u16::from_be_bytes([high, low])),
        }
    }
    // Strays between the headers lost us; then an end anywhere must do.
    bytes.windows(2).any(|pair| pair == [0xff, 0xd9])
}

fn words(error: &DecodeErrors) -> String {
    format!("the JPEG is cut off or damaged ({})", format!("{error:?}").trim_matches('"').trim_end_matches('.'))
}
