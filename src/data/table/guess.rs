//! What the columns of a table hold, and which of them is predicted, as far as one can tell by looking.

use std::collections::HashSet;

use super::sheet::is_missing;
use super::{Column, ColumnKind, MOST_DISTINCT, Sheet, TableOptions};
use crate::base::{Error, Result};
use crate::data::dataset::grouped;

/// Names of columns that are usually predicted.
const TARGETS: [&str; 9] = ["target", "label", "labels", "class", "y", "outcome", "species", "quality", "churn"];
/// Names of columns that only number the rows.
const NUMBERINGS: [&str; 6] = ["id", "index", "row", "no", "unnamed: 0", "row_id"];
/// More different words than this make no useful inputs.
const MOST_WORDS: usize = 100;
/// Whole numbers to be predicted are classes if there are at most so many different ones.
const MOST_CLASSES: usize = 20;

/// Looks at every column and finds the one to predict.
///
/// # Errors
/// If the options name a column that there is not, or want numbers where there are none.
pub(super) fn look(name: &str, sheet: &Sheet, options: &TableOptions) -> Result<(Vec<Column>, usize)> {
    let known = |column: &String| {
        sheet.names.iter().position(|name| name == column).ok_or_else(|| {
            let names = sheet.names.join("”, “");
            Error::input(format!("{name} has no column “{column}”; it has “{names}”."))
        })
    };
    let mut columns: Vec<Column> = (0..sheet.names.len()).map(|place| look_at(sheet, place)).collect();
    let target = match &options.target {
        Some(column) => known(column)?,
        None => guess_target(&columns),
    };
    // What is predicted is known by its kind alone: words and few whole numbers are classes.
    columns[target].reason = None;
    columns[target].kind = target_kind(sheet, target, &columns[target]);
    for (column, kind) in &options.columns {
        // A saved choice outlives a file that lost the column; the rest of the choices still hold.
        let Some(place) = sheet.names.iter().position(|name| name == column) else { continue };
        if *kind == ColumnKind::Number && columns[place].numbers == 0 {
            let cell = (0..sheet.rows()).find(|&row| !is_missing(sheet.cell(row, place))).unwrap_or(0);
            return Err(Error::input(format!(
                "{name}: the column “{column}” holds no numbers; line {} has “{}”. Choose “category” for it.",
                sheet.lines[cell],
                sheet.cell(cell, place)
            )));
        }
        if place != target || *kind != ColumnKind::Ignore {
            (columns[place].kind, columns[place].reason) = (*kind, None);
        }
    }
    for (place, column) in columns.iter_mut().enumerate().filter(|(_, column)| column.kind == ColumnKind::Number) {
        column.missing = (0..sheet.rows()).filter(|&row| sheet.number(row, place).is_none()).count();
    }
    Ok((columns, target))
}

fn look_at(sheet: &Sheet, place: usize) -> Column {
    let (mut missing, mut numbers) = (0, 0);
    let mut distinct = HashSet::new();
    for row in 0..sheet.rows() {
        let cell = sheet.cell(row, place);
        if is_missing(cell) {
            missing += 1;
            continue;
        }
        numbers += usize::from(sheet.number(row, place).is_some());
        if distinct.len() < MOST_DISTINCT {
            distinct.insert(cell);
        }
    }
    let (name, present, distinct) = (sheet.names[place].clone(), sheet.rows() - missing, distinct.len());
    // A few slips of the pen do not make words of a column of numbers.
    let slips = present - numbers;
    let is_number = numbers > 0 && (slips == 0 || slips * 20 <= present && distinct > 20);
    let numbering = NUMBERINGS.contains(&name.to_lowercase().as_str()) && distinct == present.min(MOST_DISTINCT);
    let reason = if present == 0 {
        Some("it is empty".to_owned())
    } else if distinct == 1 && missing == 0 {
        Some("it holds the same everywhere".to_owned())
    } else if is_number {
        numbering.then(|| "it only numbers the rows".to_owned())
    } else {
        let many = distinct > MOST_WORDS || present > 20 && 2 * distinct > present;
        let more = if distinct == MOST_DISTINCT { "at least " } else { "" };
        many.then(|| format!("it holds {more}{} different words", grouped(distinct)))
    };
    let kind = match (&reason, is_number) {
        (Some(_), _) => ColumnKind::Ignore,
        (None, true) => ColumnKind::Number,
        (None, false) => ColumnKind::Category,
    };
    Column { name, kind, missing, distinct, numbers, reason }
}

/// A column with a telling name, else the last that is of any use, else the last.
fn guess_target(columns: &[Column]) -> usize {
    let telling = columns.iter().position(|column| TARGETS.contains(&column.name.to_lowercase().as_str()));
    let last = columns.iter().rposition(|column| column.kind != ColumnKind::Ignore);
    telling.or(last).unwrap_or(columns.len() - 1)
}

fn target_kind(sheet: &Sheet, place: usize, column: &Column) -> ColumnKind {
    let whole = |row: usize| sheet.number(row, place).is_none_or(|number| number.fract() == 0.0);
    let present = sheet.rows() - column.missing;
    let words = column.numbers == 0 || (present - column.numbers) * 20 > present;
    let few = column.distinct <= MOST_CLASSES && 2 * column.distinct <= present;
    if words || few && (0..sheet.rows()).all(whole) { ColumnKind::Category } else { ColumnKind::Number }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Report, Silent};

    fn guess(text: &str, options: &TableOptions) -> Result<(Vec<Column>, usize)> {
        let sheet = Sheet::parse("t.csv", text.as_bytes(), &mut Report::default(), &Silent).unwrap();
        look("t.csv", &sheet, options)
    }

    fn table() -> String {
        let row = |row: usize| {
            let age = if row == 7 { "old".to_owned() } else { (20 + row).to_string() };
            format!("{row},{age},{},same,name{row},{},{}\n", ["red", "blue", ""][row % 3], row % 2, row as f64 * 1.5)
        };
        "id,age,colour,always,name,survived,price\n".to_owned() + &(0..40).map(row).collect::<String>()
    }

    #[test]
    fn columns_are_what_they_look_like() {
        use ColumnKind::{Category, Ignore, Number};
        let (columns, target) = guess(&table(), &TableOptions::default()).unwrap();
        let kinds: Vec<ColumnKind> = columns.iter().map(|column| column.kind).collect();
        assert_eq!(kinds, [Ignore, Number, Category, Ignore, Ignore, Number, Number]);
        assert_eq!(target, 6);
        assert_eq!((columns[1].missing, columns[2].missing, columns[2].distinct), (1, 13, 2));
        assert_eq!(columns[4].reason.as_deref(), Some("it holds 40 different words"));
    }

    #[test]
    fn what_is_chosen_is_done_or_refused_with_the_place() {
        let mut options = TableOptions { target: Some("survived".into()), ..TableOptions::default() };
        options.columns.insert("age".into(), ColumnKind::Ignore);
        options.columns.insert("gone".into(), ColumnKind::Number);
        let (columns, target) = guess(&table(), &options).unwrap();
        assert_eq!((target, columns[5].kind, columns[1].kind), (5, ColumnKind::Category, ColumnKind::Ignore));
        options.columns.insert("name".into(), ColumnKind::Number);
        let error = guess(&table(), &options).unwrap_err().to_string();
        assert!(error.contains("“name”") && error.contains("line 2 has “name0”"), "{error}");
        let error = guess(&table(), &TableOptions { target: Some("sex".into()), ..TableOptions::default() });
        assert!(error.unwrap_err().to_string().contains("no column “sex”"));
    }
}
