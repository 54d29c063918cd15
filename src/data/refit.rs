//! Pictures that a source holds at one size, brought to the size and colours that the options ask for.

use fast_image_resize::Resizer;
use rayon::prelude::*;

use super::picture::{Frame, recolour};
use super::plan::plan;
use super::resample::{Pixels, resample};
use super::{Colour, Dataset, Inputs, Options};
use crate::base::{Error, Result};

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
    let work = pictures.zip(out.par_chunks_exact_mut(shape.count()));
    work.try_for_each_init(<(Vec<u8>, Resizer)>::default, |(fitted, resizer), (bytes, out)| {
        fitted.resize(frame.size[0] * frame.size[1] * channels, 0);
        resample(&Pixels { height, width, channels, bytes }, frame.size, frame.fit, fitted, resizer)?;
        recolour(fitted, channels, wanted, out);
        Ok(())
    })
    .map_err(|reason: String| Error::work(format!("A picture cannot be prepared: {reason}.")))?;
    data.shape = shape;
    data.inputs = Inputs::Bytes(out.into());
    Ok(data)
}
