//! The rows of a table behind what was chosen, with what is true and what was predicted; only those in sight are drawn.

use eframe::egui::{Color32, Ui};

use super::choice::error;
use super::view::EvaluateView;
use crate::study::{Examination, Findings};
use crate::ui::panels::data::{cell, heads};
use crate::ui::theme::{Palette, palette};
use crate::ui::widgets::table::{Cells, Column, table};
use crate::ui::words;

/// What is true, what was predicted, and how surely or how far off.
const ANSWERS: usize = 3;
/// Draws the rows into the room that is left.
pub fn show(ui: &mut Ui, view: &mut EvaluateView, found: &Examination) {
    let heads = heads(&found.dataset);
    let count = heads.len();
    let numbers = found.evaluation().is_none();
    let last = if numbers { "error" } else { "confidence" };
    let answer = |(name, numbers): (&str, bool)| Column { name: name.to_owned(), kind: "", marked: false, numbers };
    let mut columns: Vec<Column> = [("true", numbers), ("predicted", numbers), (last, true)].map(answer).into();
    let mut others = Vec::new();
    for (place, head) in heads.into_iter().enumerate().filter(|(_, head)| !head.marked).take(64) {
        others.push(place);
        columns.push(Column { kind: "", ..head });
    }
    let rows = Rows { view, found, others, count, last, decimals: decimals(found), colours: palette(ui) };
    let shown = table(ui, &columns, view.list().len(), view.in_focus(), &rows);
    if let Some(sample) = shown.clicked {
        view.picked = Some(sample);
    }
}

struct Rows<'a> {
    view: &'a EvaluateView,
    found: &'a Examination,
    /// The columns of the data set that are shown.
    others: Vec<usize>,
    /// How many columns the data set has.
    count: usize,
    /// What the last of the answers is called.
    last: &'static str,
    decimals: usize,
    colours: &'static Palette,
}

impl Cells for Rows<'_> {
    fn sample(&self, row: usize) -> Option<u32> {
        self.view.list().get(row).copied()
    }

    fn spoken(&self, sample: u32) -> String {
        let ([truth, predicted, last], _) = self.answer(sample);
        format!("Row {}: true {truth}, predicted {predicted}, {} {last}", sample + 1, self.last)
    }

    fn cell(&self, sample: u32, column: usize) -> (String, Color32) {
        if let Some(other) = column.checked_sub(ANSWERS) {
            return (cell(&self.found.dataset, sample, self.others[other], self.count), self.colours.dim);
        }
        let (words, wrong) = self.answer(sample);
        (words[column].clone(), if column == 1 && wrong { self.colours.bad } else { self.colours.text })
    }
}

impl Rows<'_> {
    /// What is true, what was predicted and how surely, or how far off; and whether it is wrong.
    fn answer(&self, sample: u32) -> ([String; ANSWERS], bool) {
        let Some(place) = self.found.place(sample) else { return Default::default() };
        match &self.found.findings {
            Findings::Classes(evaluation, _) => {
                let (truth, answer) = (evaluation.answers.truths[place], evaluation.answers.answer(place));
                let name = |class: u32| evaluation.classes[class as usize].name.clone();
                let sure = words::percent(f64::from(evaluation.answers.confidence(place)));
                ([name(truth), name(answer), sure], truth != answer)
            }
            Findings::Numbers(regression) => {
                let width = regression.outputs.len().max(1);
                let word = |number: f32| format!("{number:.*}", self.decimals);
                let (truth, predicted) = (regression.truths[place * width], regression.predicted[place * width]);
                ([word(truth), word(predicted), word(error(regression, place))], false)
            }
        }
    }
}

/// So many decimals give the largest of the true numbers four digits; all have as many, so that they can be compared.
fn decimals(found: &Examination) -> usize {
    let Findings::Numbers(regression) = &found.findings else { return 0 };
    let largest = regression.truths.iter().fold(0.0_f32, |most, number| most.max(number.abs()));
    (3.0 - largest.log10().floor()).clamp(0.0, 6.0) as usize
}
