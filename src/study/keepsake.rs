//! What can be taken away of an evaluation: tables as CSV, charts as SVG and PNG.

use super::{Examination, Findings};
use crate::base::Result;
use crate::evaluate::chart::{Chart, DRAWING, PICTURE};
use crate::evaluate::table;

/// What a table or chart is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
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
    /// Predicted against true numbers.
    Predicted,
    /// True − predicted.
    Residuals,
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
    const ALL: [Sheet; 9] = [
        Sheet::Classes,
        Sheet::Confusion,
        Sheet::Mistakes,
        Sheet::Answers,
        Sheet::Calibration,
        Sheet::Roc,
        Sheet::PrecisionRecall,
        Sheet::Predicted,
        Sheet::Residuals,
    ];

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Sheet::Classes => "Scores of each class",
            Sheet::Confusion => "Confusion matrix",
            Sheet::Mistakes => "Mistakes",
            Sheet::Answers => "All answers",
            Sheet::Calibration => "Calibration",
            Sheet::Roc => "ROC",
            Sheet::PrecisionRecall => "Precision and recall",
            Sheet::Predicted => "Predicted and true",
            Sheet::Residuals => "Residuals",
        }
    }

    /// Its name for files.
    pub fn stem(self) -> &'static str {
        match self {
            Sheet::Classes => "classes",
            Sheet::Confusion => "confusion",
            Sheet::Mistakes => "mistakes",
            Sheet::Answers => "answers",
            Sheet::Calibration => "calibration",
            Sheet::Roc => "roc",
            Sheet::PrecisionRecall => "precision_recall",
            Sheet::Predicted => "predicted",
            Sheet::Residuals => "residuals",
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
        let formats = [Format::Csv, Format::Svg, Format::Png];
        let all = formats.into_iter().flat_map(|format| Sheet::ALL.map(|sheet| (sheet, format)));
        all.filter(|(sheet, format)| self.has(*sheet, *format)).collect()
    }

    fn has(&self, sheet: Sheet, format: Format) -> bool {
        let table = format == Format::Csv;
        match (&self.findings, sheet) {
            (Findings::Classes(..), Sheet::Classes | Sheet::Mistakes | Sheet::Answers) => table,
            (Findings::Classes(..), Sheet::Confusion | Sheet::Calibration) => true,
            (Findings::Classes(_, curves), Sheet::Roc | Sheet::PrecisionRecall) => !curves.is_empty(),
            (Findings::Numbers(_), Sheet::Answers) => table,
            (Findings::Numbers(_), Sheet::Predicted | Sheet::Residuals) => !table,
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
                    Sheet::Classes => table::classes(evaluation),
                    Sheet::Confusion => table::confusion(evaluation),
                    Sheet::Mistakes => table::mistakes(evaluation, name),
                    Sheet::Answers => table::answers(evaluation, name),
                    Sheet::Calibration => table::calibration(evaluation),
                    Sheet::Roc => table::roc(evaluation, curves),
                    Sheet::PrecisionRecall => table::precision_recall(evaluation, curves),
                    Sheet::Predicted | Sheet::Residuals => String::new(),
                };
                return Ok(text.into_bytes());
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
            (Findings::Numbers(regression), Sheet::Predicted, _) => Chart::Predicted(regression, 0),
            (Findings::Numbers(regression), Sheet::Residuals, _) => Chart::Residuals(regression, 0),
            _ => return Ok(Vec::new()),
        };
        match format {
            Format::Png => chart.png(PICTURE),
            _ => chart.svg(DRAWING).map(String::into_bytes),
        }
    }
}
