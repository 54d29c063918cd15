//! The confusion matrix with what the pointer is on, the threshold between two classes, and the classes below.

use eframe::egui::{Rect, RichText, Ui, vec2};

use super::view::EvaluateView;
use super::{Choice, Measure, classes, noun, threshold};
use crate::study::Examination;
use crate::ui::theme::{self, LABEL, palette};
use crate::ui::widgets::{Grid, Mark, elided, matrix, section, segments};
use crate::ui::words;

/// The room for a few classes below the matrix.
const TABLE: f32 = 148.0;

/// The choice of what the cells say.
pub fn measures(ui: &mut Ui, view: &mut EvaluateView) {
    let before = view.measure;
    let choices = [(Measure::Counts, "Counts"), (Measure::ByRow, "By row"), (Measure::ByColumn, "By column")];
    segments(ui, "Cells", &mut view.measure, &choices);
    if view.measure != before {
        view.sight.forget_pictures();
    }
}

/// The matrix, and as many classes as there is room for.
pub fn show(ui: &mut Ui, view: &mut EvaluateView, found: &Examination) {
    let binary = found.of.interface.classes.len() == 2;
    let Some(shown) = view.shown.take() else { return };
    let room = ui.available_rect_before_wrap();
    let below = if binary { 126.0 } else { 0.0 };
    // A few classes stand below the matrix where it leaves room; more have a view of their own.
    let table = if found.of.interface.classes.len() <= 30 && room.height() > 520.0 { TABLE } else { 0.0 };
    let height = (room.height() - 24.0 - below - table).min(room.width() * 1.08).max(120.0);
    let rect = Rect::from_min_size(room.min, vec2(room.width(), height));
    let touched = matrix(ui, rect, &shown.grid, &mut view.sight, mark_of(&view.choice), noun(found));
    if let Some(mark) = touched.clicked {
        let threshold = view.binary_threshold(found);
        view.choose(choice_of(mark, threshold));
    }
    ui.allocate_space(vec2(room.width(), touched.height + 4.0));
    let mark = touched.hovered.or(mark_of(&view.choice));
    read_out(ui, found, &shown.grid, mark);
    view.shown = Some(shown);
    if binary {
        threshold::show(ui, view, found, 1);
    }
    if table > 0.0 {
        ui.add_space(4.0);
        section(ui, "Per class");
        classes::table(ui, view, found, false);
    }
}

/// What the pointer is on, or what was chosen, in one line that is always there.
fn read_out(ui: &mut Ui, found: &Examination, grid: &Grid, mark: Option<Mark>) {
    let colours = palette(ui);
    let count = |cells: &mut dyn Iterator<Item = (usize, usize)>| -> u64 {
        cells.map(|(row, column)| u64::from(grid.count(row, column))).sum()
    };
    let side = grid.side();
    let row = |at: usize| count(&mut (0..side).map(|column| (at, column)));
    let column = |at: usize| count(&mut (0..side).map(|row| (row, at)));
    let percent = |part: u64, whole: u64| words::percent(part as f64 / whole.max(1) as f64);
    let line = match mark {
        Some(Mark::Cell(truth, answer)) if truth < side && answer < side => {
            let here = u64::from(grid.count(truth, answer));
            format!(
                "{} → {}: {} {} · {} of the row, {} of the column",
                grid.names[truth],
                grid.names[answer],
                words::grouped(here),
                noun(found),
                percent(here, row(truth)),
                percent(here, column(answer)),
            )
        }
        Some(Mark::Row(at)) if at < side => {
            let right = u64::from(grid.count(at, at));
            format!(
                "True {}: {} {}, {} found",
                grid.names[at],
                words::grouped(row(at)),
                noun(found),
                percent(right, row(at))
            )
        }
        Some(Mark::Column(at)) if at < side => {
            let right = u64::from(grid.count(at, at));
            let all = column(at);
            format!(
                "Predicted {}: {} {}, {} right",
                grid.names[at],
                words::grouped(all),
                noun(found),
                percent(right, all)
            )
        }
        _ if side > 30 => format!("Wheel zooms, dragging moves, a click opens the {} of a cell.", noun(found)),
        _ => format!("Rows are true classes, columns are answers. A click opens the {}.", noun(found)),
    };
    let ink = if mark.is_some() { colours.text } else { colours.faint };
    ui.horizontal(|ui| {
        ui.set_height(20.0);
        elided(ui, line, theme::plain(LABEL + 1.0), ink);
    });
}

fn mark_of(choice: &Choice) -> Option<Mark> {
    match choice {
        Choice::Cell(truth, answer) => Some(Mark::Cell(*truth, *answer)),
        Choice::Truth(truth) => Some(Mark::Row(*truth)),
        Choice::Answer(answer) => Some(Mark::Column(*answer)),
        Choice::Decided { class: 1, belongs, taken, .. } => Some(match belongs {
            Some(belongs) => Mark::Cell(usize::from(*belongs), usize::from(*taken)),
            None => Mark::Column(usize::from(*taken)),
        }),
        _ => None,
    }
}

fn choice_of(mark: Mark, threshold: Option<f32>) -> Choice {
    match (mark, threshold) {
        (Mark::Cell(truth, answer), Some(threshold)) => {
            Choice::Decided { class: 1, threshold, belongs: Some(truth == 1), taken: answer == 1 }
        }
        (Mark::Column(answer), Some(threshold)) => {
            Choice::Decided { class: 1, threshold, belongs: None, taken: answer == 1 }
        }
        (Mark::Cell(truth, answer), None) => Choice::Cell(truth, answer),
        (Mark::Row(truth), _) => Choice::Truth(truth),
        (Mark::Column(answer), None) => Choice::Answer(answer),
    }
}

/// A number in small type beside its name, for lines of a few numbers.
pub fn small(ui: &mut Ui, name: &str, value: &str) {
    let colours = palette(ui);
    ui.label(RichText::new(name).font(theme::plain(LABEL)).color(colours.dim));
    ui.label(RichText::new(value).font(theme::mono(12.0)).color(colours.text));
}
