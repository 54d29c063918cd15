//! Scores of each class in a table that is sorted by any column; a row opens its pictures.

use eframe::egui::{
    Align2, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};

use super::view::EvaluateView;
use super::{Choice, noun};
use crate::evaluate::{ClassScore, Curve};
use crate::study::Examination;
use crate::ui::theme::{self, LABEL, TEXT, palette};
use crate::ui::words;

const LINE: f32 = 26.0;
/// The least width of a column of numbers, and the most that a name takes of the rest.
const NUMBER: f32 = 62.0;
const NAME: f32 = 90.0;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The class, in the order of the labels.
    Place,
    /// Of what was taken for the class, the share that belongs to it.
    Precision,
    /// Of the class, the share that was found.
    Recall,
    /// The harmonic mean of the two.
    F1,
    /// The area under the ROC curve.
    Area,
    /// The average precision.
    Average,
    /// How many samples have the class.
    Count,
}

impl Column {
    fn title(self) -> &'static str {
        match self {
            Column::Place => "class",
            Column::Precision => "precision",
            Column::Recall => "recall",
            Column::F1 => "F1",
            Column::Area => "ROC area",
            Column::Average => "avg. prec.",
            Column::Count => "count",
        }
    }

    fn value(self, place: usize, class: &ClassScore, curve: Option<&Curve>) -> f64 {
        match self {
            Column::Place => place as f64,
            Column::Precision => class.score.precision,
            Column::Recall => class.score.recall,
            Column::F1 => class.score.f1,
            Column::Area => curve.and_then(|curve| curve.roc.auc).unwrap_or(f64::NAN),
            Column::Average => curve.map_or(f64::NAN, |curve| curve.precision_recall.average_precision),
            Column::Count => class.support as f64,
        }
    }
}

/// The whole table, with means below.
pub fn show(ui: &mut Ui, view: &mut EvaluateView, found: &Examination) {
    table(ui, view, found, true);
}

/// The table in the room that is left, perhaps with means below; columns that have no room are left out.
pub fn table(ui: &mut Ui, view: &mut EvaluateView, found: &Examination, means: bool) {
    let Some(evaluation) = found.evaluation() else { return };
    let mut columns = vec![Column::Precision, Column::Recall, Column::F1, Column::Area, Column::Average, Column::Count];
    if found.curves().is_empty() {
        columns.retain(|column| !matches!(column, Column::Area | Column::Average));
    }
    let width = ui.available_width() - 10.0;
    for dispensable in [Column::Average, Column::Area] {
        if NAME + NUMBER * columns.len() as f32 > width {
            columns.retain(|column| *column != dispensable);
        }
    }
    let first = (width - columns.len() as f32 * (width - NAME) / columns.len().max(1) as f32).max(NAME);
    let each = (width - first) / columns.len().max(1) as f32;
    ui.spacing_mut().item_spacing.y = 0.0;
    head(ui, view, &columns, [first, each]);
    let (by, falling) = view.sorted;
    let mut order: Vec<usize> = (0..evaluation.classes.len()).collect();
    let value = |class: usize| by.value(class, &evaluation.classes[class], found.curves().get(class));
    order.sort_by(|&a, &b| if falling { value(b).total_cmp(&value(a)) } else { value(a).total_cmp(&value(b)) });
    let height = (ui.available_height() - if means { 2.0 * LINE } else { 0.0 }).max(LINE);
    ScrollArea::vertical().id_salt("classes").max_height(height).auto_shrink([false, true]).show_rows(
        ui,
        LINE,
        order.len(),
        |ui, range| {
            for &class in &order[range] {
                row(ui, view, found, class, &columns, [first, each]);
            }
        },
    );
    if !means {
        return;
    }
    for (name, score) in [("macro mean", evaluation.macro_mean), ("weighted", evaluation.weighted)] {
        let (rect, _) = ui.allocate_exact_size(vec2(first + each * columns.len() as f32, LINE), Sense::hover());
        cell(ui, rect.left() + 6.0, rect, first - 6.0, name, theme::plain(12.0), false, palette(ui).dim);
        for (at, column) in columns.iter().enumerate() {
            let number = match column {
                Column::Precision => score.precision,
                Column::Recall => score.recall,
                Column::F1 => score.f1,
                _ => continue,
            };
            let left = rect.left() + first + at as f32 * each;
            cell(ui, left, rect, each, &format!("{number:.4}"), theme::mono(12.0), true, palette(ui).dim);
        }
    }
}

