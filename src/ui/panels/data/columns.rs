//! Settings of a table: which column is predicted, what each holds, what stands for what is missing.

use eframe::egui::Ui;

use super::settings::note;
use crate::data::{ColumnKind, Missing, Table, TableOptions};
use crate::ui::widgets::form::{choice, menu};
use crate::ui::widgets::section;
use crate::ui::words::grouped;

const KINDS: [ColumnKind; 3] = [ColumnKind::Number, ColumnKind::Category, ColumnKind::Ignore];
const MISSING: [Missing; 3] = [Missing::Mean, Missing::MostFrequent, Missing::DropRow];
/// So many columns have a line of their own; wider tables are set on the command line's project file.
const LINES: usize = 200;

/// Draws them.
pub(super) fn show(ui: &mut Ui, table: &Table, options: &mut TableOptions) {
    section(ui, "Predict");
    let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    let now = options.target.as_deref().and_then(|name| names.iter().position(|other| *other == name));
    let mut target = now.unwrap_or(table.target);
    let predict = "Column to predict";
    if menu(ui, "Column", predict, &names, &mut target).changed() {
        options.target = Some(names[target].to_owned());
    }
    let mut missing = MISSING.iter().position(|how| *how == options.missing).unwrap_or(0);
    let words = ["Mean", "Most frequent", "Leave row out"];
    if choice(ui, "Missing numbers", &words, &mut missing).changed() {
        options.missing = MISSING[missing];
    }
    note(
        ui,
        "A missing category is taken to be the most frequent one. Numbers are standardised, categories one-hot encoded.",
    );
    ui.add_space(6.0);
    section(ui, "Columns");
    for column in table.columns.iter().take(LINES) {
        let chosen = options.columns.get(&column.name).copied().unwrap_or(column.kind);
        let mut kind = KINDS.iter().position(|kind| *kind == chosen).unwrap_or(0);
        let words = ["Number", "Category", "Leave out"];
        let control = format!("What “{}” holds", column.name);
        ui.push_id(&column.name, |ui| {
            if menu(ui, &column.name, &control, &words, &mut kind).changed() {
                options.columns.insert(column.name.clone(), KINDS[kind]);
            }
        });
        let remark = match &column.reason {
            Some(reason) => format!("Left out: {reason}."),
            None if column.missing > 0 => format!("{} missing.", grouped(column.missing as u64)),
            None => continue,
        };
        // Closer to its own line than to the next.
        ui.add_space(-4.0);
        note(ui, &remark);
        ui.add_space(4.0);
    }
    if table.columns.len() > LINES {
        note(ui, &format!("{} further columns.", grouped((table.columns.len() - LINES) as u64)));
    }
}
