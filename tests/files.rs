//! Bad input: it ends as a sentence that names the file, or as a line in the list of what was skipped; never in a
//! panic, a hang or a great deal of memory. The files are made here.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use image::{DynamicImage, ImageFormat, RgbImage};
use netloom::base::{Error, Philox, Shape};
use netloom::data::{Colour, Dataset, Fit, Inputs, Kind, Options, Part, Progress, Silent, Source, Status};
use netloom::data::{check, open, open_picture};
use tempfile::TempDir;

const FORMATS: [ImageFormat; 10] = [
    ImageFormat::Png,
    ImageFormat::Jpeg,
    ImageFormat::Bmp,
    ImageFormat::Gif,
    ImageFormat::Tiff,
    ImageFormat::WebP,
    ImageFormat::Pnm,
    ImageFormat::Tga,
    ImageFormat::Qoi,
    ImageFormat::Ico,
];

// Making files.

fn put(root: &Path, name: &str, bytes: &[u8]) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// A picture with something in it, so that its file is not tiny.
fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| image::Rgb([(x * 7) as u8, (y * 5) as u8, (x * y % 251) as u8]))
}

fn encode(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn plain(colour: [u8; 3], format: ImageFormat) -> Vec<u8> {
    encode(RgbImage::from_pixel(16, 16, image::Rgb(colour)), format)
}

/// Two class folders with three good pictures each.
fn good_folder() -> TempDir {
    let root = TempDir::new().unwrap();
    for (class, colour) in [("cats", [200, 40, 30]), ("dogs", [20, 60, 220])] {
        for number in 0..3 {
            put(root.path(), &format!("{class}/{number}.png"), &plain(colour, ImageFormat::Png));
        }
    }
    root
}

/// A PNG from its header's last five bytes, further chunks, and its rows (each with a leading filter byte).
fn png(width: u32, height: u32, kind: [u8; 5], chunks: &[(&[u8], &[u8])], rows: &[u8]) -> Vec<u8> {
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(rows).unwrap();
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &kind].concat();
    let data = zlib.finish().unwrap();
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let first = [(&b"IHDR"[..], &header[..])];
    let last = [(&b"IDAT"[..], &data[..]), (&b"IEND"[..], &[][..])];
    for (name, body) in first.iter().chain(chunks).chain(&last) {
        let mut sum = flate2::Crc::new();
        sum.update(name);
        sum.update(body);
        bytes.extend((body.len() as u32).to_be_bytes());
        bytes.extend_from_slice(name);
        bytes.extend_from_slice(body);
        bytes.extend(sum.sum().to_be_bytes());
    }
    bytes
}

/// An 8 × 8 JPEG of one colour: as many components as given, each with one Huffman-coded mean and nothing else.
fn small_jpeg(colour: &[u8], adobe: Option<u8>) -> Vec<u8> {
    let segment = |marker: u8, body: Vec<u8>| {
        [vec![0xff, marker], ((body.len() + 2) as u16).to_be_bytes().to_vec(), body].concat()
    };
    let count = colour.len() as u8;
    let mut bytes = vec![0xff, 0xd8];
    if let Some(transform) = adobe {
        bytes.extend(segment(0xee, [b"Adobe\0\x64\0\0\0\0".to_vec(), vec![transform]].concat()));
    }
    bytes.extend(segment(0xdb, [vec![0], vec![8; 64]].concat()));
    let frame = (1..=count).flat_map(|id| [id, 0x11, 0]);
    bytes.extend(segment(0xc0, [vec![8, 0, 8, 0, 8, count], frame.collect()].concat()));
    // Twelve codes of four bits for the sizes of means; one code of one bit for "no more".
    bytes.extend(segment(0xc4, [vec![0], vec![0, 0, 0, 12], vec![0; 12], (0..12).collect()].concat()));
    bytes.extend(segment(0xc4, [vec![0x10], vec![1], vec![0; 15], vec![0]].concat()));
    let scan = (1..=count).flat_map(|id| [id, 0]);
    bytes.extend(segment(0xda, [vec![count], scan.collect(), vec![0, 63, 0]].concat()));
    let mut bits = String::new();
    for &value in colour {
        let mean = i32::from(value) - 128;
        let size = 32 - mean.unsigned_abs().leading_zeros();
        bits += &format!("{size:04b}");
        if size > 0 {
            let code = if mean < 0 { mean + (1 << size) - 1 } else { mean };
            bits += &format!("{code:0width$b}", width = size as usize);
        }
        bits.push('0');
    }
    while !bits.len().is_multiple_of(8) {
        bits.push('1');
    }
    for byte in bits.as_bytes().chunks(8) {
        let byte = u8::from_str_radix(std::str::from_utf8(byte).unwrap(), 2).unwrap();
        bytes.push(byte);
        if byte == 0xff {
            bytes.push(0);
        }
    }
    [bytes, vec![0xff, 0xd9]].concat()
}