fn head(ui: &mut Ui, view: &mut EvaluateView, columns: &[Column], [first, each]: [f32; 2]) {
    let colours = palette(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(first + each * columns.len() as f32, LINE), Sense::hover());
    let all = std::iter::once(Column::Place).chain(columns.iter().copied());
    for (at, column) in all.enumerate() {
        let (left, width) =
            if at == 0 { (rect.left(), first) } else { (rect.left() + first + (at - 1) as f32 * each, each) };
        let place = Rect::from_min_size(pos2(left, rect.top()), vec2(width, LINE));
        let response = ui.interact(place, ui.scope_id().with(("sort", at)), Sense::click());
        let (by, falling) = view.sorted;
        let chosen = by == column;
        response
            .widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("Sort by {}", column.title())));
        if response.clicked() {
            view.sorted = (column, if chosen { !falling } else { column == Column::Count });
        }
        if response.has_focus() {
            let ring = Stroke::new(2.0, colours.accent);
            ui.painter().rect_stroke(place, 4.0, ring, StrokeKind::Inside);
        }
        let arrow = match (chosen, falling) {
            (true, true) => " ↓",
            (true, false) => " ↑",
            _ => "",
        };
        let ink = if chosen || response.hovered() { colours.text } else { colours.dim };
        let left = if at == 0 { left + 6.0 } else { left };
        cell(ui, left, rect, width, &format!("{}{arrow}", column.title()), theme::plain(LABEL), at > 0, ink);
    }
    let line = Rect::from_min_size(rect.left_bottom() - vec2(0.0, 1.0), vec2(rect.width(), 1.0));
    ui.painter().rect_filled(line, 0.0, colours.line);
}

fn row(
    ui: &mut Ui,
    view: &mut EvaluateView,
    found: &Examination,
    class: usize,
    columns: &[Column],
    [first, each]: [f32; 2],
) {
    let Some(evaluation) = found.evaluation() else { return };
    let colours = palette(ui);
    let score = &evaluation.classes[class];
    let (rect, _) = ui.allocate_exact_size(vec2(first + each * columns.len() as f32, LINE), Sense::hover());
    let response = ui.interact(rect, ui.scope_id().with(("class", class)), Sense::click());
    let chosen = view.choice == Choice::Truth(class);
    response.widget_info(|| {
        let words = format!(
            "Class {}: precision {:.3}, recall {:.3}, F1 {:.3}, {} {}",
            score.name,
            score.score.precision,
            score.score.recall,
            score.score.f1,
            words::grouped(score.support),
            noun(found)
        );
        WidgetInfo::selected(Role::Row, true, chosen, words)
    });
    if response.clicked() {
        view.choose(Choice::Truth(class));
        view.class = Some(class);
    }
    if chosen || response.hovered() || response.has_focus() {
        let ground = if chosen { colours.raised } else { colours.raised.gamma_multiply(0.6) };
        ui.painter().rect_filled(rect, 4.0, ground);
    }
    cell(ui, rect.left() + 6.0, rect, first - 12.0, &score.name, theme::plain(TEXT), false, colours.text);
    for (at, column) in columns.iter().enumerate() {
        let value = column.value(class, score, found.curves().get(class));
        let words = match column {
            Column::Count => words::grouped(score.support),
            _ if value.is_nan() => "–".to_owned(),
            _ => format!("{value:.4}"),
        };
        // A share below one half deserves a look.
        let poor = !matches!(column, Column::Count | Column::Average) && value < 0.5 && score.support > 0;
        let ink = if poor { colours.bad } else { colours.text };
        cell(ui, rect.left() + first + at as f32 * each, rect, each, &words, theme::mono(12.0), true, ink);
    }
}

#[expect(clippy::too_many_arguments, reason = "all that a cell's text follows from")]
fn cell(
    ui: &Ui,
    left: f32,
    line: Rect,
    width: f32,
    words: &str,
    font: eframe::egui::FontId,
    right: bool,
    ink: eframe::egui::Color32,
) {
    let galley = WidgetText::from(words).into_galley(ui, Some(TextWrapMode::Truncate), (width - 4.0).max(8.0), font);
    let place = Rect::from_min_size(pos2(left, line.top()), vec2(width, line.height()));
    let (anchor, at) = match right {
        true => (Align2::RIGHT_CENTER, place.right_center() - vec2(4.0, 0.0)),
        false => (Align2::LEFT_CENTER, place.left_center()),
    };
    ui.painter().galley(anchor.anchor_size(at, galley.size()).min.round(), galley, ink);
}
