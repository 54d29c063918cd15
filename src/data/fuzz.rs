//! Damaged bytes for every parser: a value or a reason must come back, never a panic. The same damage every time.

use std::ffi::OsStr;
use std::io::{Cursor, Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use image::ImageFormat;

use super::cifar::{Layout, read_records};
use super::decode::decode;
use super::idx_file::IdxFile;
use super::{Report, Sheet, Silent};
use crate::base::{Philox, Result};

/// Changes a few bytes, or the length.
fn damage(bytes: &[u8], random: &mut Philox) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..1 + random.below(4) {
        // Most changes hit the beginning, where headers are.
        let reach = if random.below(3) > 0 { bytes.len().min(40) } else { bytes.len() };
        if reach == 0 {
            break;
        }
        let place = random.below(reach);
        match random.below(6) {
            0 => bytes[place] = 0xff,
            1 => bytes[place] = 0,
            2 => bytes[place] ^= 1 << random.below(8),
            3 => bytes.truncate(place),
            4 => bytes.insert(place, random.next_u32() as u8),
            _ => bytes[place] = random.next_u32() as u8,
        }
    }
    bytes
}

fn read_idx(reader: impl Read, packed: bool, most: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    IdxFile::read("it".to_string(), reader, packed, most)?.read_bytes(&mut bytes, &Silent)?;
    Ok(bytes)
}

#[test]
fn idx() {
    let mut random = Philox::new(2024, 0);
    let good = [&[0, 0, 8, 3, 0, 0, 0, 6, 0, 0, 0, 4, 0, 0, 0, 5][..], &[7; 120]].concat();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&good).unwrap();
    let packed = gzip.finish().unwrap();
    let mut usable = 0;
    for _ in 0..20_000 {
        let plain = damage(&good, &mut random);
        let outcome = read_idx(plain.as_slice(), false, plain.len() as u64);
        assert!(outcome.as_ref().map_or(0, Vec::len) <= plain.len());
        usable += usize::from(outcome.is_ok());
        let packed = damage(&packed, &mut random);
        let unpacked = MultiGzDecoder::new(packed.as_slice());
        usable += usize::from(read_idx(unpacked, true, packed.len() as u64 * 1032).is_ok());
    }
    assert!((2_000..38_000).contains(&usable), "{usable}: the damage is too rough or too mild");
}

#[test]
fn tables() {
    let mut random = Philox::new(2024, 3);
    let good = "a,b,\"c, d\"\n1,x,2.5\n3,,\"y\"\"z\"\n\"4\n5\",w,NA\n".repeat(3);
    for _ in 0..20_000 {
        let mut report = Report::default();
        if let Ok(sheet) = Sheet::parse("it", &damage(good.as_bytes(), &mut random), &mut report, &Silent) {
            let cells = (0..sheet.rows()).flat_map(|row| (0..sheet.names.len()).map(move |column| (row, column)));
            let read = cells.filter(|&(row, column)| sheet.number(row, column).is_some()).count();
            assert!(read <= sheet.rows() * sheet.names.len());
        }
    }
}

#[test]
fn cifar() {
    let mut random = Philox::new(2024, 1);
    let good = vec![3; 3 * Layout::Ten.record()];
    for round in 0..5_000 {
        let layout = if round % 2 == 0 { Layout::Ten } else { Layout::Hundred };
        let batch = damage(&good, &mut random);
        let (mut bytes, mut labels) = (Vec::new(), Vec::new());
        let outcome = read_records(&batch, layout, 10, &mut bytes, &mut labels);
        assert!(outcome.is_err() || bytes.len() == labels.len() * 3072);
    }
}

#[test]
fn pictures() {
    use ImageFormat::{Bmp, Gif, Ico, Jpeg, Png, Pnm, Qoi, Tga, Tiff, WebP};
    let mut random = Philox::new(2024, 2);
    let picture =
        image::RgbaImage::from_fn(24, 20, |x, y| image::Rgba([(x * 7) as u8, (y * 5) as u8, (x * y) as u8, 255]));
    let picture = image::DynamicImage::ImageRgba8(picture);
    for format in [Png, Jpeg, Bmp, Gif, Tiff, WebP, Pnm, Tga, Qoi, Ico] {
        let mut good = Cursor::new(Vec::new());
        let picture = if matches!(format, Jpeg | Pnm) { picture.to_rgb8().into() } else { picture.clone() };
        picture.write_to(&mut good, format).unwrap();
        let name = OsStr::new(if format == Tga { "x.tga" } else { "x" });
        let mut pixels = Vec::new();
        for _ in 0..1_000 {
            let bytes = damage(good.get_ref(), &mut random);
            if let Ok(decoded) = decode(&bytes, name, false, &mut pixels) {
                let count = decoded.header.width * decoded.header.height * decoded.channels;
                assert_eq!(pixels.len(), count, "{format:?}");
            }
        }
    }
}