/// The JPEG with an EXIF segment that says how it lies.
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let exif =
        [&b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"[..], &[orientation, 0, 0, 0, 0, 0, 0, 0]].concat();
    let length = (exif.len() as u16 + 2).to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

fn idx(extents: &[u32], bytes: &[u8]) -> Vec<u8> {
    let extents_bytes = extents.iter().flat_map(|extent| extent.to_be_bytes());
    [vec![0, 0, 8, extents.len() as u8], extents_bytes.collect(), bytes.to_vec()].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

const IMAGES: &str = "train-images-idx3-ubyte";
const LABELS: &str = "train-labels-idx1-ubyte";

/// A folder with one pair of IDX files.
fn idx_folder(images: &[u8], labels: &[u8]) -> TempDir {
    let root = TempDir::new().unwrap();
    put(root.path(), IMAGES, images);
    put(root.path(), LABELS, labels);
    root
}

fn labels(count: u32) -> Vec<u8> {
    idx(&[count], &(0..count).map(|sample| (sample % 2) as u8).collect::<Vec<_>>())
}

fn cifar(count: usize, labels: usize) -> Vec<u8> {
    (0..count).flat_map(|sample| [vec![(sample % 10) as u8; labels], vec![sample as u8; 3072]].concat()).collect()
}

// Asking.

fn opened(root: &Path) -> Dataset {
    opened_with(root, &Options::default())
}

fn opened_with(root: &Path, options: &Options) -> Dataset {
    open(&Source::from(root), options, &Silent).unwrap()
}

/// The sentence with which a path is refused; it must name the path.
fn refused(root: &Path) -> String {
    match open(&Source::from(root), &Options::default(), &Silent) {
        Err(Error::Input(sentence)) => {
            let name = root.file_name().unwrap().to_string_lossy().into_owned();
            assert!(sentence.contains(&name), "does not name {name}: {sentence}");
            sentence
        }
        other => panic!("not refused: {other:?}"),
    }
}

/// Why a file was skipped.
fn reason<'a>(data: &'a Dataset, name: &str) -> &'a str {
    let skipped = data.report.skipped.iter().find(|skipped| skipped.name == name);
    &skipped.unwrap_or_else(|| panic!("{name} was not skipped: {:?}", data.report)).reason
}

/// Puts one file among good ones; it must be skipped, and the good ones kept. Returns the reason.
fn skipped(bytes: &[u8]) -> String {
    let root = good_folder();
    put(root.path(), "cats/bad.jpg", bytes);
    let data = opened(root.path());
    assert_eq!((data.len(), data.report.skipped.len()), (6, 1), "{:?}", data.report);
    reason(&data, "cats/bad.jpg").to_string()
}

/// The first pixel of a picture file's bytes, prepared as 4 × 4 in colour.
fn first_pixel(bytes: &[u8]) -> [u8; 3] {
    let root = TempDir::new().unwrap();
    put(root.path(), "picture", bytes);
    let picture = open_picture(&root.path().join("picture"), &Shape::from([4, 4, 3]), &Options::default()).unwrap();
    [picture[0], picture[1], picture[2]]
}

fn near(found: [u8; 3], expected: [u8; 3]) {
    let close = found.iter().zip(expected).all(|(found, expected)| found.abs_diff(expected) <= 4);
    assert!(close, "{found:?}, not {expected:?}");
}

// Pictures.

#[test]
fn every_format_is_read_whatever_its_suffix() {
    let root = good_folder();
    for (number, format) in FORMATS.into_iter().enumerate() {
        let suffix = if format == ImageFormat::Tga { "tga" } else { ["jpg", "png", "txt", "tga"][number % 4] };
        let colour = image::RgbaImage::from_pixel(16, 16, image::Rgba([200, 40, 30, 255]));
        // Icons must be RGBA, JPEG must not.
        let bytes = if format == ImageFormat::Ico { encode(colour, format) } else { plain([200, 40, 30], format) };
        put(root.path(), &format!("cats/of {format:?}.{suffix}"), &bytes);
    }
    let data = opened(root.path());
    assert_eq!((data.len(), data.report.is_clean()), (16, true), "{:?}", data.report);
    assert_eq!((data.shape.clone(), data.kind), (Shape::from([16, 16, 3]), Kind::ImageFolder));
    for sample in 0..13 {
        near(data.bytes(sample).unwrap()[..3].try_into().unwrap(), [200, 40, 30]);
    }
}

#[test]
fn cut_files_of_every_format_are_skipped() {
    for format in FORMATS {
        let bytes = encode(picture(64, 48), format);
        let root = good_folder();
        let suffix = if format == ImageFormat::Tga { "tga" } else { "jpg" };
        for percent in [1, 10, 30, 50, 70, 90, 97] {
            let length = (bytes.len() * percent / 100).max(1);
            put(root.path(), &format!("cats/{percent}.{suffix}"), &bytes[..length]);
        }
        let data = opened(root.path());
        assert_eq!((data.len(), data.report.skipped.len()), (6, 7), "{format:?}: {:?}", data.report);
    }
}

