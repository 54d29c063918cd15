//! Samples as rows of cells, for tables and for samples that are plain numbers; only what is in sight is drawn.

use std::sync::Arc;

use eframe::egui::{Rect, Role, ScrollArea, Sense, TextWrapMode, Ui, WidgetInfo, WidgetText, vec2};

use super::view::DataView;
use super::wall::class_of;
use crate::data::{ColumnKind, Dataset};
use crate::ui::theme::{self, LABEL, TEXT, palette};

const ROW: f32 = 26.0;
const HEAD: f32 = 42.0;
/// The least and the greatest width of a column.
const WIDTH: f32 = 124.0;
const WIDEST: f32 = 220.0;
/// The width of the first column, which numbers the rows.
const FIRST: f32 = 64.0;

/// What stands over a column.
pub(in crate::ui::panels) struct Head {
    pub name: String,
    kind: &'static str,
    pub target: bool,
}

/// Draws the table into the room that is left. Returns how many rows were drawn.
pub(super) fn show(ui: &mut Ui, view: &mut DataView, dataset: &Arc<Dataset>) -> usize {
    let heads = heads(dataset);
    let count = view.shown(dataset).len();
    // Few columns share the room; many keep their width and are scrolled.
    let each = ((ui.available_width() - FIRST) / heads.len().max(1) as f32).floor().clamp(WIDTH, WIDEST);
    let width = FIRST + heads.len() as f32 * each;
    let mut drawn = 0;
    ScrollArea::horizontal().id_salt("table across").auto_shrink(false).show(ui, |ui| {
        ui.set_min_width(width);
        ui.spacing_mut().item_spacing.y = 0.0;
        head(ui, &heads, [width, each]);
        ScrollArea::vertical().id_salt("table down").auto_shrink(false).show_rows(ui, ROW, count, |ui, range| {
            for place in range {
                let Some(&sample) = view.found().get(place) else { continue };
                row(ui, view, dataset, &heads, sample, [width, each]);
                drawn += 1;
            }
        });
    });
    drawn
}

/// The columns of a data set.
pub(in crate::ui::panels) fn heads(dataset: &Dataset) -> Vec<Head> {
    match &dataset.table {
        Some(table) => table
            .columns
            .iter()
            .enumerate()
            .map(|(place, column)| {
                let target = place == table.target;
                let kind = match column.kind {
                    _ if target && column.kind == ColumnKind::Number => "number, predicted",
                    _ if target => "classes, predicted",
                    ColumnKind::Number => "number",
                    ColumnKind::Category => "category",
                    ColumnKind::Ignore => "left out",
                };
                Head { name: column.name.clone(), kind, target }
            })
            .collect(),
        None => {
            let number = |place: usize| Head { name: format!("number {}", place + 1), kind: "number", target: false };
            let answer = Head { name: "answer".into(), kind: "predicted", target: true };
            (0..dataset.shape.count().min(256)).map(number).chain([answer]).collect()
        }
    }
}

/// What a column of a data set holds for a sample.
pub(in crate::ui::panels) fn cell(dataset: &Dataset, sample: u32, column: usize, columns: usize) -> String {
    let at = sample as usize;
    match &dataset.table {
        Some(table) => {
            let row = table.rows.get(at).copied().unwrap_or(0) as usize;
            table.sheet.cell(row, column).to_owned()
        }
        None if column + 1 == columns => match &dataset.targets {
            crate::data::Targets::Numbers { values, width } => values.get(at * width).map_or(String::new(), short),
            crate::data::Targets::Classes { .. } => class_of(dataset, sample).unwrap_or("").to_owned(),
        },
        None => match (dataset.numbers(at), dataset.bytes(at)) {
            (Some(numbers), _) => numbers.get(column).map_or(String::new(), short),
            (_, Some(bytes)) => bytes.get(column).map_or(String::new(), u8::to_string),
            _ => String::new(),
        },
    }
}

fn short(number: &f32) -> String {
    format!("{number:.4}")
}

fn head(ui: &mut Ui, heads: &[Head], [width, each]: [f32; 2]) {
    let colours = palette(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(width, HEAD), Sense::hover());
    ui.painter().rect_filled(rect, 5.0, colours.card);
    for (place, head) in heads.iter().enumerate() {
        let left = rect.left() + FIRST + place as f32 * each;
        if left > ui.clip_rect().right() || left + each < ui.clip_rect().left() {
            continue;
        }
        let ink = if head.target { colours.accent } else { colours.text };
        let corner = eframe::egui::pos2(left, rect.top() + 5.0);
        text(ui, corner, &head.name, theme::strong(TEXT), ink, each);
        text(ui, corner + vec2(0.0, 17.0), head.kind, theme::plain(LABEL), colours.dim, each);
    }
}

fn row(ui: &mut Ui, view: &mut DataView, dataset: &Dataset, heads: &[Head], sample: u32, [width, each]: [f32; 2]) {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, ROW), Sense::click());
    let picked = view.picked == Some(sample);
    let spoken = || {
        let cells: Vec<String> = heads
            .iter()
            .enumerate()
            .take(12)
            .map(|(place, head)| format!("{} {}", head.name, cell(dataset, sample, place, heads.len())))
            .collect();
        format!("Row {}: {}", sample + 1, cells.join(", "))
    };
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, picked, spoken()));
    if response.clicked() {
        view.picked = if picked { None } else { Some(sample) };
    }
    if picked || response.hovered() || response.has_focus() {
        let ground = if picked { colours.raised } else { colours.raised.gamma_multiply(0.6) };
        ui.painter().rect_filled(rect, 4.0, ground);
    }
    let top = rect.top() + 5.0;
    let number = crate::ui::words::grouped(u64::from(sample) + 1);
    text(ui, eframe::egui::pos2(rect.left() + 8.0, top), &number, theme::mono(LABEL), colours.faint, FIRST);
    for place in 0..heads.len() {
        let left = rect.left() + FIRST + place as f32 * each;
        if left > ui.clip_rect().right() || left + each < ui.clip_rect().left() {
            continue;
        }
        let words = cell(dataset, sample, place, heads.len());
        let (words, ink) = if words.is_empty() { ("–", colours.faint) } else { (words.as_str(), colours.dim) };
        let ink = if heads[place].target && ink != colours.faint { colours.text } else { ink };
        text(ui, eframe::egui::pos2(left, top), words, theme::mono(12.0), ink, each);
    }
    let line = Rect::from_min_size(rect.left_bottom() - vec2(0.0, 1.0), vec2(width, 1.0));
    ui.painter().rect_filled(line, 0.0, colours.line.gamma_multiply(0.5));
}

fn text(
    ui: &Ui,
    at: eframe::egui::Pos2,
    words: &str,
    font: eframe::egui::FontId,
    ink: eframe::egui::Color32,
    width: f32,
) {
    let galley = WidgetText::from(words).into_galley(ui, Some(TextWrapMode::Truncate), width - 12.0, font);
    ui.painter().galley(at.round(), galley, ink);
}
