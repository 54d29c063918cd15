//! `netloom evaluate`: accuracy, loss, precision, recall and F1 per class, confusion matrix, curves, calibration,
//! mistakes.

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::caching::Caching;
use super::model::{self, Split};
use super::output::json;
use crate::base::{Error, Result};
use crate::data::{Dataset, Source, Targets};
use crate::evaluate::chart::{Chart, DRAWING, PICTURE};
use crate::evaluate::{Answers, Evaluation, Regression};
use crate::project;

mod classes;
mod numbers;

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
    #[command(flatten)]
    caching: Caching,
    /// Also write the tables into this folder: summary, classes, confusion, mistakes, answers,
    /// calibration and curves as .csv.
    #[arg(long, value_name = "FOLDER")]
    csv: Option<PathBuf>,
    /// Also write the charts into this folder: confusion, curves and calibration, or predicted numbers and residuals, as
    /// .svg and .png.
    #[arg(long, value_name = "FOLDER")]
    charts: Option<PathBuf>,
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

impl Evaluate {
    pub fn carry_out(self) -> Result<i32> {
        let (trained, mut session) = model::open(&self.model, &self.device, self.threads)?;
        let source: Source = self.data.parse()?;
        let mut dataset = model::data_for(&trained, &self.model, &source, self.caching.cache().as_ref())?;
        let classes = &trained.interface.classes;
        if self.threshold.is_some() && classes.len() != 2 {
            let sentence = format!("A threshold tells two classes apart; this network knows {}.", classes.len());
            return Err(Error::input(sentence));
        }
        let chosen = dataset.part(self.split.part()).to_vec();
        if chosen.is_empty() {
            return Err(Error::input(format!("{source} has no samples in that part; choose another with --split.")));
        }
        // Numbers are compared in the units of the data, the loss is the network's own.
        let numbers_to_predict = truths(&dataset, &chosen);
        let scaling = trained.interface.answers.as_ref();
        if let Some(scaling) = scaling {
            dataset.scale_targets(&scaling.inverse());
        }
        session.load(&dataset)?;
        let (mut outputs, loss) = session.answers(&chosen)?;
        if let Some(scaling) = scaling {
            scaling.apply_to(&mut outputs);
        }
        let (object, tables) = match &dataset.targets {
            Targets::Classes { labels, .. } => {
                let truths: Vec<u32> = chosen.iter().map(|&sample| labels[sample as usize]).collect();
                let answers = Answers::new(classes.len(), &chosen, &truths, &outputs);
                let found = classes::Found::new(Evaluation::new(classes, answers, loss), self.threshold);
                if !self.json {
                    found.print()?;
                }
                self.draw(&found.charts())?;
                (self.json.then(|| found.json(&dataset)), self.csv.as_ref().map(|_| found.tables(&dataset)))
            }
            Targets::Numbers { .. } => {
                let found = Regression::new(&chosen, &numbers_to_predict, &outputs, loss);
                if !self.json {
                    numbers::print(&found)?;
                }
                self.draw(&numbers::charts(&found))?;
                (
                    self.json.then(|| numbers::json(&found, &dataset)),
                    self.csv.as_ref().map(|_| numbers::tables(&found, &dataset)),
                )
            }
        };
        if let (Some(folder), Some(tables)) = (&self.csv, tables) {
            write(folder, &tables)?;
        }
        if let Some(object) = object {
            self.print_json(object, &session.device().name)?;
        }
        Ok(0)
    }

    /// Writes charts into the folder for them, if there is one.
    fn draw(&self, charts: &[(String, Chart)]) -> Result<()> {
        let Some(folder) = &self.charts else { return Ok(()) };
        make(folder)?;
        for (name, chart) in charts {
            let (svg, png) = (chart.svg(DRAWING)?, chart.png(PICTURE)?);
            project::save(&folder.join(format!("{name}.svg")), |to| to.write_all(svg.as_bytes()))?;
            project::save(&folder.join(format!("{name}.png")), |to| to.write_all(&png))?;
        }
        Ok(())
    }

    fn print_json(&self, mut object: serde_json::Value, device: &str) -> Result<()> {
        object["split"] = json!(format!("{:?}", self.split).to_lowercase());
        object["device"] = json!(device);
        object["model"] = json!(self.model.to_string_lossy());
        json(&object)
    }
}

/// The numbers to predict of some samples; empty if classes are predicted.
fn truths(dataset: &Dataset, chosen: &[u32]) -> Vec<f32> {
    let Targets::Numbers { values, width } = &dataset.targets else { return Vec::new() };
    let of = |&sample: &u32| values.chunks_exact(*width).nth(sample as usize).unwrap_or(&[]);
    chosen.iter().flat_map(of).copied().collect()
}

/// Tables as CSV text, by the names of their files.
type Tables = Vec<(&'static str, String)>;

fn make(folder: &Path) -> Result<()> {
    let refused = |error| Error::input(format!("{} cannot be made: {error}.", folder.display()));
    std::fs::create_dir_all(folder).map_err(refused)
}

fn write(folder: &Path, tables: &Tables) -> Result<()> {
    make(folder)?;
    for (name, text) in tables {
        project::save(&folder.join(format!("{name}.csv")), |to| to.write_all(text.as_bytes()))?;
    }
    Ok(())
}

/// What a sample is called: its picture's path, or nothing.
fn name(dataset: &Dataset, sample: u32) -> String {
    dataset.names.get(sample as usize).cloned().unwrap_or_default()
}
