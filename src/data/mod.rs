//! Where samples come from: folders of pictures, IDX files, CIFAR batches, and samples that the program draws itself.
//! All end as a [`Dataset`]: every sample prepared, shared out, and with a report of what was left out.

mod check;
mod dataset;
mod kind;
mod normalise;
mod options;
mod picture;
mod plan;
mod progress;
mod sample;
mod source;
mod split;

pub use check::{Checked, Status, check};
pub use dataset::{Dataset, Inputs, Part, Parts, Report, Skipped, Targets};
pub use kind::Kind;
pub use normalise::{Normalisation, Scaling};
pub use options::{Colour, Fit, Options};
pub use picture::open_picture;
pub use progress::{Progress, Silent};
pub use sample::{Sample, SampleInfo, samples};
pub use source::Source;

use crate::base::Result;

/// Reads or draws everything that a source holds and prepares it as the options say.
pub fn open(source: &Source, options: &Options, progress: &dyn Progress) -> Result<Dataset> {
    match source {
        Source::Sample(sample) => sample.draw(options, progress),
        Source::Path(path) => Err(crate::base::Error::input(format!("{} cannot be opened yet.", path.display()))),
    }
}