/// Memory is used again from one picture to the next.
#[test]
fn a_picture_in_a_folder_is_the_same_as_alone() {
    let root = TempDir::new().unwrap();
    let cut = encode(picture(200, 150), ImageFormat::Jpeg);
    for place in 0..24u32 {
        let class = ["cats", "dogs"][place as usize % 2];
        let drawn = picture(3 + place * 37 % 120, 5 + place * 53 % 90);
        let format = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Bmp][place as usize % 3];
        let bytes = match place % 4 {
            0 => encode(DynamicImage::from(drawn).into_luma8(), format),
            _ => encode(drawn, format),
        };
        put(root.path(), &format!("{class}/{place}"), &bytes);
        put(root.path(), &format!("{class}/{place} cut"), &cut[..cut.len() / 2]);
    }
    for fit in [Fit::Crop, Fit::Pad, Fit::Stretch] {
        let options = Options { size: Some([24, 31]), fit, ..Options::default() };
        let data = opened_with(root.path(), &options);
        assert_eq!((data.len(), data.report.skipped.len()), (24, 24));
        for (sample, name) in data.names.iter().enumerate() {
            let alone = open_picture(&root.path().join(name), &data.shape, &options).unwrap();
            assert!(data.bytes(sample).unwrap() == alone, "{name} with {fit:?}");
        }
    }
}

#[test]
fn a_jpeg_cut_anywhere_is_skipped() {
    let bytes = encode(picture(64, 48), ImageFormat::Jpeg);
    let root = good_folder();
    for length in (1..bytes.len()).step_by(97) {
        put(root.path(), &format!("dogs/{length}.jpg"), &bytes[..length]);
        // Padded by an unfinished download, or given an end by another program.
        put(
            root.path(),
            &format!("dogs/{length} padded.jpg"),
            &[&bytes[..length], &vec![0; bytes.len() - length]].concat(),
        );
    }
    // No code consists of ones only, so these cannot be pixels.
    let half = bytes.len() / 2;
    let ones = [0xff, 0x00].repeat(half / 4);
    put(root.path(), "dogs/damaged.jpg", &[&bytes[..half], &ones, &bytes[half + ones.len()..]].concat());
    let data = opened(root.path());
    assert_eq!(data.len(), 6, "{:?}", data.names);
    assert!(reason(&data, "dogs/damaged.jpg").contains("damaged"));
}

