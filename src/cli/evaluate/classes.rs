//! What is said of answers with classes: text, JSON and tables.

use serde_json::json;

use super::{Tables, name};
use crate::base::Result;
use crate::cli::output::line_out;
use crate::data::Dataset;
use crate::evaluate::chart::Chart;
use crate::evaluate::{AtThreshold, Curve, Evaluation, Score, means, table};

/// All that was counted.
pub struct Found {
    evaluation: Evaluation,
    curves: Vec<Curve>,
    /// The decisions for the second of two classes.
    at: Option<AtThreshold>,
}

impl Found {
    pub fn new(evaluation: Evaluation, threshold: Option<f32>) -> Found {
        let curves = evaluation.curves();
        let at = threshold.and_then(|threshold| Some(curves.get(1)?.at(threshold)));
        Found { evaluation, curves, at }
    }

    pub fn json(&self, dataset: &Dataset) -> serde_json::Value {
        let mut object = json!(self.evaluation);
        object["confusion_by_row"] = json!(self.evaluation.cells.by_row());
        object["confusion_by_column"] = json!(self.evaluation.cells.by_column());
        let [area, average] = means(&self.curves);
        object["roc_auc"] = json!(area);
        object["average_precision"] = json!(average);
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

    pub fn tables(&self, dataset: &Dataset) -> Tables {
        let name = |sample| name(dataset, sample);
        vec![
            ("summary", table::summary(&self.evaluation, &self.curves)),
            ("classes", table::classes(&self.evaluation, &self.curves)),
            ("confusion", table::confusion(&self.evaluation)),
            ("mistakes", table::mistakes(&self.evaluation, name)),
            ("answers", table::answers(&self.evaluation, name)),
            ("calibration", table::calibration(&self.evaluation)),
            ("roc", table::roc(&self.evaluation, &self.curves)),
            ("precision_recall", table::precision_recall(&self.evaluation, &self.curves)),
        ]
    }

    pub fn charts(&self) -> Vec<(String, Chart<'_>)> {
        let (evaluation, curves) = (&self.evaluation, self.curves.as_slice());
        let all = [
            ("confusion", Chart::Confusion(evaluation)),
            ("roc", Chart::Roc(evaluation, curves)),
            ("precision_recall", Chart::PrecisionRecall(evaluation, curves)),
            ("calibration", Chart::Reliability(evaluation)),
        ];
        all.map(|(name, chart)| (name.to_owned(), chart)).to_vec()
    }

    pub fn print(&self) -> Result<()> {
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
        line_out(&row("mean", &self.evaluation.macro_mean, means(&self.curves), samples))?;
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
