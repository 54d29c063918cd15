//! The confusion matrix with what the pointer is on, the threshold between two classes, and the classes below.

use eframe::egui::{Ui, vec2};

use super::legend::{READ_OUT, read_out};
use super::view::EvaluateView;
use super::{Choice, Measure, classes, counted, noun, threshold};
use crate::study::Examination;
use crate::ui::widgets::{Grid, Mark, matrix, section, segments};
use crate::ui::words;

/// The most room that is kept for classes below the matrix.
const TABLE: f32 = 148.0;
/// The distance between the parts of the view.
const BETWEEN: f32 = 6.0;
/// The room above the classes, so that they are told from what stands over them.
const ABOVE: f32 = 8.0;
/// The width of the choice of what the cells say.
pub const MEASURES: f32 = 204.0;

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
    let Some(shown) = view.shown.take() else { return };
    ui.spacing_mut().item_spacing.y = BETWEEN;
    let classes = found.of.interface.classes.len();
    let binary = classes == 2;
    let room = ui.available_rect_before_wrap();
    let below = BETWEEN + READ_OUT + if binary { BETWEEN + threshold::HEIGHT } else { 0.0 };
    // A few classes are to stand below the matrix; more do where it leaves room, and have a view of their own.
    let few = classes <= 30 && room.height() > 520.0;
    let table = if few { classes::height(classes).min(TABLE) + BETWEEN + ABOVE } else { 0.0 };
    let rect = room.with_max_y((room.bottom() - below - table).max(room.top() + 120.0));
    let touched = matrix(ui, rect, &shown.grid, &mut view.sight, mark_of(&view.choice), noun(found));
    if let Some(mark) = touched.clicked {
        let threshold = view.binary_threshold(found);
        view.choose(choice_of(mark, threshold));
    }
    ui.allocate_space(vec2(room.width(), touched.height));
    let mark = touched.hovered.or(mark_of(&view.choice));
    read_out(ui, mark.and_then(|mark| told(found, &shown.grid, mark)), &hint(found, shown.grid.side()));
    view.shown = Some(shown);
    if binary {
        threshold::show(ui, view, found, 1, "");
    }
    if ui.available_height() >= classes::height(2) + ABOVE {
        ui.add_space(ABOVE);
        section(ui, "Per class");
        classes::table(ui, view, found, false);
    }
}

/// What can be done in the matrix.
fn hint(found: &Examination, classes: usize) -> String {
    let listed = if noun(found) == "rows" { "table rows" } else { noun(found) };
    match classes {
        0..=30 => format!("A click on a cell or a name lists its {listed}."),
        _ => format!("Wheel zooms, dragging moves, a click lists the {listed} of a cell."),
    }
}

/// What the pointer is on, or what was chosen.
fn told(found: &Examination, grid: &Grid, mark: Mark) -> Option<String> {
    let count = |cells: &mut dyn Iterator<Item = (usize, usize)>| -> u64 {
        cells.map(|(row, column)| u64::from(grid.count(row, column))).sum()
    };
    let side = grid.side();
    let row = |at: usize| count(&mut (0..side).map(|column| (at, column)));
    let column = |at: usize| count(&mut (0..side).map(|row| (row, at)));
    let percent = |part: u64, whole: u64| words::percent(part as f64 / whole.max(1) as f64);
    let samples = |count: u64| counted(count as usize, noun(found));
    let right = |at: usize| u64::from(grid.count(at, at));
    match mark {
        Mark::Cell(truth, answer) if truth < side && answer < side => {
            let here = u64::from(grid.count(truth, answer));
            let [truths, answers] = [percent(here, row(truth)), percent(here, column(answer))];
            let names = [&grid.names[truth], &grid.names[answer]];
            let here = samples(here);
            Some(format!("{} → {}: {here} · {truths} of its row, {answers} of its column", names[0], names[1]))
        }
        Mark::Row(at) if at < side => {
            let all = row(at);
            Some(format!("True {}: {}, {} found", grid.names[at], samples(all), percent(right(at), all)))
        }
        Mark::Column(at) if at < side => {
            let all = column(at);
            Some(format!("Predicted {}: {}, {} right", grid.names[at], samples(all), percent(right(at), all)))
        }
        _ => None,
    }
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
