//! Samples as rows of cells, for tables and for samples that are plain numbers; only what is in sight is drawn.

use std::sync::Arc;

use eframe::egui::{Color32, Ui};

use super::view::DataView;
use super::wall::class_of;
use crate::data::{ColumnKind, Dataset, Targets};
use crate::ui::theme::{Palette, palette};
use crate::ui::widgets::table::{Cells, Column, table};

/// Draws the table into the room that is left. Returns how many rows were drawn.
pub(super) fn show(ui: &mut Ui, view: &mut DataView, dataset: &Arc<Dataset>) -> usize {
    let heads = heads(dataset);
    let count = view.shown(dataset).len();
    let rows = Rows { view, dataset, heads: &heads, colours: palette(ui) };
    let shown = table(ui, &heads, count, view.picked, &rows);
    if let Some(sample) = shown.clicked {
        view.picked = (view.picked != Some(sample)).then_some(sample);
    }
    shown.drawn
}

struct Rows<'a> {
    view: &'a DataView,
    dataset: &'a Dataset,
    heads: &'a [Column],
    colours: &'static Palette,
}

impl Cells for Rows<'_> {
    fn sample(&self, row: usize) -> Option<u32> {
        self.view.found().get(row).copied()
    }

    fn spoken(&self, sample: u32) -> String {
        let word = |(at, head): (usize, &Column)| format!("{} {}", head.name, self.words(sample, at));
        let cells: Vec<String> = self.heads.iter().enumerate().take(12).map(word).collect();
        format!("Row {}: {}", sample + 1, cells.join(", "))
    }

    fn cell(&self, sample: u32, column: usize) -> (String, Color32) {
        match self.words(sample, column) {
            words if words.is_empty() => ("–".to_owned(), self.colours.faint),
            words if self.heads[column].marked => (words, self.colours.text),
            words => (words, self.colours.dim),
        }
    }
}

impl Rows<'_> {
    fn words(&self, sample: u32, column: usize) -> String {
        cell(self.dataset, sample, column, self.heads.len())
    }
}

/// The columns of a data set.
pub(in crate::ui::panels) fn heads(dataset: &Dataset) -> Vec<Column> {
    match &dataset.table {
        Some(table) => table
            .columns
            .iter()
            .enumerate()
            .map(|(place, column)| {
                let target = place == table.target;
                let kind = match column.kind {
                    _ if target && column.kind == ColumnKind::Number => "number, predicted",
                    _ if target => "category, predicted",
                    ColumnKind::Number => "number",
                    ColumnKind::Category => "category",
                    ColumnKind::Ignore => "left out",
                };
                let counts = column.kind == ColumnKind::Ignore && column.numbers >= table.rows.len();
                let numbers = column.kind == ColumnKind::Number || counts;
                Column { name: column.name.clone(), kind, marked: target, numbers }
            })
            .collect(),
        None => {
            let number = |place: usize| Column {
                name: format!("number {}", place + 1),
                kind: "number",
                marked: false,
                numbers: true,
            };
            let numbers = matches!(dataset.targets, Targets::Numbers { .. });
            let answer = Column { name: "target".into(), kind: "predicted", marked: true, numbers };
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
            Targets::Numbers { values, width } => values.get(at * width).map_or(String::new(), short),
            Targets::Classes { .. } => class_of(dataset, sample).unwrap_or("").to_owned(),
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
