//! What is said of predicted numbers: text and tables.

use super::{Tables, name};
use crate::base::Result;
use crate::cli::output::line_out;
use crate::data::Dataset;
use crate::evaluate::chart::Chart;
use crate::evaluate::{OutputErrors, Regression, table};

pub fn tables(found: &Regression, dataset: &Dataset) -> Tables {
    vec![("answers", table::regression(found, |sample| name(dataset, sample)))]
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
