//! `netloom predict` for networks that were trained on tables: rows to classes and probabilities, or to numbers.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::output::{json, line_out, warning};
use super::predict::{Predict, class_cells, quoted, ranked};
use crate::base::{Error, Result};
use crate::data::{self, Encoding};
use crate::project::{self, Trained};
use crate::session::Session;

impl Predict {
    /// Answers every row of every table.
    pub(super) fn rows(&self, trained: &Trained, session: &mut Session, encoding: &Encoding) -> Result<i32> {
        let classes = &trained.interface.classes;
        let names = if classes.is_empty() { vec![quoted(&encoding.target)] } else { class_cells(classes) };
        let mut table = vec![format!("path,line,{}\n", names.join(","))];
        let (mut answered, mut skipped) = (0, 0);
        for path in &self.paths {
            let (mut inputs, lines, report) = data::rows_of(path, &trained.project.data.options, encoding)?;
            for left_out in &report.skipped {
                skipped += 1;
                warning(&format!("{}, {}: {}.", path.display(), left_out.name, left_out.reason));
            }
            trained.interface.normalisation.apply_to(&mut inputs);
            let mut outputs = session.predict(&inputs)?;
            if let Some(answers) = &trained.interface.answers {
                answers.apply_to(&mut outputs);
            }
            let width = session.output().count().max(1);
            for (line, answer) in lines.iter().zip(outputs.chunks_exact(width)) {
                answered += 1;
                let (words, cells) = match classes.is_empty() {
                    true => self.number(path, *line, encoding, answer)?,
                    false => self.class(path, *line, classes, answer)?,
                };
                if !self.json {
                    line_out(&format!("{}, line {line}: {words}", path.display()))?;
                }
                table.push(format!("{},{line},{cells}\n", quoted(&path.to_string_lossy())));
            }
        }
        if let Some(csv) = &self.csv {
            project::save(csv, |to: &mut dyn Write| to.write_all(table.concat().as_bytes()))?;
        }
        if self.json {
            json(&json!({ "event": "done", "rows": answered, "skipped": skipped }))?;
        }
        if answered == 0 {
            return Err(Error::input("None of the rows could be read."));
        }
        Ok(0)
    }

    /// The answer as words and as cells of a table.
    fn number(&self, path: &Path, line: u64, encoding: &Encoding, answer: &[f32]) -> Result<(String, String)> {
        let value = answer.first().copied().unwrap_or(f32::NAN);
        if self.json {
            let path = path.to_string_lossy();
            json(&json!({ "event": "prediction", "path": path, "line": line, "value": value }))?;
        }
        Ok((format!("{} {value}", encoding.target), value.to_string()))
    }

    fn class(&self, path: &Path, line: u64, classes: &[String], answer: &[f32]) -> Result<(String, String)> {
        let best = ranked(classes, answer);
        let best = &best[..self.top.min(best.len())];
        if self.json {
            let top: Vec<_> = best.iter().map(|(name, p)| json!({ "class": name, "probability": p })).collect();
            json(&json!({
                "event": "prediction", "path": path.to_string_lossy(), "line": line, "class": best[0].0, "top": top,
            }))?;
        }
        let words: Vec<String> = best.iter().map(|(name, p)| format!("{name} {:.1} %", 100.0 * p)).collect();
        Ok((words.join(", "), super::predict::answer_cells(classes, answer).join(",")))
    }
}
