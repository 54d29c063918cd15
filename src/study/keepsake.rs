//! What can be taken away of an evaluation: tables as CSV, charts as SVG and PNG.

use super::{Examination, Findings};
use crate::base::Result;
use crate::evaluate::chart::{Chart, DRAWING, PICTURE};
use crate::evaluate::table;

/// What a table or chart is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// The numbers of the whole.
    Summary,
    /// Scores of each class.
    Classes,
    /// The confusion matrix.
    Confusion,
    /// Wrong answers, the surest first.
    Mistakes,
    /// What was said of every sample.
    Answers,
    /// Right answers by confidence.
    Calibration,
    /// True against false positives.
    Roc,
    /// Precision against recall.
    PrecisionRecall,
    /// Predicted against true numbers of one output; the second number is how many outputs there are.
    Predicted(usize, usize),
    /// True − predicted of one output, of so many.
    Residuals(usize, usize),
}

/// How it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table as text.
    Csv,
    /// A chart of lines and text.
    Svg,
    /// A chart of pixels.
    Png,
}

impl Sheet {
    const OF_CLASSES: [Sheet; 8] = [
        Sheet::Summary,
        Sheet::Classes,
        Sheet::Confusion,
        Sheet::Mistakes,
        Sheet::Answers,
        Sheet::Calibration,
        Sheet::Roc,
        Sheet::PrecisionRecall,
    ];

    /// Its name for people.
    pub fn title(self) -> String {
        let number = |title: &str, output: usize, of: usize| match of {
            0 | 1 => title.to_owned(),
            _ => format!("{title}, number {}", output + 1),
        };
        match self {
            Sheet::Summary => "Summary".to_owned(),
            Sheet::Classes => "Scores of each class".to_owned(),
            Sheet::Confusion => "Confusion matrix".to_owned(),
            Sheet::Mistakes => "Mistakes".to_owned(),
            Sheet::Answers => "All answers".to_owned(),
            Sheet::Calibration => "Calibration".to_owned(),
            Sheet::Roc => "ROC".to_owned(),
            Sheet::PrecisionRecall => "Precision and recall".to_owned(),
            Sheet::Predicted(output, of) => number("Predicted and true", output, of),
            Sheet::Residuals(output, of) => number("Residuals", output, of),
        }
    }

    /// Its name for files.
    pub fn stem(self) -> String {
        let number = |stem: &str, output: usize, of: usize| match of {
            0 | 1 => stem.to_owned(),
            _ => format!("{stem}_{}", output + 1),
        };
        match self {
            Sheet::Summary => "summary".to_owned(),
            Sheet::Classes => "classes".to_owned(),
            Sheet::Confusion => "confusion".to_owned(),
            Sheet::Mistakes => "mistakes".to_owned(),
            Sheet::Answers => "answers".to_owned(),
            Sheet::Calibration => "calibration".to_owned(),
            Sheet::Roc => "roc".to_owned(),
            Sheet::PrecisionRecall => "precision_recall".to_owned(),
            Sheet::Predicted(output, of) => number("predicted", output, of),
            Sheet::Residuals(output, of) => number("residuals", output, of),
        }
    }
}

impl Format {
    /// The ending of its files.
    pub fn suffix(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Svg => "svg",
            Format::Png => "png",
        }
    }
}

impl Examination {
    /// All that can be written of these answers, in the order of a menu.
    pub fn keepsakes(&self) -> Vec<(Sheet, Format)> {
        let sheets = match &self.findings {
            Findings::Classes(..) => Sheet::OF_CLASSES.to_vec(),
            Findings::Numbers(regression) => {
                let of = regression.outputs.len();
                let charts = (0..of).flat_map(|output| [Sheet::Predicted(output, of), Sheet::Residuals(output, of)]);
                [Sheet::Summary, Sheet::Answers].into_iter().chain(charts).collect()
            }
        };
        let formats = [Format::Csv, Format::Svg, Format::Png];
        let all = formats.into_iter().flat_map(|format| sheets.iter().map(move |sheet| (*sheet, format)));
        all.filter(|(sheet, format)| self.has(*sheet, *format)).collect()
    }

    fn has(&self, sheet: Sheet, format: Format) -> bool {
        let table = format == Format::Csv;
        match (&self.findings, sheet) {
            (_, Sheet::Summary | Sheet::Answers) | (Findings::Classes(..), Sheet::Classes | Sheet::Mistakes) => table,
            (Findings::Classes(..), Sheet::Confusion | Sheet::Calibration) => true,
            (Findings::Classes(_, curves), Sheet::Roc | Sheet::PrecisionRecall) => !curves.is_empty(),
            (Findings::Numbers(_), Sheet::Predicted(..) | Sheet::Residuals(..)) => !table,
            _ => false,
        }
    }

    /// The bytes of a file; nothing where there is no such sheet.
    ///
    /// # Errors
    /// If a chart cannot be drawn.
    pub fn keepsake(&self, sheet: Sheet, format: Format) -> Result<Vec<u8>> {
        let name = |sample: u32| self.dataset.names.get(sample as usize).cloned().unwrap_or_default();
        let chart = match (&self.findings, sheet, format) {
            (Findings::Classes(evaluation, curves), _, Format::Csv) => {
                let text = match sheet {
                    Sheet::Summary => table::summary(evaluation, curves),
                    Sheet::Classes => table::classes(evaluation, curves),
                    Sheet::Confusion => table::confusion(evaluation),
                    Sheet::Mistakes => table::mistakes(evaluation, name),
                    Sheet::Answers => table::answers(evaluation, name),
                    Sheet::Calibration => table::calibration(evaluation),
                    Sheet::Roc => table::roc(evaluation, curves),
                    Sheet::PrecisionRecall => table::precision_recall(evaluation, curves),
                    Sheet::Predicted(..) | Sheet::Residuals(..) => String::new(),
                };
                return Ok(text.into_bytes());
            }
            (Findings::Numbers(regression), Sheet::Summary, Format::Csv) => {
                return Ok(table::errors(regression).into_bytes());
            }
            (Findings::Numbers(regression), _, Format::Csv) => {
                return Ok(table::regression(regression, name).into_bytes());
            }
            (Findings::Classes(evaluation, _), Sheet::Confusion, _) => Chart::Confusion(evaluation),
            (Findings::Classes(evaluation, _), Sheet::Calibration, _) => Chart::Reliability(evaluation),
            (Findings::Classes(evaluation, curves), Sheet::Roc, _) => Chart::Roc(evaluation, curves),
            (Findings::Classes(evaluation, curves), Sheet::PrecisionRecall, _) => {
                Chart::PrecisionRecall(evaluation, curves)
            }
            (Findings::Numbers(regression), Sheet::Predicted(output, _), _) => Chart::Predicted(regression, output),
            (Findings::Numbers(regression), Sheet::Residuals(output, _), _) => Chart::Residuals(regression, output),
            _ => return Ok(Vec::new()),
        };
        match format {
            Format::Png => chart.png(PICTURE),
            _ => chart.svg(DRAWING).map(String::into_bytes),
        }
    }
}
