//! Measuring which tiles are fastest, forced here on software too: the numbers stay the same within rounding.

use netloom::device::gpu::{Autotune, Gpu, GpuOptions};
use netloom::ops::{Conv2dWeightGradient, Epilogue, Geometry, Matmul, MatmulKind, Padding};

use crate::harness::{Bound, Case, Devices, batched, single};

#[test]
fn measured_tiles_give_the_same_numbers() {
    let Some(mut devices) = Devices::open() else { return };
    let options = GpuOptions { autotune: Autotune::Always, poison: true, ..GpuOptions::default() };
    let mut tuned = Gpu::open_with(Some("gpu"), options).expect("it was opened before");
    let epilogue = Epilogue::default();
    let fold = Matmul { kind: MatmulKind::Fold, transpose_a: false, transpose_b: false, epilogue };
    let sum = Matmul { kind: MatmulKind::SumRows, ..fold };
    let padding = Padding { top: 1, bottom: 1, left: 1, right: 1 };
    let geometry = Geometry { stride: [1, 1], padding, dilation: [1, 1], groups: 1 };
    let gradient = Conv2dWeightGradient { geometry, kernel: [3, 3] };
    let bound = Bound::OfMagnitudes(1e-5);
    let cases = [
        Case::new(fold, &[batched(&[40, 36]), single(&[36, 20])], 4, 3, bound),
        Case::new(sum, &[batched(&[700, 8]), batched(&[700, 12])], 4, 4, bound),
        Case::new(gradient, &[batched(&[20, 20, 4]), batched(&[20, 20, 8])], 4, 2, bound),
    ];
    for case in cases {
        let wanted = case.results(&mut devices.gpu);
        let found = case.results(&mut tuned);
        let largest = wanted[0].iter().fold(0.0f32, |largest, number| largest.max(number.abs()));
        for (found, wanted) in found[0].iter().zip(&wanted[0]) {
            // Written so that NaN fails.
            assert!((found - wanted).abs() <= 1e-5 * largest, "{found}, not {wanted}");
        }
        assert_eq!(found, case.results(&mut tuned), "what was measured once stays");
    }
}

#[test]
fn findings_outlive_the_program() {
    if Devices::open().is_none() {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = || {
        let folder = Some(folder.path().join("kernels"));
        let options = GpuOptions { autotune: Autotune::Always, folder, poison: true, ..GpuOptions::default() };
        Gpu::open_with(Some("gpu"), options).expect("it was opened before")
    };
    let files = || {
        let files = std::fs::read_dir(folder.path().join("kernels")).expect("there is the folder");
        let mut files: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
        files.sort();
        files.into_iter().map(|path| (std::fs::read(&path).expect("it can be read"), path)).collect::<Vec<_>>()
    };
    let fold = Matmul::fold(false);
    let case = Case::new(fold, &[batched(&[20, 12]), single(&[12, 8])], 2, 2, Bound::Relative(0.0));
    let first = case.results(&mut open());
    let kept = files();
    assert!(kept.iter().any(|(_, path)| path.extension().is_some_and(|it| it == "tiles")), "{kept:?}");
    assert_eq!(first, case.results(&mut open()), "the same bits again");
    assert_eq!(kept, files(), "nothing is measured twice");
    // What is damaged is as good as nothing, and is replaced.
    for (bytes, path) in &kept {
        std::fs::write(path, &bytes[..bytes.len() - 1]).expect("it can be written");
    }
    assert_eq!(first[0].len(), case.results(&mut open())[0].len());
    assert!(
        files()
            .iter()
            .all(|(bytes, path)| kept.iter().any(|(old, other)| path == other && old.len() >= 16 && bytes.len() >= 16))
    );
}
