//! NumPy's `.npy` arrays of real numbers.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use npyz::{DType, NpyFile, Order, WriterBuilder};

use crate::base::{Array, Error, Result, Shape};

/// Reads an array of 32- or 64-bit floating-point numbers, or of bytes.
///
/// # Errors
/// If the file is not such an array, is cut short, or holds other numbers; the sentence names it.
pub fn read(path: &Path) -> Result<Array> {
    let refused = |reason: &str| Error::input(format!("{}: {reason}.", path.display()));
    let file = File::open(path).map_err(|error| refused(&format!("cannot be opened: {error}")))?;
    let length = file.metadata().map_err(|error| refused(&error.to_string()))?.len();
    let npy = NpyFile::new(BufReader::new(file.take(length)))
        .map_err(|error| refused(&format!("is not a .npy array ({error})")))?;
    let extents: Option<Vec<usize>> = npy.shape().iter().map(|&extent| usize::try_from(extent).ok()).collect();
    let shape = extents.map(Shape::new).ok_or_else(|| refused("is too large for this computer"))?;
    if npy.order() != Order::C {
        return Err(refused("is in Fortran order; save numpy.ascontiguousarray(x)"));
    }
    let DType::Plain(kind) = npy.dtype() else { return Err(refused("holds records, not numbers")) };
    let width = kind.num_bytes().unwrap_or(0);
    // The file must hold what its header promises before room is made for it.
    let promised =
        shape.checked_count().and_then(|count| count.checked_mul(width)).filter(|&bytes| bytes as u64 <= length);
    if promised.is_none() {
        return Err(refused(&format!("is cut short: its header promises an array of {shape}")));
    }
    let cut = |error: std::io::Error| refused(&format!("is cut short or damaged ({error})"));
    let numbers: Vec<f32> = match kind.to_string().trim_start_matches(['<', '>', '|', '=']) {
        "f4" => npy.into_vec::<f32>().map_err(cut)?,
        "f8" => npy.into_vec::<f64>().map_err(cut)?.into_iter().map(|x| x as f32).collect(),
        "u1" => npy.into_vec::<u8>().map_err(cut)?.into_iter().map(f32::from).collect(),
        other => return Err(refused(&format!("holds numbers of kind {other}; save x.astype('float32')"))),
    };
    Ok(Array::new(shape, numbers))
}

/// The bytes of a `.npy` file with this array of 32-bit floating-point numbers.
pub fn bytes(extents: &[usize], numbers: &[f32]) -> Result<Vec<u8>> {
    let failed = |error: std::io::Error| Error::work(format!("the array could not be written: {error}"));
    let mut bytes = Vec::new();
    let shape: Vec<u64> = extents.iter().map(|&extent| extent as u64).collect();
    let options = npyz::WriteOptions::new().default_dtype().shape(&shape).writer(&mut bytes);
    let mut writer = options.begin_nd().map_err(failed)?;
    writer.extend(numbers.iter().copied()).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_written_and_read_back() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("x.npy");
        std::fs::write(&path, bytes(&[2, 3], &[1.0, 2.0, 3.0, 4.0, 5.0, 6.5]).expect("it is written")).expect("saved");
        let array = read(&path).expect("it is read");
        assert_eq!((array.shape().to_vec(), array.numbers()[5]), (vec![2, 3], 6.5));
    }

    #[test]
    fn damaged_files_are_refused_by_name() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("damaged.npy");
        let whole = bytes(&[100], &[0.0; 100]).expect("it is written");
        for cut in [0, 5, 20, whole.len() - 1] {
            std::fs::write(&path, &whole[..cut]).expect("saved");
            let error = read(&path).expect_err("it is refused");
            assert!(error.exit_code() == 2 && error.to_string().contains("damaged.npy"), "{error}");
        }
    }
}