#[test]
fn bombs_are_refused_by_their_headers() {
    let mut jpeg = encode(picture(16, 16), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    let mut gif = encode(picture(16, 16), ImageFormat::Gif);
    gif[6..10].fill(0xff);
    let mut bmp = encode(picture(16, 16), ImageFormat::Bmp);
    bmp[18..26].copy_from_slice(&[0x00, 0xff, 0, 0, 0x00, 0xff, 0, 0]);
    let mut qoi = encode(picture(16, 16), ImageFormat::Qoi);
    qoi[4..12].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let bombs = [
        png(65_535, 65_535, [8, 2, 0, 0, 0], &[], &[0; 1000]),
        png(16_000, 16_000, [8, 6, 0, 0, 0], &[], &[0; 1000]),
        jpeg,
        gif,
        bmp,
        qoi,
        b"P6 60000 60000 255 ".to_vec(),
    ];
    for bytes in bombs {
        let reason = skipped(&bytes);
        assert!(reason.contains("large") || reason.contains("invalid image dimensions"), "{reason}");
    }
}

#[test]
fn things_that_are_no_pictures_are_skipped_with_a_reason() {
    assert_eq!(skipped(b""), "the file is empty");
    assert!(skipped(b"these are not the pixels you are looking for").contains("not a picture"));
    assert!(skipped(b"\0\0\0\x20ftypheic\0\0\0\0mif1heic").contains("HEIC"));
    assert!(skipped(b"\0\0\0\x20ftypavif\0\0\0\0avifmif1").contains("Avif"));
    assert!(skipped(&png(0, 5, [8, 2, 0, 0, 0], &[], &[])).contains("picture"));
    assert!(skipped(&[0xff, 0xd8, 0xff, 0xd9]).contains("JPEG"));
}

#[test]
fn varieties_of_pictures_have_their_stated_treatment() {
    let grey = |bytes: &[u8]| near(first_pixel(bytes), [100; 3]);
    // 16 bits become 8.
    let row =
        [vec![0], [200 * 257, 100 * 257, 50 * 257].map(|value: u32| (value as u16).to_be_bytes()).concat()].concat();
    near(first_pixel(&png(1, 1, [16, 2, 0, 0, 0], &[], &row)), [200, 100, 50]);
    grey(&png(1, 1, [16, 0, 0, 0, 0], &[], &[0, 100, 100]));
    // A palette becomes its colours; one bit is enough for two of them.
    near(first_pixel(&png(1, 1, [1, 3, 0, 0, 0], &[(b"PLTE", &[1, 2, 3, 200, 100, 50])], &[0, 0x80])), [200, 100, 50]);
    // What shows through is white.
    near(first_pixel(&png(1, 1, [8, 6, 0, 0, 0], &[], &[0, 10, 20, 30, 0])), [255; 3]);
    near(first_pixel(&png(1, 1, [8, 6, 0, 0, 0], &[], &[0, 0, 100, 200, 51])), [204, 224, 244]);
    near(first_pixel(&png(1, 1, [8, 4, 0, 0, 0], &[], &[0, 0, 128])), [127; 3]);
    // JPEG in grey, in colour, and in the inverted CMYK of Adobe's programs.
    grey(&small_jpeg(&[100], None));
    near(first_pixel(&small_jpeg(&[128, 128, 128], None)), [128; 3]);
    near(first_pixel(&small_jpeg(&[255, 0, 128, 255], Some(0))), [255, 0, 128]);
    near(first_pixel(&small_jpeg(&[255, 255, 255, 128], Some(0))), [128; 3]);
    // The first picture of an animation.
    let mut bytes = Vec::new();
    {
        let mut gif = image::codecs::gif::GifEncoder::new(&mut bytes);
        for colour in [[250, 0, 0, 255], [0, 0, 250, 255]] {
            gif.encode_frame(image::Frame::new(image::RgbaImage::from_pixel(8, 8, image::Rgba(colour)))).unwrap();
        }
    }
    near(first_pixel(&bytes), [250, 0, 0]);
}

#[test]
fn every_orientation_is_put_upright() {
    // Dark where people see the top left quarter; the other three quarters are bright.
    for orientation in 1..=8u8 {
        let upright = image::GrayImage::from_fn(32, 16, |x, y| image::Luma([if x < 16 && y < 8 { 20 } else { 230 }]));
        let mut stored = DynamicImage::ImageLuma8(upright);
        // What undoes the orientation: itself, but for the two quarter turns.
        let undo = match orientation {
            6 => 8,
            8 => 6,
            other => other,
        };
        stored.apply_orientation(image::metadata::Orientation::from_exif(undo).unwrap());
        let bytes = with_orientation(&encode(stored, ImageFormat::Jpeg), orientation);
        let root = TempDir::new().unwrap();
        put(root.path(), "picture.jpg", &bytes);
        let picture =
            open_picture(&root.path().join("picture.jpg"), &Shape::from([2, 4, 1]), &Options::default()).unwrap();
        let dark: Vec<bool> = picture.iter().map(|&byte| byte < 128).collect();
        assert_eq!(dark, [true, true, false, false, false, false, false, false], "{orientation}: {picture:?}");
    }
}

#[test]
fn pictures_become_grey_or_coloured_and_fit_as_asked() {
    let root = TempDir::new().unwrap();
    for class in ["a", "b"] {
        let wide =
            image::GrayImage::from_fn(40, 20, |x, _| image::Luma([if (10..30).contains(&x) { 200 } else { 50 }]));
        put(root.path(), &format!("{class}/1.png"), &encode(wide.clone(), ImageFormat::Png));
        put(root.path(), &format!("{class}/2.png"), &encode(wide, ImageFormat::Png));
    }
    let with = |fit, colour, size| opened_with(root.path(), &Options { fit, colour, size, ..Options::default() });
    assert_eq!(with(Fit::Crop, Colour::Auto, None).shape, Shape::from([20, 40, 1]), "grey pictures stay grey");
    assert_eq!(with(Fit::Crop, Colour::Rgb, None).shape, Shape::from([20, 40, 3]));
    let size = Some([10, 10]);
    assert!(with(Fit::Crop, Colour::Auto, size).bytes(0).unwrap().iter().all(|&byte| byte == 200));
    assert_eq!(with(Fit::Pad, Colour::Auto, size).bytes(0).unwrap()[..10], [0; 10]);
    assert_eq!(with(Fit::Stretch, Colour::Auto, size).bytes(0).unwrap()[0], 50);
}

// Folders.

#[test]
fn what_is_no_file_is_skipped_and_never_opened() {
    let root = good_folder();
    let cats = root.path().join("cats");
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        assert!(std::process::Command::new("mkfifo").arg(cats.join("pipe.png")).status().unwrap().success());
        let _socket = std::os::unix::net::UnixListener::bind(cats.join("socket.png")).unwrap();
        symlink("/dev/zero", cats.join("device.png")).unwrap();
        symlink("nowhere.png", cats.join("dangling.png")).unwrap();
        symlink("itself.png", cats.join("itself.png")).unwrap();
        symlink(root.path(), cats.join("above")).unwrap();
        symlink(root.path(), root.path().join("around")).unwrap();
        let data = opened(root.path());
        assert_eq!(data.len(), 6);
        for (name, words) in [
            ("cats/pipe.png", "pipe"),
            ("cats/socket.png", "socket"),
            ("cats/device.png", "device"),
            ("cats/dangling.png", "link to nothing"),
            ("cats/itself.png", "leads back"),
            ("cats/above", "leads back"),
            ("around", "leads back"),
        ] {
            assert!(reason(&data, name).contains(words), "{name}: {}", reason(&data, name));
        }
        assert_eq!(data.report.skipped.len(), 7);
        let refused = open_picture(&cats.join("pipe.png"), &Shape::from([4, 4, 3]), &Options::default()).unwrap_err();
        assert!(refused.to_string().contains("pipe.png cannot be used: it is a pipe"), "{refused}");
    }
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_skipped() {
    use std::os::unix::fs::PermissionsExt;
    let root = good_folder();
    put(root.path(), "cats/locked/1.png", &plain([0; 3], ImageFormat::Png));
    put(root.path(), "dogs/locked.png", &plain([0; 3], ImageFormat::Png));
    let locked = [root.path().join("cats/locked"), root.path().join("dogs/locked.png")];
    let set =
        |mode| locked.iter().for_each(|path| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap());
    set(0);
    if fs::read_dir(&locked[0]).is_ok() {
        println!("not tested: this user may read everything");
    } else {
        let data = opened(root.path());
        assert_eq!(data.len(), 6);
        assert!(reason(&data, "cats/locked").contains("permissions"));
        assert!(reason(&data, "dogs/locked.png").contains("permissions"));
    }
    set(0o755);
}

#[test]
fn any_name_will_do() {
    let root = good_folder();
    let bytes = plain([200, 40, 30], ImageFormat::Png);
    put(root.path(), "Füchse 🦊/日本 (1).png", &bytes);
    put(root.path(), "Füchse 🦊/2.png", &bytes);
    let mut expected = 8;
    #[cfg(unix)]
    {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let class = root.path().join(OsStr::from_bytes(b"b\xffd"));
        fs::create_dir(&class).unwrap();
        fs::write(class.join(OsStr::from_bytes(b"\xfe\xfd.png")), &bytes).unwrap();
        fs::write(class.join(OsStr::from_bytes(b"empty\xfe")), b"").unwrap();
        expected += 1;
    }
    let data = opened(root.path());
    assert_eq!((data.len(), data.classes().len()), (expected, if expected == 9 { 4 } else { 3 }));
    assert!(data.classes().iter().any(|name| name == "Füchse 🦊"));
    assert!(data.names.iter().any(|name| name == "Füchse 🦊/日本 (1).png"));
    assert_eq!(data, opened(root.path()), "the order is the same every time");
    if expected == 9 {
        assert_eq!(data.report.skipped[0].name, "b\u{fffd}d/empty\u{fffd}");
    }
}

#[test]
fn what_systems_leave_behind_is_ignored_and_what_people_leave_is_told() {
    let root = good_folder();
    for name in
        [".DS_Store", "cats/Thumbs.db", "cats/desktop.ini", "cats/.hidden.png", ".cache/1.png", "__MACOSX/cats/1.png"]
    {
        put(root.path(), name, b"rubbish");
    }
    assert!(opened(root.path()).report.is_clean(), "{:?}", opened(root.path()).report);
    fs::create_dir(root.path().join("birds")).unwrap();
    put(root.path(), "stray.png", &plain([0; 3], ImageFormat::Png));
    put(root.path(), "cats/notes.txt", b"fed twice a day");
    let data = opened(root.path());
    assert_eq!(data.classes(), ["cats", "dogs"]);
    assert!(reason(&data, "cats/notes.txt").contains("not a picture"));
    let warnings = data.report.warnings.join(" ");
    assert!(warnings.contains("“birds” holds no pictures") && warnings.contains("1 picture lies beside"), "{warnings}");
}

#[test]
fn folders_without_two_classes_are_refused() {
    let root = TempDir::new().unwrap();
    assert!(refused(root.path()).contains("empty folder"));
    put(root.path(), "1.png", &plain([0; 3], ImageFormat::Png));
    assert!(refused(root.path()).contains("no class folders"));
    put(root.path(), "cats/1.png", &plain([0; 3], ImageFormat::Png));
    assert!(refused(root.path()).contains("only one class, “cats”"));
    put(root.path(), "dogs/1.png", b"");
    let sentence = refused(root.path());
    assert!(sentence.contains("only one class") && sentence.contains("dogs/1.png"), "{sentence}");
    assert!(refused(&root.path().join("missing")).contains("does not exist"));
    assert!(refused(&root.path().join("cats/1.png")).contains("single picture"));
}

#[test]
fn parts_of_a_folder_are_kept() {
    let root = TempDir::new().unwrap();
    let bytes = plain([9; 3], ImageFormat::Png);
    let fill = |part: &str, count: usize| {
        for number in 0..count {
            put(root.path(), &format!("{part}/cats/{number}.png"), &bytes);
            put(root.path(), &format!("{part}/dogs/deeper/{number}.png"), &bytes);
        }
    };
    fill("Train", 5);
    let counts = |data: &Dataset| [Part::Train, Part::Validation, Part::Test].map(|part| data.part(part).len());
    assert_eq!(counts(&opened(root.path())), [8, 0, 2]);
    fill("val", 3);
    assert_eq!(counts(&opened(root.path())), [10, 0, 6], "without test/, val/ is for testing");
    fill("test", 2);
    assert_eq!(counts(&opened(root.path())), [10, 6, 4]);
    let data = opened_with(root.path(), &Options { limit: Some(1), ..Options::default() });
    assert_eq!((counts(&data), data.len()), ([2, 2, 2], 6));
    put(root.path(), "extra/1.png", &bytes);
    put(root.path(), "test/birds/1.png", &bytes);
    let warnings = opened(root.path()).report.warnings.join(" ");
    assert!(warnings.contains("“extra”") && warnings.contains("“birds” has no pictures to learn from"), "{warnings}");
}

#[test]
fn a_class_of_trains_is_no_training_part() {
    let root = good_folder();
    fs::rename(root.path().join("cats"), root.path().join("train")).unwrap();
    assert_eq!(opened(root.path()).classes(), ["dogs", "train"]);
}

#[test]
fn a_folder_in_a_folder_is_found() {
    let root = good_folder();
    let outer = TempDir::new().unwrap();
    fs::create_dir(outer.path().join("unpacked")).unwrap();
    fs::rename(root.path(), outer.path().join("unpacked/pets")).unwrap();
    assert_eq!(opened(outer.path()).classes(), ["cats", "dogs"]);
}

#[test]
fn reading_stops_when_asked_to_and_keeps_to_its_memory() {
    struct Impatient;
    impl Progress for Impatient {
        fn step(&self, _done: usize, _total: usize, _what: &str) {}
        fn cancelled(&self) -> bool {
            true
        }
    }
    let root = good_folder();
    let pictures = idx_folder(&idx(&[4, 2, 2], &[0; 16]), &labels(4));
    for source in [Source::from(root.path()), Source::from(pictures.path()), "sample:digits".parse().unwrap()] {
        assert_eq!(open(&source, &Options::default(), &Impatient).unwrap_err(), Error::Stopped);
        let options = Options { max_bytes: 10, ..Options::default() };
        let sentence = open(&source, &options, &Silent).unwrap_err().to_string();
        assert!(sentence.contains("10 bytes are allowed"), "{sentence}");
    }
    for options in [
        Options { size: Some([0, 5]), ..Options::default() },
        Options { size: Some([1 << 40, 1 << 40]), ..Options::default() },
        Options { test: 1.0, ..Options::default() },
        Options { validation: f64::NAN, ..Options::default() },
        Options { limit: Some(0), ..Options::default() },
    ] {
        assert!(matches!(open(&Source::from(root.path()), &options, &Silent), Err(Error::Input(_))), "{options:?}");
    }
}

// IDX.

#[test]
fn idx_files_of_any_shape_and_name_are_read() {
    for (extents, shape) in [
        (&[6][..], Shape::from([1])),
        (&[6, 3], Shape::from([3])),
        (&[6, 4, 5], Shape::from([4, 5, 1])),
        (&[6, 4, 5, 3], Shape::from([4, 5, 3])),
    ] {
        let bytes: Vec<u8> = (0..extents.iter().product::<u32>()).map(|number| number as u8).collect();
        let root = TempDir::new().unwrap();
        put(root.path(), "train-images.idx.ubyte.gz", &gzip(&idx(extents, &bytes)));
        put(root.path(), "train-labels.idx1-ubyte", &labels(6));
        put(root.path(), "t10k-images-idx-ubyte", &idx(extents, &bytes));
        put(root.path(), "t10k-labels-idx1-ubyte.gz", &gzip(&labels(6)));
        put(root.path(), "classes.txt", b"even\nodd\n");
        let data = opened(root.path());
        assert_eq!((data.shape.clone(), data.kind, data.len()), (shape, Kind::Idx, 12));
        assert_eq!((data.classes(), data.class_counts()), (&["even".to_string(), "odd".to_string()][..], vec![6, 6]));
        assert_eq!((&data.parts.train, &data.parts.test), (&(0..6).collect(), &(6..12).collect()));
        assert_eq!(data.inputs, Inputs::Bytes([bytes.clone(), bytes].concat().into()));
        assert_eq!(opened(&root.path().join("train-labels.idx1-ubyte")), data, "a file stands for its set");
        let small =
            opened_with(root.path(), &Options { size: Some([2, 2]), colour: Colour::Rgb, ..Options::default() });
        assert_eq!(small.shape, if extents.len() < 3 { data.shape } else { Shape::from([2, 2, 3]) });
    }
}

#[test]
fn bad_idx_files_are_refused() {
    let good = idx(&[6, 4, 5], &[7; 120]);
    let with = |images: &[u8], marks: &[u8], words: &str| {
        for packed in [false, true] {
            let pack = |bytes: &[u8]| if packed { gzip(bytes) } else { bytes.to_vec() };
            let root = idx_folder(&pack(images), &pack(marks));
            let sentence = refused(root.path());
            assert!(sentence.contains(words) && sentence.contains("idx"), "{words}: {sentence}");
        }
    };
    for length in [1, 3, 4, 7, 15] {
        with(&good[..length], &labels(6), "cut off in its header");
    }
    with(&good[..135], &labels(6), "cut off");
    with(&idx(&[u32::MAX, u32::MAX, u32::MAX], &[]), &labels(6), "far too short");
    with(&idx(&[1_000_000, 4, 5], &[0; 60]), &labels(6), "far too short");
    with(&idx(&[u32::MAX, u32::MAX, u32::MAX, u32::MAX], &[]), &labels(6), "far too short");
    with(&idx(&[5, 4, 5], &[0; 100]), &labels(6), "5 samples, but");
    with(&idx(&[0, 4, 5], &[]), &labels(0), "holds no samples");
    with(&good, &good, "has 3 axes");
    with(&[0, 0, 0x0d, 1, 0, 0, 0, 1, 0, 0, 0, 0], &labels(1), "floating-point");
    with(&[0, 0, 8, 5, 0, 0, 0, 1], &labels(6), "5 axes");
    with(&[0, 0, 8, 0, 0, 0, 0, 1], &labels(6), "0 axes");
    with(b"<html>not found</html>", &labels(6), "not an IDX file");
    assert!(refused(idx_folder(&good, &idx(&[6], &[0; 6])).path()).contains("only one class"));
    assert!(refused(idx_folder(&[], &labels(6)).path()).contains("cut off in its header"));
}

#[test]
fn packed_idx_files_are_unpacked_with_care() {
    // A bomb: 16 MB in 16 kB that claim to be six pictures.
    let bomb = gzip(&idx(&[6, 4, 5], &vec![0; 16 << 20]));
    let root = idx_folder(&bomb, &labels(6));
    let data = opened(root.path());
    assert!(data.len() == 6 && data.report.warnings[0].contains("more bytes at its end"), "{:?}", data.report);
    // One that claims what it unpacks to is refused where its labels do not match, before it is unpacked.
    let root = idx_folder(&gzip(&idx(&[1 << 20, 4, 4], &vec![0; 16 << 20])), &labels(6));
    assert!(refused(root.path()).contains("1,048,576 samples"));

    let mut random = Philox::new(1, 1);
    let noise: Vec<u8> = (0..12_000).map(|_| random.next_u32() as u8).collect();
    let good = gzip(&idx(&[600, 4, 5], &noise));
    for length in [3, 10, 12, good.len() / 2, good.len() - 9, good.len() - 1] {
        assert!(refused(idx_folder(&good[..length], &labels(600)).path()).contains("cut off"), "{length}");
    }
    let mut damaged = good.clone();
    let sum = damaged.len() - 6;
    damaged[sum] ^= 1;
    assert!(refused(idx_folder(&damaged, &labels(600)).path()).contains("damaged"));
}

#[test]
fn sets_of_idx_files_must_be_whole_and_belong_together() {
    let images = idx(&[6, 4, 5], &[7; 120]);
    let root = TempDir::new().unwrap();
    put(root.path(), IMAGES, &images);
    assert!(refused(root.path()).contains("partner"));
    put(root.path(), LABELS, &labels(6));
    put(root.path(), "t10k-images-idx3-ubyte", &images);
    let data = opened(root.path());
    assert!(reason(&data, "t10k-images-idx3-ubyte").contains("partner"));
    assert_eq!((data.parts.train.len(), data.parts.test.len()), (4, 2), "a test part is set aside");
    put(root.path(), "t10k-labels-idx1-ubyte", &idx(&[6], &[0, 1, 0, 1, 9, 1]));
    assert!(refused(root.path()).contains("label 9 at sample 5"));
    put(root.path(), "t10k-labels-idx1-ubyte", &labels(6));
    put(root.path(), "t10k-images-idx3-ubyte", &idx(&[6, 2, 2], &[7; 24]));
    assert!(refused(root.path()).contains("samples of 2×2×1, but those for training are of 4×5×1"));
    put(root.path(), "t10k-images-idx3-ubyte", &images);
    put(root.path(), "emnist-letters-train-images-idx3-ubyte", &images);
    assert!(refused(root.path()).contains("2 data sets"));
}

// CIFAR.

#[test]
fn cifar_batches_are_read() {
    let root = TempDir::new().unwrap();
    put(root.path(), "data_batch_1.bin", &cifar(20, 1));
    put(root.path(), "data_batch_2.bin", &cifar(10, 1));
    put(root.path(), "test_batch.bin", &cifar(10, 1));
    let data = opened(root.path());
    assert_eq!((data.kind, data.shape.clone(), data.len()), (Kind::Cifar, Shape::from([32, 32, 3]), 40));
    assert_eq!((data.parts.train.len(), data.parts.test.len(), data.classes().len()), (30, 10, 10));
    put(root.path(), "batches.meta.txt", b"a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    assert_eq!(opened(root.path()).classes()[9], "j");

    let mut record = cifar(1, 1);
    record[1..1025].fill(1);
    record[1025..2049].fill(2);
    record[2049..].fill(3);
    put(root.path(), "data_batch_1.bin", &record);
    assert_eq!(opened(root.path()).bytes(0).unwrap()[..6], [1, 2, 3, 1, 2, 3], "channels become innermost");

    let root = TempDir::new().unwrap();
    put(root.path(), "train.bin", &cifar(50, 2));
    let data = opened(&root.path().join("train.bin"));
    assert_eq!((data.len(), data.classes().len(), data.parts.test.len()), (50, 100, 10));
}

#[test]
fn bad_cifar_batches_are_refused_or_used_up_to_the_cut() {
    let root = TempDir::new().unwrap();
    put(root.path(), "data_batch_1.bin", &cifar(20, 1)[..3073 * 20 - 100]);
    let data = opened(root.path());
    assert_eq!(data.len(), 19);
    assert!(reason(&data, "data_batch_1.bin, record 20").contains("cut off"));
    for length in [0, 1, 3072] {
        put(root.path(), "data_batch_1.bin", &cifar(20, 1)[..length]);
        assert!(refused(root.path()).contains("no whole record"));
    }
    let mut wrong = cifar(20, 1);
    wrong[3073 * 4] = 10;
    put(root.path(), "data_batch_1.bin", &wrong);
    assert!(refused(root.path()).contains("data_batch_1.bin: record 5 has the label 10"));
    put(root.path(), "data_batch_1.bin", &[200; 3073 * 2 + 5]);
    assert!(refused(root.path()).contains("label 200"));
}

// Anything at all.

#[test]
fn check_tells_what_it_found() {
    let root = good_folder();
    put(root.path(), "cats/zero.jpg", b"");
    let found = check(root.path(), None, &Silent);
    let json = serde_json::to_string(&found).unwrap();
    let start = r#"{"status":"warn","kind":"image_folder","samples":6,"classes":{"cats":3,"dogs":3},"skipped":[{"name":"cats/zero.jpg","reason":"the file is empty"}],"warnings":[],"message":""#;
    assert!(json.starts_with(start), "{json}");

    for (name, bytes, kind) in [
        ("table.csv", &b"a,b\n1,2\n"[..], Kind::Csv),
        ("arrays.npz", b"PK\x03\x04", Kind::Npz),
        ("weights.safetensors", b"\x02\0\0\0\0\0\0\0{}", Kind::Safetensors),
        ("net.onnx", b"\x08\x07", Kind::Onnx),
        ("mine.netloom", b"\x02\0\0\0\0\0\0\0{}", Kind::Project),
        ("empty", b"", Kind::Unknown),
        ("words.txt", b"hello", Kind::Unknown),
        ("data.zip", b"PK\x03\x04", Kind::Unknown),
        ("cut.png", b"\x89PNG\r\n\x1a\n", Kind::Picture),
        ("train-images-idx3-ubyte", b"\0\0", Kind::Idx),
        ("data_batch_1.bin", b"\0\0", Kind::Cifar),
    ] {
        let root = TempDir::new().unwrap();
        put(root.path(), name, bytes);
        let found = check(&root.path().join(name), None, &Silent);
        assert_eq!((found.status, found.kind, found.samples), (Status::Error, kind, 0), "{name}: {}", found.message);
        assert!(found.message.contains(name), "{name}: {}", found.message);
    }
    let found = check(&root.path().join("cats/0.png"), None, &Silent);
    assert_eq!((found.status, found.kind, found.samples), (Status::Ok, Kind::Picture, 1));
}

/// The parsers alone meet far more damage in `src/data/fuzz.rs`; here all doors are passed.
#[test]
fn a_damaged_header_ends_in_a_sentence() {
    let (images, marks) = (idx(&[6, 4, 5], &[7; 120]), labels(6));
    let root = idx_folder(&images, &marks);
    let options = Options { max_bytes: 64 << 20, ..Options::default() };
    for place in 0..16 {
        for value in [0, 1, 0x7f, 0xff] {
            let mut damaged = images.clone();
            damaged[place] = value;
            put(root.path(), IMAGES, &damaged);
            let result = open(&Source::from(root.path()), &options, &Silent);
            match result {
                Err(Error::Input(sentence)) => assert!(sentence.contains("idx"), "{place} {value}: {sentence}"),
                Ok(data) => assert_eq!(data.report.is_clean(), damaged == images, "{place} {value}: {:?}", data.report),
                other => panic!("{place} {value}: {other:?}"),
            }
        }
    }
}
