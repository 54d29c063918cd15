//! Pictures that a source holds at one size, brought to the size and colours that the options ask for.

use rayon::prelude::*;

use super::picture::{Frame, recolour};
use super::plan::plan;
use super::resample::{Pixels, resample};
use super::{Colour, Dataset, Inputs, Options};
use crate::base::Result;

/// The same data set with its pictures as the options ask; tables and points stay as they are.
pub(super) fn refit(mut data: Dataset, options: &Options) -> Result<Dataset> {
    let (Some([height, width, channels]), Inputs::Bytes(bytes)) = (data.shape.picture(), &data.inputs) else {
        return Ok(data);
    };
    let wanted = match (options.colour, channels) {
        (Colour::Grey, 3) => 1,
        (Colour::Rgb, 1) => 3,
        _ => channels,
    };
    let frame = Frame { size: options.size.unwrap_or([height, width]), channels: wanted, fit: options.fit };
    let shape = frame.shape();
    if shape == data.shape {
        return Ok(data);
    }
    let mut out = vec![0; plan("The source", data.len(), &shape, 1, options)?];
    let pictures = bytes.par_chunks_exact(height * width * channels);
    pictures.zip(out.par_chunks_exact_mut(shape.count())).for_each_init(Vec::new, |fitted, (bytes, out)| {
        fitted.resize(frame.size[0] * frame.size[1] * channels, 0);
        resample(&Pixels { height, width, channels, bytes }, frame.size, frame.fit, fitted);
        recolour(fitted, channels, wanted, out);
    });
    data.shape = shape;
    data.inputs = Inputs::Bytes(out);
    Ok(data)
}
