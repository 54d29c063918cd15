//! `netloom predict`: pictures or folders of them to classes and probabilities.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use super::model;
use super::output::{json, line_out, warning};
use crate::base::{Error, Result};
use crate::{data, project};

/// Pictures that are prepared and asked about together.
const GROUP: usize = 64;

#[derive(Args, Debug)]
pub struct Predict {
    /// A trained project.
    model: PathBuf,
    /// Pictures or folders of pictures; tables (.csv) for a network that was trained on one.
    #[arg(required = true)]
    pub(super) paths: Vec<PathBuf>,
    /// How many classes to name for each picture.
    #[arg(long, default_value = "3", value_parser = model::positive)]
    pub(super) top: usize,
    /// Also write a table: a row for each picture, a column for each class.
    #[arg(long)]
    pub(super) csv: Option<PathBuf>,
    /// auto, cpu, gpu, or part of an adapter's name.
    #[arg(long, default_value = "auto")]
    device: String,
    /// Threads of the CPU device; without it all cores.
    #[arg(long, value_parser = model::positive)]
    threads: Option<usize>,
    /// One line of JSON for each picture.
    #[arg(long)]
    pub(super) json: bool,
}

impl Predict {
    pub fn carry_out(self) -> Result<i32> {
        let (trained, mut session) = model::open(&self.model, &self.device, self.threads)?;
        let interface = &trained.interface;
        if let Some(encoding) = &interface.encoding {
            return self.rows(&trained, &mut session, encoding);
        }
        if interface.input.picture().is_none() {
            let sentence = format!("{} does not take pictures but {} numbers.", self.model.display(), interface.input);
            return Err(Error::input(sentence));
        }
        let pictures = self.pictures()?;
        let mut table = vec![header(&interface.classes)];
        let (mut answered, mut skipped) = (0, 0);
        for group in pictures.chunks(GROUP) {
            let mut inputs = Vec::new();
            let mut used = Vec::new();
            for path in group {
                match data::open_picture(path, &interface.input, &trained.project.data.options) {
                    Ok(bytes) => {
                        inputs.extend(interface.normalisation.apply(&bytes));
                        used.push(path);
                    }
                    Err(error) => {
                        skipped += 1;
                        if self.json {
                            json(
                                &json!({ "event": "skipped", "path": path.to_string_lossy(), "reason": error.to_string() }),
                            )?;
                        }
                        warning(&error.to_string());
                    }
                }
            }
            let outputs = session.predict(&inputs)?;
            for (path, probabilities) in used.iter().zip(outputs.chunks(interface.classes.len().max(1))) {
                answered += 1;
                self.print(path, &interface.classes, probabilities)?;
                table.push(row(path, &interface.classes, probabilities));
            }
        }
        if let Some(csv) = &self.csv {
            project::save(csv, |to: &mut dyn Write| to.write_all(table.concat().as_bytes()))?;
        }
        if self.json {
            json(&json!({ "event": "done", "pictures": answered, "skipped": skipped }))?;
        }
        if answered == 0 {
            return Err(Error::input("None of the pictures could be read."));
        }
        Ok(0)
    }

    /// The pictures named, those in folders included, in order.
    fn pictures(&self) -> Result<Vec<PathBuf>> {
        let mut pictures = Vec::new();
        for path in &self.paths {
            if path.is_dir() {
                let found = files_below(path);
                if found.is_empty() {
                    return Err(Error::input(format!("There are no pictures in {}.", path.display())));
                }
                pictures.extend(found);
            } else {
                pictures.push(path.clone());
            }
        }
        Ok(pictures)
    }

    fn print(&self, path: &Path, classes: &[String], probabilities: &[f32]) -> Result<()> {
        let best = ranked(classes, probabilities);
        let best = &best[..self.top.min(best.len())];
        if self.json {
            let top: Vec<_> = best.iter().map(|(name, p)| json!({ "class": name, "probability": p })).collect();
            return json(
                &json!({ "event": "prediction", "path": path.to_string_lossy(), "class": best[0].0, "top": top }),
            );
        }
        let words: Vec<String> = best.iter().map(|(name, p)| format!("{name} {:.1} %", 100.0 * p)).collect();
        line_out(&format!("{}: {}", path.display(), words.join(", ")))
    }
}

/// The files in a folder and the folders below it, in order, hidden ones left out.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let hidden =
        |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let entries = walk.filter_entry(|entry| !hidden(entry)).filter_map(Result::ok);
    entries.filter(|entry| entry.file_type().is_file()).map(|entry| entry.into_path()).collect()
}

/// The classes with their probabilities, most likely first. A single output is the probability of the second class.
pub(super) fn ranked<'a>(classes: &'a [String], probabilities: &[f32]) -> Vec<(&'a str, f32)> {
    let all = spread(classes, probabilities);
    let mut ranked: Vec<(&str, f32)> = classes.iter().map(String::as_str).zip(all).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    ranked
}

fn spread(classes: &[String], probabilities: &[f32]) -> Vec<f32> {
    match probabilities {
        [second] if classes.len() == 2 => vec![1.0 - second, *second],
        _ => probabilities.to_vec(),
    }
}

fn header(classes: &[String]) -> String {
    format!("path,{}\n", class_cells(classes).join(","))
}

/// The heads of the columns that [`answer_cells`] fills.
pub(super) fn class_cells(classes: &[String]) -> Vec<String> {
    ["class".to_owned()].into_iter().chain(classes.iter().map(|class| quoted(class))).collect()
}

fn row(path: &Path, classes: &[String], probabilities: &[f32]) -> String {
    format!("{},{}\n", quoted(&path.to_string_lossy()), answer_cells(classes, probabilities).join(","))
}

/// The most likely class, and the probability of each.
pub(super) fn answer_cells(classes: &[String], probabilities: &[f32]) -> Vec<String> {
    let best = ranked(classes, probabilities).first().map_or(String::new(), |(name, _)| quoted(name));
    [best].into_iter().chain(spread(classes, probabilities).iter().map(f32::to_string)).collect()
}

/// A cell of a CSV table (RFC 4180).
pub(super) fn quoted(word: &str) -> String {
    if word.contains([',', '"', '\n', '\r']) { format!("\"{}\"", word.replace('"', "\"\"")) } else { word.to_owned() }
}
