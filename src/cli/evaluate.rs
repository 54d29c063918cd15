//! `netloom evaluate`: accuracy, loss, precision, recall and F1 per class, confusion matrix, curves, calibration,
//! mistakes.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::json;

use super::model;
use super::output::{json, line_out};
use crate::base::{Error, Result};
use crate::data::{Dataset, Part, Source, Targets};
use crate::evaluate::{Answers, AtThreshold, Curve, Evaluation, Regression, Score, table};
use crate::project;

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
    /// Also write the tables into this folder: classes, confusion, mistakes, answers, calibration and curves as .csv.
    #[arg(long, value_name = "FOLDER")]
    csv: Option<PathBuf>,
    /// Of two classes, the probability of the second at which it is answered, instead of one half.
    #[arg(long, value_parser = probability)]
    threshold: Option<f32>,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

/// A number from 0 to 1.
fn probability(word: &str) -> Result<f32, String> {
    match word.parse::<f32>() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err("must be a number from 0 to 1".into()),
    }
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
        let mut dataset = model::data_for(&trained, &self.model, &source)?;
        let classes = &trained.interface.classes;
        if self.threshold.is_some() && classes.len() != 2 {
            let sentence = format!("A threshold tells two classes apart; this network knows {}.", classes.len());
            return Err(Error::input(sentence));
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
        if let Some(scaling) = &trained.interface.answers {
            let (chosen, truths) = (chosen.to_vec(), truths(&dataset, chosen));
            dataset.scale_targets(&scaling.inverse());
            session.load(&dataset)?;
            let (mut outputs, loss) = session.answers(&chosen)?;
            scaling.apply_to(&mut outputs);
            return self.numbers(&Regression::new(&chosen, &truths, &outputs, loss), &session.device().name);
        }
        session.load(&dataset)?;
        let (outputs, loss) = session.answers(chosen)?;
        let truths: Vec<u32> = chosen.iter().map(|&sample| dataset.labels()[sample as usize]).collect();
        let answers = Answers::new(classes.len(), chosen, &truths, &outputs);
        let found = Found::new(Evaluation::new(classes, answers, loss), self.threshold);
        if let Some(folder) = &self.csv {
            found.write_tables(folder, &dataset)?;
        }
        if self.json { self.print_json(&found, &dataset, &session.device().name) } else { found.print() }?;
        Ok(0)
    }

    /// Says how good predicted numbers are, in the units of the data.
    fn numbers(&self, found: &Regression, device: &str) -> Result<i32> {
        if self.json {
            json(&self.named(json!(found), device))?;
            return Ok(0);
        }
        let mean = &found.mean;
        line_out(&format!(
            "{} samples: mean absolute error {:.6}, root mean squared error {:.6}, R² {:.4}, loss {:.4}",
            found.samples, mean.mean_absolute_error, mean.root_mean_squared_error, mean.r2, found.loss
        ))?;
        Ok(0)
    }

    /// The result with what it was found on.
    fn named(&self, mut object: serde_json::Value, device: &str) -> serde_json::Value {
        object["split"] = json!(format!("{:?}", self.split).to_lowercase());
        object["device"] = json!(device);
        object["model"] = json!(self.model.to_string_lossy());
        object
    }

    fn print_json(&self, found: &Found, dataset: &Dataset, device: &str) -> Result<()> {
        json(&self.named(found.json(dataset), device))
    }
}

/// The numbers to predict of some samples.
fn truths(dataset: &Dataset, chosen: &[u32]) -> Vec<f32> {
    let Targets::Numbers { values, width } = &dataset.targets else { return Vec::new() };
    let of = |&sample: &u32| values.chunks_exact(*width).nth(sample as usize).unwrap_or(&[]);
    chosen.iter().flat_map(of).copied().collect()
}

/// What a sample is called: its picture's path, or nothing.
fn name(dataset: &Dataset, sample: u32) -> String {
    dataset.names.get(sample as usize).cloned().unwrap_or_default()
}

/// All that was counted.
struct Found {
    evaluation: Evaluation,
    curves: Vec<Curve>,
    /// The decisions for the second of two classes.
    at: Option<AtThreshold>,
}

impl Found {
    fn new(evaluation: Evaluation, threshold: Option<f32>) -> Found {
        let curves = evaluation.curves();
        let at = threshold.and_then(|threshold| Some(curves.get(1)?.at(threshold)));
        Found { evaluation, curves, at }
    }

    /// The unweighted means over the classes of the areas under the ROC curves (over those that have one) and of the
    /// average precisions.
    fn means(&self) -> [Option<f64>; 2] {
        let mean =
            |numbers: Vec<f64>| (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64);
        let areas = self.curves.iter().filter_map(|curve| curve.roc.auc).collect();
        [mean(areas), mean(self.curves.iter().map(|curve| curve.precision_recall.average_precision).collect())]
    }

