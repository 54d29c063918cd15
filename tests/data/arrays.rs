//! Archives from file to data set, good, damaged and boastful.

use std::io::Write;
use std::path::PathBuf;

use tempfile::TempDir;
use zip::write::{SimpleFileOptions, ZipWriter};

use netloom::base::{Philox, Result};
use netloom::data::{Dataset, Inputs, Kind, Options, Silent, Source, Targets, open};

/// A `.npy` file.
fn npy(kind: &str, shape: &str, bytes: &[u8]) -> Vec<u8> {
    let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': ({shape}), }}\n");
    [b"\x93NUMPY\x01\0", &(header.len() as u16).to_le_bytes()[..], header.as_bytes(), bytes].concat()
}

fn archive(arrays: &[(&str, Vec<u8>)]) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("arrays.npz");
    let mut zip = ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (name, bytes) in arrays {
        zip.start_file(format!("{name}.npy"), SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
    (folder, path)
}

fn read(arrays: &[(&str, Vec<u8>)]) -> Result<Dataset> {
    let (_folder, path) = archive(arrays);
    open(&Source::Path(path), &Options::default(), &Silent)
}

fn floats(numbers: &[f64]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

#[test]
fn mnist_as_keras_ships_it() {
    let data = read(&[
        ("x_test", npy("|u1", "2, 2, 3", &[9; 12])),
        ("x_train", npy("|u1", "4, 2, 3", &(0..24).collect::<Vec<u8>>())),
        ("y_train", npy("<i8", "4,", &[3i64, 7, 3, 7].iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>())),
        ("y_test", npy("<i8", "2,", &[7i64, 3].iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>())),
        ("about", b"not an array".to_vec()),
    ])
    .unwrap();
    assert_eq!((data.kind, data.shape.to_vec(), data.len()), (Kind::Npz, vec![2, 3, 1], 6));
    assert_eq!((data.labels(), data.classes().join(" ")), (&[0, 1, 0, 1, 1, 0][..], "3 7".to_owned()));
    assert_eq!((data.parts.train.clone(), data.parts.test.clone()), (vec![0, 1, 2, 3], vec![4, 5]));
    assert_eq!(data.bytes(1), Some(&[6, 7, 8, 9, 10, 11][..]));
    assert_eq!(data.report.skipped[0].name, "about");
}

#[test]
fn every_kind_of_number_is_read() {
    let kinds: [(&str, Vec<u8>); 5] = [
        ("<f8", floats(&[0.5, 1.5, 2.5, 3.5])),
        ("<f4", [0.5f32, 1.5, 2.5, 3.5].iter().flat_map(|x| x.to_le_bytes()).collect()),
        (">f4", [0.5f32, 1.5, 2.5, 3.5].iter().flat_map(|x| x.to_be_bytes()).collect()),
        (">i2", [-1i16, 2, 3, 300].iter().flat_map(|x| x.to_be_bytes()).collect()),
        ("<u4", [1u32, 2, 3, 1 << 31].iter().flat_map(|x| x.to_le_bytes()).collect()),
    ];
    let expected = [[0.5, 1.5, 2.5, 3.5], [0.5, 1.5, 2.5, 3.5], [0.5, 1.5, 2.5, 3.5], [-1.0, 2.0, 3.0, 300.0]];
    let expected = [&expected[..], &[[1.0, 2.0, 3.0, 2f32.powi(31)]]].concat();
    for ((kind, bytes), expected) in kinds.into_iter().zip(expected) {
        let data = read(&[("x", npy(kind, "4, 1", &bytes)), ("y", npy("<f8", "4,", &floats(&[0.1, 0.2, 0.3, 0.4])))]);
        let data = data.unwrap();
        assert_eq!(data.inputs, Inputs::Numbers(expected.to_vec()), "{kind}");
        assert!(matches!(data.targets, Targets::Numbers { width: 1, .. }));
    }
}

#[test]
fn words_and_rows_with_a_single_1_are_classes() {
    let words: Vec<u8> = ["b", "aé", "b", "aé"]
        .iter()
        .flat_map(|word| {
            word.chars().chain(['\0'; 2]).take(2).flat_map(|c| (c as u32).to_le_bytes()).collect::<Vec<_>>()
        })
        .collect();
    let x = ("x", npy("<f8", "4, 1", &floats(&[1.0, 2.0, 3.0, 4.0])));
    let data = read(&[x.clone(), ("y", npy("<U2", "4,", &words))]).unwrap();
    assert_eq!((data.classes().join(" "), data.labels()), ("aé b".to_owned(), &[1, 0, 1, 0][..]));
    let data = read(&[x, ("y", npy("|u1", "4, 3", &[0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0]))]).unwrap();
    assert_eq!((data.classes().join(" "), data.labels()), ("0 2".to_owned(), &[1, 0, 1, 0][..]));
}

#[test]
fn what_cannot_be_used_is_refused_with_file_and_array() {
    let x = || ("x", npy("<f8", "4, 1", &floats(&[1.0, 2.0, 3.0, 4.0])));
    let y = || ("y", npy("|u1", "4,", &[0, 1, 0, 1]));
    for (arrays, words) in [
        (vec![x()], "no inputs with answers"),
        (vec![x(), ("y", npy("|u1", "3,", &[0, 1, 0]))], "does not go with “y”"),
        (vec![x(), ("y", npy("|u1", "4,", &[1, 1, 1, 1]))], "1 class"),
        (vec![("x", npy("<f8", "4, 1", &floats(&[1.0, f64::NAN, 3.0, 4.0]))), y()], "sample 1"),
        (vec![("x", npy("|O", "4, 1", &[])), y()], "“x” cannot be used: it holds values of the kind “O”"),
        (vec![("x", npy("<f8", "4000000000, 4000000000", &[])), y()], "cut off"),
        (vec![("x", npy("<f8", "4, 1", &[0; 31])), y()], "cut off"),
    ] {
        let error = read(&arrays).unwrap_err();
        let sentence = error.to_string();
        assert!(error.exit_code() == 2 && sentence.contains("arrays.npz") && sentence.contains(words), "{sentence}");
    }
}

#[test]
fn a_bomb_is_refused_by_the_size_that_it_declares() {
    let (_folder, path) = archive(&[("x", npy("|u1", "8000000, 8", &vec![0; 64_000_000])), ("y", Vec::new())]);
    assert!(std::fs::metadata(&path).unwrap().len() < 100_000, "64 MB packed small");
    let options = Options { max_bytes: 10 << 20, ..Options::default() };
    let error = open(&Source::Path(path), &options, &Silent).unwrap_err().to_string();
    assert!(error.contains("“x” takes 64.0 MB unpacked"), "{error}");
}

#[test]
fn damage_ends_in_a_sentence() {
    let x = npy("<f8", "4, 1", &floats(&[1.0, 2.0, 3.0, 4.0]));
    let (folder, path) = archive(&[("x", x), ("y", npy("|u1", "4,", &[0, 1, 0, 1]))]);
    let good = std::fs::read(&path).unwrap();
    let mut random = Philox::new(5, 5);
    for round in 0..600 {
        let mut bytes = good.clone();
        for _ in 0..1 + random.below(3) {
            let place = random.below(bytes.len());
            match random.below(3) {
                0 => bytes[place] = random.next_u32() as u8,
                1 => bytes[place] = [0, 0xff][random.below(2)],
                _ if round % 7 == 0 => bytes.truncate(place + 1),
                _ => bytes[place] ^= 1 << random.below(8),
            }
        }
        let path = folder.path().join("damaged.npz");
        std::fs::write(&path, &bytes).unwrap();
        if let Err(error) = open(&Source::Path(path), &Options { max_bytes: 1 << 20, ..Options::default() }, &Silent) {
            assert!(error.exit_code() == 2 && error.to_string().contains("damaged.npz"), "{error}");
        }
    }
}
