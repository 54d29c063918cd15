//! What several commands need: trained models from files, and the words of options.

use std::path::Path;

use clap::ValueEnum;

use crate::base::{Error, Result};
use crate::compile::Design;
use crate::data::{self, Cache, Colour, Dataset, Part, Source};
use crate::device;
use crate::optimizers::Optimizer;
use crate::project::{self, Trained};
use crate::schedules::Schedule;
use crate::session::Session;

use super::output::Reading;

/// The parts of a data set by their names on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Split {
    Train,
    Validation,
    Test,
}

impl Split {
    pub fn part(self) -> Part {
        match self {
            Split::Train => Part::Train,
            Split::Validation => Part::Validation,
            Split::Test => Part::Test,
        }
    }
}

/// Whether a network's name on the command line means a file.
pub fn is_project(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|suffix| suffix.eq_ignore_ascii_case("netloom"))
        || Path::new(name).is_file()
}

/// A trained model, ready to answer on a device.
pub fn open(path: &Path, device: &str, threads: Option<usize>) -> Result<(Trained, Session)> {
    if path.extension().is_some_and(|suffix| suffix.eq_ignore_ascii_case("onnx")) {
        let sentence = format!("{}: this version opens its own projects (.netloom), not ONNX models.", path.display());
        return Err(Error::input(sentence));
    }
    let trained = project::read(path)?;
    let device = device::open(device, threads)?;
    let mut session = Session::new(device, &Design::of(&trained.project, &trained.interface))?;
    session.restore(&trained.weights, &trained.states, &[])?;
    Ok((trained, session))
}

/// A data set prepared as a trained model wants it.
///
/// # Errors
/// If it cannot be read or is of another kind than what the model was trained on; `model` is what people call it.
pub fn data_for(trained: &Trained, model: &Path, source: &Source, cache: Option<&Cache>) -> Result<Dataset> {
    let mut options = trained.project.data.options.clone();
    let interface = &trained.interface;
    if let (Some(encoding), Source::Path(path)) = (&interface.encoding, source) {
        return data::open_as(path, &options, encoding, &interface.classes, &Reading::new());
    }
    if let Some([height, width, channels]) = interface.input.picture() {
        options.size = Some([height, width]);
        options.colour = if channels == 1 { Colour::Grey } else { Colour::Rgb };
    }
    let dataset = data::open_cached(source, &options, cache, &Reading::new())?;
    if interface.encoding.is_some() {
        let model = model.display();
        return Err(Error::input(format!("{source} is not a table; {model} was trained on the columns of one.")));
    }
    let classes = interface.classes.len();
    if dataset.shape != interface.input || dataset.classes().len() != classes || dataset.table.is_some() {
        return Err(Error::input(format!(
            "{source} has samples of {} in {} classes; {} was trained on {} in {classes} classes.",
            dataset.shape,
            dataset.classes().len(),
            model.display(),
            interface.input,
        )));
    }
    Ok(dataset)
}

/// The optimiser with this name.
pub fn optimizer(name: &str) -> Result<Optimizer> {
    let all = Optimizer::all();
    let names: Vec<&str> = all.iter().map(Optimizer::key).collect();
    let sentence = || format!("There is no optimiser {name}; choose one of {}.", names.join(", "));
    all.iter().find(|other| other.key() == name).cloned().ok_or_else(|| Error::input(sentence()))
}

/// The schedule with this name.
pub fn schedule(name: &str) -> Result<Schedule> {
    let all = Schedule::all();
    let names: Vec<&str> = all.iter().map(Schedule::key).collect();
    let sentence = || format!("There is no schedule {name}; choose one of {}.", names.join(", "));
    all.iter().find(|other| other.key() == name).cloned().ok_or_else(|| Error::input(sentence()))
}

/// A whole number above zero.
pub fn positive(word: &str) -> Result<usize, String> {
    match word.parse::<usize>() {
        Ok(0) => Err("must be at least 1".into()),
        Ok(number) if number > 1 << 24 => Err(format!("must be at most {}", 1 << 24)),
        Ok(number) => Ok(number),
        Err(_) => Err("is not a whole number".into()),
    }
}

/// A real number above zero.
pub fn positive_number(word: &str) -> Result<f64, String> {
    match word.parse::<f64>() {
        Ok(number) if number > 0.0 && number.is_finite() => Ok(number),
        Ok(_) => Err("must be above 0".into()),
        Err(_) => Err("is not a number".into()),
    }
}