    fn json(&self, dataset: &Dataset) -> serde_json::Value {
        let mut object = json!(self.evaluation);
        object["confusion_by_row"] = json!(self.evaluation.cells.by_row());
        object["confusion_by_column"] = json!(self.evaluation.cells.by_column());
        object["roc_auc"] = json!(self.means()[0]);
        object["average_precision"] = json!(self.means()[1]);
        for (class, curve) in self.curves.iter().enumerate() {
            object["classes"][class]["roc_auc"] = json!(curve.roc.auc);
            object["classes"][class]["average_precision"] = json!(curve.precision_recall.average_precision);
        }
        for (place, mistake) in self.evaluation.mistakes.iter().enumerate() {
            object["mistakes"][place]["name"] = json!(name(dataset, mistake.sample));
        }
        object["curves"] = json!(self.curves);
        if let Some(at) = &self.at {
            object["at_threshold"] = json!(at);
        }
        object
    }

    fn write_tables(&self, folder: &Path, dataset: &Dataset) -> Result<()> {
        let refused = |error| Error::input(format!("{} cannot be made: {error}.", folder.display()));
        std::fs::create_dir_all(folder).map_err(refused)?;
        let name = |sample| name(dataset, sample);
        let write = |file: &str, text: String| {
            project::save(&folder.join(format!("{file}.csv")), |to| to.write_all(text.as_bytes()))
        };
        write("classes", table::classes(&self.evaluation))?;
        write("confusion", table::confusion(&self.evaluation))?;
        write("mistakes", table::mistakes(&self.evaluation, name))?;
        write("answers", table::answers(&self.evaluation, name))?;
        write("calibration", table::calibration(&self.evaluation))?;
        write("roc", table::roc(&self.evaluation, &self.curves))?;
        write("precision_recall", table::precision_recall(&self.evaluation, &self.curves))
    }

    fn print(&self) -> Result<()> {
        let evaluation = &self.evaluation;
        let accuracy = 100.0 * evaluation.accuracy;
        line_out(&format!("{} samples: {accuracy:.2} % right, loss {:.4}", evaluation.samples, evaluation.loss))?;
        for top in &evaluation.top_k {
            line_out(&format!("right class among the {} likeliest: {:.2} %", top.k, 100.0 * top.accuracy))?;
        }
        let calibration = &evaluation.calibration;
        let [expected, maximum] = [calibration.expected_error, calibration.maximum_error].map(|error| 100.0 * error);
        line_out(&format!("expected calibration error {expected:.2} %, at most {maximum:.2} %"))?;
        self.print_classes()?;
        if let Some(AtThreshold { threshold, confusion: [[clear, alarm], [missed, found]], accuracy, score, .. }) =
            &self.at
        {
            line_out(&format!(
                "at threshold {threshold}: {found} found, {missed} missed, {alarm} false alarms, {clear} rightly passed; \
                 accuracy {accuracy:.4}, precision {:.4}, recall {:.4}, F1 {:.4}",
                score.precision, score.recall, score.f1
            ))?;
        }
        self.print_confusion()
    }

    /// The width of the column of names.
    fn width(&self) -> usize {
        self.evaluation.classes.iter().map(|class| class.name.chars().count()).max().unwrap_or(0).max(13)
    }

    fn print_classes(&self) -> Result<()> {
        let width = self.width();
        line_out(&format!("{:width$}  precision  recall      F1  ROC AUC  average precision  samples", "class"))?;
        let row = |name: &str, score: &Score, [area, average]: [Option<f64>; 2], support: u64| {
            let [area, average] = [area, average].map(|n| n.map_or("–".to_owned(), |n| format!("{n:.4}")));
            let Score { precision, recall, f1 } = score;
            format!("{name:width$}  {precision:9.4}  {recall:6.4}  {f1:6.4}  {area:>7}  {average:>17}  {support:7}")
        };
        for (class, curve) in self.evaluation.classes.iter().zip(&self.curves) {
            let areas = [curve.roc.auc, Some(curve.precision_recall.average_precision)];
            line_out(&row(&class.name, &class.score, areas, class.support))?;
        }
        let samples = self.evaluation.samples as u64;
        line_out(&row("mean", &self.evaluation.macro_mean, self.means(), samples))?;
        line_out(&row("weighted mean", &self.evaluation.weighted, [None, None], samples))
    }

    fn print_confusion(&self) -> Result<()> {
        if self.evaluation.classes.len() > 20 {
            return line_out("The confusion matrix of so many classes is printed with --json and written with --csv.");
        }
        let width = self.width();
        line_out("confusion matrix (a row for each true class, a column for each answer):")?;
        for (class, counts) in self.evaluation.classes.iter().zip(&self.evaluation.confusion) {
            let counts: String = counts.iter().map(|count| format!("{count:6}")).collect();
            line_out(&format!("{:width$} {counts}", class.name))?;
        }
        Ok(())
    }
}
