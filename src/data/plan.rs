//! Memory is planned before it is taken: how many bytes the prepared samples need, and whether that is allowed.

use std::path::Path;

use super::Options;
use super::dataset::grouped;
use crate::base::{Error, Result, Shape};

/// The bytes that so many samples of this shape take, or a sentence if that is more than the options allow.
/// `element` is the size of one number in bytes, `from` what the samples come from.
pub(super) fn plan(from: &str, count: usize, shape: &Shape, element: usize, options: &Options) -> Result<usize> {
    let bytes = shape.checked_count().and_then(|numbers| numbers.checked_mul(element)?.checked_mul(count));
    match bytes {
        Some(bytes) if bytes as u64 <= options.max_bytes => Ok(bytes),
        Some(bytes) => Err(Error::input(format!(
            "{from} holds {} samples of {shape}, which take {} of memory; {} are allowed. Choose a smaller picture \
             size or a limit of samples for each class, or allow more memory.",
            grouped(count),
            size(bytes as u64),
            size(options.max_bytes),
        ))),
        None => Err(Error::input(format!(
            "{from} claims to hold {} samples of {shape}, more than any computer's memory. The file is damaged.",
            grouped(count)
        ))),
    }
}

/// [`plan`] for samples from a path.
pub(super) fn plan_path(from: &Path, count: usize, shape: &Shape, options: &Options) -> Result<usize> {
    plan(&from.display().to_string(), count, shape, 1, options)
}

/// A number of bytes in words: "1.5 GB".
pub(super) fn size(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1000 {
        return format!("{bytes} bytes");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.95 && unit + 1 < units.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", units[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_much_is_refused_with_both_figures() {
        let options = Options { max_bytes: 1_000_000, ..Options::default() };
        let shape = Shape::from([100, 100, 3]);
        assert_eq!(plan("here", 33, &shape, 1, &options).unwrap(), 990_000);
        let words = plan("here", 1_000, &shape, 1, &options).unwrap_err().to_string();
        assert!(words.contains("30.0 MB") && words.contains("1.0 MB are allowed"), "{words}");
        assert!(plan("here", usize::MAX, &shape, 4, &options).is_err());
        assert!(plan("here", 1, &Shape::from([usize::MAX, 2]), 1, &options).is_err());
    }
}
