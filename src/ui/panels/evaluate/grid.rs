//! What the cells of the confusion matrix say and how strongly they are coloured, found anew when something changes.

use super::view::EvaluateView;
use crate::study::Examination;
use crate::ui::widgets::Grid;

/// What the cells of the confusion matrix say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// How many samples.
    #[default]
    Counts,
    /// The share of the true class.
    ByRow,
    /// The share of what was taken for the class.
    ByColumn,
}

/// The cells that are shown, and what they were found for.
pub struct Shown {
    measure: Measure,
    threshold: Option<f32>,
    /// The cells.
    pub grid: Grid,
}

impl EvaluateView {
    /// Makes [`EvaluateView::shown`] what it should be.
    pub(super) fn fill(&mut self, found: &Examination) {
        let wanted = (self.measure, self.binary_threshold(found));
        if self.shown.as_ref().is_some_and(|shown| (shown.measure, shown.threshold) == wanted) {
            return;
        }
        let (measure, threshold) = wanted;
        let Some(evaluation) = found.evaluation() else { return };
        let names = found.of.interface.classes.clone();
        let counts = match threshold.and_then(|threshold| Some(self.curve(found, 1)?.at(threshold).confusion)) {
            Some(confusion) => confusion.map(|row| row.to_vec()).to_vec(),
            None => evaluation.confusion.clone(),
        };
        self.shown = Some(Shown { measure, threshold, grid: grid(names, &counts, measure) });
    }

    /// The threshold, where it decides between two classes.
    pub fn binary_threshold(&self, found: &Examination) -> Option<f32> {
        self.threshold.filter(|_| found.of.interface.classes.len() == 2)
    }
}

fn grid(names: Vec<String>, counts: &[Vec<u64>], measure: Measure) -> Grid {
    let side = counts.len();
    let rows: Vec<f32> = counts.iter().map(|row| row.iter().sum::<u64>() as f32).collect();
    let columns: Vec<f32> = (0..side).map(|at| counts.iter().map(|row| row[at]).sum::<u64>() as f32).collect();
    let flat: Vec<u32> = counts.iter().flatten().map(|&count| count.min(u64::from(u32::MAX)) as u32).collect();
    let whole = |cell: usize| match measure {
        Measure::ByColumn => columns[cell % side],
        _ => rows[cell / side],
    };
    let share = |cell: usize| flat[cell] as f32 / whole(cell).max(1.0);
    let off = |cell: &usize| cell / side != cell % side;
    let value = |cell: usize| if measure == Measure::Counts { flat[cell] as f32 } else { share(cell) };
    let most = (0..flat.len()).filter(off).map(value).fold(0.0, f32::max).max(f32::MIN_POSITIVE);
    // Right answers by their share; mistakes beside the most frequent one, so that few are seen among very many.
    let shade = |cell: usize| match off(&cell) {
        true => (value(cell) / most).sqrt(),
        false => share(cell),
    };
    let shades = (0..flat.len()).map(shade).collect();
    let shares = (measure != Measure::Counts).then(|| (0..flat.len()).map(share).collect());
    Grid::new(names, flat, shares, shades)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_row_or_of_the_column_and_the_most_frequent_mistake_is_the_strongest() {
        let names = || ["a", "b"].map(str::to_owned).to_vec();
        let counts = [vec![8, 2], vec![0, 4]];
        let by_row = grid(names(), &counts, Measure::ByRow);
        assert_eq!([by_row.text(0, 0), by_row.text(0, 1)], ["0.80", "0.20"]);
        let by_column = grid(names(), &counts, Measure::ByColumn);
        assert_eq!([by_column.text(0, 0), by_column.text(0, 1)], ["1.00", "0.33"]);
        let plain = grid(names(), &counts, Measure::Counts);
        assert_eq!([plain.text(0, 0), plain.text(1, 0)], ["8", ""]);
        assert_eq!([plain.shade(0, 0), plain.shade(0, 1), plain.shade(1, 0)], [0.8, 1.0, 0.0]);
    }
}
