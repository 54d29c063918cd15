//! Scores of each class in a table that is sorted by any column; a row opens its pictures.

use eframe::egui::{Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::view::EvaluateView;
use super::{Choice, noun};
use crate::evaluate::{ClassScore, Curve, Score};
use crate::study::Examination;
use crate::ui::theme::{self, LABEL, TEXT, palette};
use crate::ui::widgets::{cut, rows_seen, scroll_seen, write};
use crate::ui::words;

const LINE: f32 = 26.0;
/// The least width of a column of numbers, and the width of the names.
const NUMBER: f32 = 58.0;
const NAME: f32 = 104.0;
/// The room beside what is written.
const SIDE: f32 = 4.0;

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

    /// What it says, for those who do not know its name.
    fn about(self) -> &'static str {
        match self {
            Column::Place => "The classes in the order of their labels.",
            Column::Precision => "Of what was predicted as the class, the share that belongs to it.",
            Column::Recall => "Of what belongs to the class, the share that was predicted as it.",
            Column::F1 => "The harmonic mean of precision and recall.",
            Column::Area => "Area under the ROC curve of the class: 1 is perfect, 0.5 is chance.",
            Column::Average => "Average precision: the mean precision over all recalls, as the threshold falls.",
            Column::Count => "How many there are of the class.",
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

/// The height of a table of so many classes under the label of its section.
pub fn height(classes: usize) -> f32 {
    20.0 + LINE * (classes as f32 + 1.0)
}

/// The table in the room that is left, perhaps with means below; columns that have no room are left out.
pub fn table(ui: &mut Ui, view: &mut EvaluateView, found: &Examination, means: bool) {
    let Some(evaluation) = found.evaluation() else { return };
    let columns = columns(found, ui.available_width());
    let each = (ui.available_width() - NAME) / columns.len().max(1) as f32;
    ui.spacing_mut().item_spacing.y = 0.0;
    head(ui, view, &columns, each);
    let (by, falling) = view.sorted;
    let mut order: Vec<usize> = (0..evaluation.classes.len()).collect();
    let value = |class: usize| by.value(class, &evaluation.classes[class], found.curves().get(class));
    order.sort_by(|&a, &b| if falling { value(b).total_cmp(&value(a)) } else { value(a).total_cmp(&value(b)) });
    let whole = LINE * order.len() as f32;
    let room = ui.available_height() - if means { 2.0 * LINE } else { 0.0 };
    scroll_seen(ui, "classes", room.max(LINE).min(whole), |ui, seen| {
        ui.set_height(whole);
        let first = Rect::from_min_size(ui.max_rect().min, vec2(ui.available_width(), LINE));
        for place in rows_seen(seen, LINE, order.len()) {
            let rect = first.translate(vec2(0.0, LINE * place as f32));
            row(ui, view, found, order[place], &columns, (rect, each));
        }
    });
    if means {
        let nouns = noun(found);
        let about = "The mean over all classes, each of which counts the same.";
        mean(ui, "macro mean", about, &evaluation.macro_mean, &columns, each);
        let about = format!("The mean over all classes, each of which counts by the number of its {nouns}.");
        mean(ui, "weighted mean", &about, &evaluation.weighted, &columns, each);
    }
}

/// The columns of numbers that there are and for which there is room.
fn columns(found: &Examination, width: f32) -> Vec<Column> {
    let mut columns = vec![Column::Precision, Column::Recall, Column::F1, Column::Area, Column::Average, Column::Count];
    if found.curves().is_empty() {
        columns.retain(|column| !matches!(column, Column::Area | Column::Average));
    }
    for dispensable in [Column::Average, Column::Area] {
        if NAME + NUMBER * columns.len() as f32 > width {
            columns.retain(|column| *column != dispensable);
        }
    }
    columns
}

/// A mean over the classes.
fn mean(ui: &mut Ui, name: &str, about: &str, score: &Score, columns: &[Column], each: f32) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    let ink = palette(ui).dim;
    write(ui, named(rect), name, theme::plain(TEXT - 1.0), ink, false);
    for (at, column) in columns.iter().enumerate() {
        let number = match column {
            Column::Precision => score.precision,
            Column::Recall => score.recall,
            Column::F1 => score.f1,
            _ => continue,
        };
        write(ui, cell(rect, at, each), &format!("{number:.4}"), theme::mono(12.0), ink, true);
    }
    response.on_hover_text(about);
}

fn head(ui: &mut Ui, view: &mut EvaluateView, columns: &[Column], each: f32) {
    let colours = palette(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    let all = std::iter::once(Column::Place).chain(columns.iter().copied());
    for (at, column) in all.enumerate() {
        let words = at.checked_sub(1).map_or_else(|| named(rect), |at| cell(rect, at, each));
        let place = if at == 0 { rect.with_max_x(words.right()) } else { words };
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
        write(ui, words, &format!("{}{arrow}", column.title()), theme::plain(LABEL), ink, at > 0);
        response.on_hover_text(column.about());
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
    (rect, each): (Rect, f32),
) {
    let Some(evaluation) = found.evaluation() else { return };
    let colours = palette(ui);
    let score = &evaluation.classes[class];
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
    if response.gained_focus() {
        ui.scroll_to_rect(rect, None);
    }
    if chosen || response.hovered() || response.has_focus() {
        let ground = if chosen { colours.raised } else { colours.raised.gamma_multiply(0.6) };
        ui.painter().rect_filled(rect, 4.0, ground);
    }
    write(ui, named(rect), &score.name, theme::plain(TEXT), colours.text, false);
    if cut(ui, named(rect), &score.name, theme::plain(TEXT)) {
        response.on_hover_text(&score.name);
    }
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
        write(ui, cell(rect, at, each), &words, theme::mono(12.0), ink, true);
    }
}

/// Where the name stands in a row.
fn named(row: Rect) -> Rect {
    Rect::from_x_y_ranges(row.left() + SIDE..=row.left() + NAME - SIDE, row.y_range())
}

/// Where a number stands in a row.
fn cell(row: Rect, at: usize, each: f32) -> Rect {
    let left = row.left() + NAME + each * at as f32;
    Rect::from_x_y_ranges(left..=left + each - SIDE, row.y_range())
}
