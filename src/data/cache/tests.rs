//! What is taken from the cache, and what is not.

use std::fs::File;
use std::io::Write;

use super::*;
use crate::data::{Colour, Dataset, Inputs, Silent, Source, open, open_cached};

/// Two classes of small pictures in a temporary folder, one of them damaged.
fn pictures() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (place, class) in ["cat", "dog"].into_iter().enumerate() {
        fs::create_dir(folder.path().join(class)).unwrap();
        for picture in 0..3u8 {
            draw(&folder.path().join(class).join(format!("{picture}.png")), 40 * picture + place as u8);
        }
    }
    write(&folder.path().join("cat/cut.png"), b"\x89PNG\r\n\x1a\n");
    folder
}

fn draw(path: &Path, shade: u8) {
    // Not packed, so that all are equally long; the suffix says nothing.
    image::GrayImage::from_pixel(8, 8, image::Luma([shade])).save_with_format(path, image::ImageFormat::Bmp).unwrap();
}

fn write(path: &Path, bytes: &[u8]) {
    File::options().write(true).create(true).truncate(true).open(path).unwrap().write_all(bytes).unwrap();
}

fn read(folder: &Path, cache: &Cache, options: &Options) -> Dataset {
    let data = open_cached(&Source::from(folder), options, Some(cache), &Silent).unwrap();
    cache.writers.wait();
    data
}

fn is_mapped(data: &Dataset) -> bool {
    matches!(&data.inputs, Inputs::Bytes(bytes) if bytes.is_mapped())
}

fn kept_files(cache: &Cache) -> Vec<PathBuf> {
    let paths = fs::read_dir(&cache.folder).unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|suffix| suffix == "pictures")).collect()
}

#[test]
fn the_second_opening_maps_what_the_first_prepared() {
    let (folder, home) = (pictures(), tempfile::tempdir().unwrap());
    let cache = Cache::at(home.path().join("new"), 1 << 20);
    let options = Options::default();
    let fresh = open(&Source::from(folder.path()), &options, &Silent).unwrap();
    let first = read(folder.path(), &cache, &options);
    let second = read(folder.path(), &cache, &options);
    assert_eq!((is_mapped(&first), is_mapped(&second)), (false, true));
    assert_eq!((&first, &second), (&fresh, &fresh));
    assert_eq!(second.report.skipped.len(), 1, "what was left out is told again");
    // Other options are other pictures; the split is not kept, so it may differ.
    let colour = read(folder.path(), &cache, &Options { colour: Colour::Rgb, ..Options::default() });
    assert_eq!((is_mapped(&colour), colour.shape.last()), (false, 3));
    assert!(is_mapped(&read(folder.path(), &cache, &Options { seed: 7, ..Options::default() })));
    let little = Options { max_bytes: 100, ..Options::default() };
    assert!(open_cached(&Source::from(folder.path()), &little, Some(&cache), &Silent).is_err());
    drop(cache);
    fs::remove_dir_all(home.path().join("new")).unwrap();
    assert_eq!(second, fresh, "what is mapped outlives its file");
}

#[test]
fn pictures_are_known_by_their_contents() {
    let (folder, elsewhere) = (pictures(), pictures());
    let home = tempfile::tempdir().unwrap();
    let cache = Cache::at(home.path(), 1 << 20);
    let old = read(folder.path(), &cache, &Options::default());
    assert!(is_mapped(&read(elsewhere.path(), &cache, &Options::default())), "a copy is known");
    // As long as before, and with the time it had before.
    let changed = folder.path().join("cat/0.png");
    let before = fs::metadata(&changed).unwrap();
    draw(&changed, 200);
    assert_eq!(fs::metadata(&changed).unwrap().len(), before.len());
    let time = before.modified().unwrap();
    File::options().append(true).open(&changed).unwrap().set_modified(time).unwrap();
    let new = read(folder.path(), &cache, &Options::default());
    assert!(!is_mapped(&new) && old.bytes(0) != new.bytes(0));
    assert!(is_mapped(&read(folder.path(), &cache, &Options::default())));
    assert_eq!(kept_files(&cache).len(), 2);
    fs::rename(folder.path().join("dog/2.png"), folder.path().join("cat/2b.png")).unwrap();
    assert!(!is_mapped(&read(folder.path(), &cache, &Options::default())), "another class");
}

#[test]
fn damaged_files_of_the_cache_are_made_anew() {
    let (folder, home) = (pictures(), tempfile::tempdir().unwrap());
    let cache = Cache::at(home.path(), 1 << 20);
    let data = read(folder.path(), &cache, &Options::default());
    let path = kept_files(&cache).remove(0);
    let whole = fs::read(&path).unwrap();
    let flipped = |place: usize| {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        bytes
    };
    let mut long = whole.clone();
    long[8..16].copy_from_slice(&u64::MAX.to_le_bytes());
    let longer = [&whole[..], b"x"].concat();
    let cut = |length: usize| whole[..length].to_vec();
    let flips = [0, 9, 17, 40, whole.len() - 200, whole.len() - 1].map(flipped);
    let cuts = [whole.len() - 1, 30, 10, 0].map(cut);
    for damaged in flips.into_iter().chain(cuts).chain([long, longer, b"something else altogether".to_vec()]) {
        // Beside it and renamed: pictures in use stay as they are.
        fs::remove_file(&path).unwrap();
        write(&path, &damaged);
        let again = read(folder.path(), &cache, &Options::default());
        assert!(!is_mapped(&again) && again == data);
        assert_eq!(fs::read(&path).unwrap(), whole);
    }
    let left = fs::read_dir(home.path()).unwrap().flatten();
    assert!(left.into_iter().all(|entry| !entry.file_name().to_string_lossy().starts_with(UNFINISHED)));
}

#[test]
fn what_was_not_used_for_longest_goes_first() {
    let (sources, home) = ([1, 2, 3].map(|_| tempfile::tempdir().unwrap()), tempfile::tempdir().unwrap());
    for (shade, folder) in sources.iter().enumerate() {
        for class in ["cat", "dog"] {
            fs::create_dir(folder.path().join(class)).unwrap();
            image::GrayImage::from_pixel(100, 100, image::Luma([shade as u8]))
                .save(folder.path().join(class).join("it.png"))
                .unwrap();
        }
    }
    // Room for two of 20,000 bytes of pixels.
    let cache = Cache::at(home.path(), 50_000);
    let age = |seconds: u64| {
        for path in fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().path()) {
            let file = File::options().append(true).open(path).unwrap();
            let time = file.metadata().unwrap().modified().unwrap() - Duration::from_secs(seconds);
            file.set_modified(time).unwrap();
        }
    };
    let is_kept = |place: usize| is_mapped(&read(sources[place].path(), &cache, &Options::default()));
    assert!(!is_kept(0));
    age(100);
    assert!(!is_kept(1));
    age(100);
    assert!(is_kept(0), "used now");
    assert!(!is_kept(2));
    assert_eq!(kept_files(&cache).len(), 2);
    assert!(is_kept(0) && is_kept(2));
    let tiny = Cache::at(home.path().join("tiny"), 1_000);
    read(sources[0].path(), &tiny, &Options::default());
    assert!(!home.path().join("tiny").exists(), "what is too large displaces nothing");
}
