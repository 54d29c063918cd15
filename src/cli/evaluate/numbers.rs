//! What is said of predicted numbers: text and tables.

use serde_json::{Value, json};

use super::{Tables, name};
use crate::base::Result;
use crate::cli::output::line_out;
use crate::data::Dataset;
use crate::evaluate::chart::Chart;
use crate::evaluate::{OutputErrors, Regression, histogram, table};

pub fn tables(found: &Regression, dataset: &Dataset) -> Tables {
    let answers = table::regression(found, |sample| name(dataset, sample));
    vec![("summary", table::errors(found)), ("answers", answers)]
}

/// All that was counted: the errors, how often the prediction is off by how much, and every answer, the worst first.
pub fn json(found: &Regression, dataset: &Dataset) -> Value {
    let mut object = json!(found);
    let bars = |output: usize| {
        let bars = histogram::bars(&found.residuals(output), histogram::BARS);
        bars.into_iter().map(|bar| json!({ "from": bar.from, "to": bar.to, "count": bar.count })).collect::<Vec<_>>()
    };
    let width = found.outputs.len().max(1);
    object["residuals"] = (0..found.outputs.len()).map(bars).collect();
    let answer = |&place: &usize| {
        let [truth, predicted] = [&found.truths, &found.predicted].map(|all| &all[place * width..][..width]);
        let sample = found.places[place];
        json!({ "sample": sample, "name": name(dataset, sample), "true": truth, "predicted": predicted })
    };
    object["answers"] = found.worst().iter().map(answer).collect();
    object
}

/// For each predicted number, how it was met and how far it was missed.
pub fn charts(found: &Regression) -> Vec<(String, Chart<'_>)> {
    let of = |output: usize| {
        let number = if found.outputs.len() > 1 { format!("_{}", output + 1) } else { String::new() };
        [
            (format!("predicted{number}"), Chart::Predicted(found, output)),
            (format!("residuals{number}"), Chart::Residuals(found, output)),
        ]
    };
    (0..found.outputs.len()).flat_map(of).collect()
}

pub fn print(found: &Regression) -> Result<()> {
    line_out(&format!("{} samples: loss {:.4}", found.samples, found.loss))?;
    line_out(&format!("{:>8}  mean absolute error  root mean squared error      R²", "output"))?;
    let row = |name: &str, errors: &OutputErrors| {
        let OutputErrors { mean_absolute_error, root_mean_squared_error, r2, .. } = errors;
        format!("{name:>8}  {mean_absolute_error:19.6}  {root_mean_squared_error:23.6}  {r2:6.4}")
    };
    if found.outputs.len() > 1 {
        for (output, errors) in found.outputs.iter().enumerate() {
            line_out(&row(&output.to_string(), errors))?;
        }
    }
    line_out(&row("mean", &found.mean))
}
