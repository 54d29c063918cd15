//! `netloom evaluate`: accuracy, loss, precision, recall and F1 per class, confusion matrix.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::model;
use super::output::{Reading, json, line_out};
use crate::base::{Error, Result};
use crate::data::{self, Part, Source};
use crate::evaluate::Evaluation;

#[derive(Args, Debug)]
pub struct Evaluate {
    /// A trained project.
    model: PathBuf,
    /// `sample:digits`, …, or a folder or file of pictures.
    #[arg(long)]
    data: String,
    /// Which part of the data.
    #[arg(long, value_enum, default_value = "test")]
    split: Split,
    /// auto, cpu, gpu, or part of an adapter's name.
    #[arg(long, default_value = "auto")]
    device: String,
    /// Threads of the CPU device; without it all cores.
    #[arg(long, value_parser = model::positive)]
    threads: Option<usize>,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Split {
    Train,
    Validation,
    Test,
}

impl Evaluate {
    pub fn carry_out(self) -> Result<i32> {
        let (trained, mut session) = model::open(&self.model, &self.device, self.threads)?;
        let source: Source = self.data.parse()?;
        let mut options = trained.project.data.options.clone();
        if let Some([height, width, channels]) = trained.interface.input.picture() {
            options.size = Some([height, width]);
            options.colour = if channels == 1 { data::Colour::Grey } else { data::Colour::Rgb };
        }
        let dataset = data::open(&source, &options, &Reading::new())?;
        let classes = &trained.interface.classes;
        if dataset.shape != trained.interface.input || dataset.classes().len() != classes.len() {
            return Err(Error::input(format!(
                "{} has samples of {} in {} classes; {} was trained on {} in {} classes.",
                source,
                dataset.shape,
                dataset.classes().len(),
                self.model.display(),
                trained.interface.input,
                classes.len(),
            )));
        }
        let part = match self.split {
            Split::Train => Part::Train,
            Split::Validation => Part::Validation,
            Split::Test => Part::Test,
        };
        let chosen = dataset.part(part);
        if chosen.is_empty() {
            return Err(Error::input(format!("{source} has no samples in that part; choose another with --split.")));
        }
        session.load(&dataset)?;
        let (answers, loss) = session.answers(chosen)?;
        let truths: Vec<u32> = chosen.iter().map(|&sample| dataset.labels()[sample as usize]).collect();
        let evaluation = Evaluation::new(classes, &truths, &answers, loss);
        if self.json { self.print_json(&evaluation, &session.device().name) } else { print(&evaluation) }?;
        Ok(0)
    }

    fn print_json(&self, evaluation: &Evaluation, device: &str) -> Result<()> {
        let mut object = json!(evaluation);
        object["split"] = json!(format!("{:?}", self.split).to_lowercase());
        object["device"] = json!(device);
        object["model"] = json!(self.model.to_string_lossy());
        json(&object)
    }
}

fn print(evaluation: &Evaluation) -> Result<()> {
    line_out(&format!(
        "{} samples: {:.2} % right, loss {:.4}",
        evaluation.samples,
        100.0 * evaluation.accuracy,
        evaluation.loss
    ))?;
    let width = evaluation.classes.iter().map(|class| class.name.chars().count()).max().unwrap_or(0).max(13);
    line_out(&format!("{:width$}  precision  recall      F1  samples", "class"))?;
    let row = |name: &str, score: &crate::evaluate::Score, support: u64| {
        format!("{name:width$}  {:9.4}  {:6.4}  {:6.4}  {support:7}", score.precision, score.recall, score.f1)
    };
    for class in &evaluation.classes {
        line_out(&row(&class.name, &class.score, class.support))?;
    }
    line_out(&row("mean", &evaluation.macro_mean, evaluation.samples as u64))?;
    line_out(&row("weighted mean", &evaluation.weighted, evaluation.samples as u64))?;
    if evaluation.classes.len() > 20 {
        return line_out("The confusion matrix of so many classes is printed with --json.");
    }
    line_out("confusion matrix (a row for each true class, a column for each answer):")?;
    for (class, counts) in evaluation.classes.iter().zip(&evaluation.confusion) {
        let counts: String = counts.iter().map(|count| format!("{count:6}")).collect();
        line_out(&format!("{:width$} {counts}", class.name))?;
    }
    Ok(())
}
