//! A table becomes a data set: rows are chosen and shared out, the training part is learnt from, all rows are encoded.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::sheet::is_missing;
use super::{Column, ColumnKind, Encoding, Missing, Sheet, Table, guess};
use crate::base::{Error, Result, Shape};
use crate::data::dataset::{counted, grouped};
use crate::data::plan::plan;
use crate::data::progress::go_on;
use crate::data::split::{Own, split};
use crate::data::{Dataset, Inputs, Kind, Options, Progress, Report, Targets};

/// More classes than this are no classes but an identity.
const MOST_CLASSES: usize = 1000;

/// Opens a table and learns from its training part how rows become numbers.
pub(in crate::data) fn open(path: &Path, options: &Options, progress: &dyn Progress) -> Result<Dataset> {
    let mut report = Report::default();
    let name = path.display().to_string();
    let sheet = Sheet::read(path, options, &mut report, progress)?;
    let (columns, target) = guess::look(&name, &sheet, &options.table)?;
    if !columns.iter().enumerate().any(|(place, column)| place != target && column.kind != ColumnKind::Ignore) {
        let sentence = format!("{name} has no column to learn from beside “{}”.", columns[target].name);
        return Err(Error::input(sentence));
    }
    let rows = chosen(&name, &sheet, &columns, target, options.table.missing, &mut report)?;
    tell(&sheet, &columns, target, options.table.missing, &mut report);
    let classes = (columns[target].kind == ColumnKind::Category).then(|| classes(&sheet, target, &rows));
    if let Some(classes) = &classes {
        check_classes(&name, &columns[target].name, classes.len())?;
    }
    let found = Found { name, sheet, columns, target, rows, report };
    found.finish(classes, None, options, progress)
}

/// Opens a table for a network that was trained on another: with its encoding and its classes (none where it predicts
/// numbers). Rows of other classes are left out.
///
/// # Errors
/// If the table cannot be read or lacks a column.
pub fn open_as(
    path: &Path,
    options: &Options,
    encoding: &Encoding,
    classes: &[String],
    progress: &dyn Progress,
) -> Result<Dataset> {
    let mut report = Report::default();
    let name = path.display().to_string();
    let sheet = Sheet::read(path, options, &mut report, progress)?;
    let mut wanted = options.table.clone();
    wanted.target = Some(encoding.target.clone());
    let kind = if classes.is_empty() { ColumnKind::Number } else { ColumnKind::Category };
    wanted.columns.insert(encoding.target.clone(), kind);
    let (columns, target) = guess::look(&name, &sheet, &wanted)?;
    let mut rows = chosen(&name, &sheet, &columns, target, options.table.missing, &mut report)?;
    let all = rows.len();
    if !classes.is_empty() {
        rows.retain(|&row| classes.iter().any(|class| class == sheet.cell(row as usize, target)));
    }
    if rows.len() < all {
        let strangers = counted(all - rows.len(), "row has", "rows have");
        report.warn(format!("{strangers} a class that the network does not know and cannot be used."));
    }
    let found = Found { name, sheet, columns, target, rows, report };
    let classes = (!classes.is_empty()).then(|| classes.to_vec());
    found.finish(classes, Some(encoding), options, progress)
}

/// Every row of a table as the inputs of a trained network, not yet scaled, and the line that each stands on. The
/// column that is predicted need not be there.
///
/// # Errors
/// If the table cannot be read or lacks a column.
pub fn rows_of(path: &Path, options: &Options, encoding: &Encoding) -> Result<(Vec<f32>, Vec<u64>, Report)> {
    let mut report = Report::default();
    let sheet = Sheet::read(path, options, &mut report, &crate::data::Silent)?;
    let places = encoding.places(&sheet).map_err(|why| Error::input(format!("{}: {why}.", path.display())))?;
    let mut inputs = Vec::with_capacity(sheet.rows() * encoding.width());
    (0..sheet.rows()).for_each(|row| encoding.encode(&sheet, &places, row, &mut inputs));
    Ok((inputs, sheet.lines, report))
}

/// A table whose rows are chosen.
struct Found {
    name: String,
    sheet: Sheet,
    columns: Vec<Column>,
    target: usize,
    rows: Vec<u32>,
    report: Report,
}

impl Found {
    fn finish(
        self,
        classes: Option<Vec<String>>,
        given: Option<&Encoding>,
        options: &Options,
        progress: &dyn Progress,
    ) -> Result<Dataset> {
        let Found { name, sheet, columns, target, rows, report } = self;
        let cell = |row: &u32| sheet.cell(*row as usize, target);
        let (targets, labels) = match classes {
            Some(names) => {
                let label = |row| names.iter().position(|class| class == cell(row)).unwrap_or(0) as u32;
                let labels: Vec<u32> = rows.iter().map(label).collect();
                (Targets::Classes { labels: labels.clone(), names }, labels)
            }
            None => {
                let number = |&row: &u32| sheet.number(row as usize, target).unwrap_or(0.0) as f32;
                (Targets::Numbers { values: rows.iter().map(number).collect(), width: 1 }, vec![0; rows.len()])
            }
        };
        let own = Own { train: (0..rows.len() as u32).collect(), validation: Vec::new(), test: Vec::new() };
        let parts = split(own, &labels, labels.iter().max().map_or(1, |&most| most as usize + 1), options);
        let learnt: Vec<u32> = parts.train.iter().map(|&sample| rows[sample as usize]).collect();
        let encoding = match given {
            Some(encoding) => encoding.clone(),
            None => Encoding::learn(&sheet, &columns, target, &learnt, options.table.missing),
        };
        let places = encoding.places(&sheet).map_err(|why| Error::input(format!("{name}: {why}.")))?;
        let shape = Shape::from([encoding.width()]);
        let bytes = plan(&name, rows.len(), &shape, 4, options)?;
        let mut numbers = Vec::with_capacity(bytes / 4);
        for (done, &row) in rows.iter().enumerate() {
            encoding.encode(&sheet, &places, row as usize, &mut numbers);
            if done.is_multiple_of(4096) {
                progress.step(done, rows.len(), "reading rows");
                go_on(progress)?;
            }
        }
        let table = Some(Arc::new(Table { sheet, columns, target, rows, encoding }));
        let (inputs, names) = (Inputs::Numbers(numbers), Vec::new());
        Ok(Dataset { kind: Kind::Csv, shape, inputs, targets, parts, names, table, report })
    }
}

/// The rows that can be used: what is to be predicted is known, and where so wanted everything else too.
fn chosen(
    name: &str,
    sheet: &Sheet,
    columns: &[Column],
    target: usize,
    how: Missing,
    report: &mut Report,
) -> Result<Vec<u32>> {
    if u32::try_from(sheet.rows()).is_err() {
        return Err(Error::input(format!("{name} holds more rows than can be counted.")));
    }
    let known = |row: usize, place: usize| match columns[place].kind {
        ColumnKind::Ignore => true,
        ColumnKind::Category => !is_missing(sheet.cell(row, place)),
        ColumnKind::Number => sheet.number(row, place).is_some(),
    };
    let mut rows: Vec<u32> = (0..sheet.rows()).filter(|&row| known(row, target)).map(|row| row as u32).collect();
    if rows.len() < sheet.rows() {
        let first = (0..sheet.rows()).find(|&row| !known(row, target)).unwrap_or(0);
        report.warn(format!(
            "{} no value in “{}”, the column to predict, and cannot be used (the first in line {}).",
            counted(sheet.rows() - rows.len(), "row has", "rows have"),
            columns[target].name,
            sheet.lines[first]
        ));
    }
    if how == Missing::DropRow {
        let before = rows.len();
        rows.retain(|&row| (0..columns.len()).all(|place| known(row as usize, place)));
        if rows.len() < before {
            let dropped = counted(before - rows.len(), "row misses", "rows miss");
            report.warn(format!("{dropped} something and are left out, as chosen."));
        }
    }
    match rows.is_empty() {
        true => Err(Error::input(format!("{name} holds no row in which nothing is missing that must be known."))),
        false => Ok(rows),
    }
}

/// Says which columns are left out and where something is missing.
fn tell(sheet: &Sheet, columns: &[Column], target: usize, how: Missing, report: &mut Report) {
    for (place, column) in columns.iter().enumerate().filter(|(place, _)| *place != target) {
        if let Some(reason) = &column.reason {
            report.warn(format!("The column “{}” is left out: {reason}.", column.name));
        }
        if column.kind == ColumnKind::Ignore || column.missing == 0 || how == Missing::DropRow {
            continue;
        }
        let is_number = column.kind == ColumnKind::Number;
        let lacks = |row: &usize| match is_number {
            true => sheet.number(*row, place).is_none(),
            false => is_missing(sheet.cell(*row, place)),
        };
        let first = (0..sheet.rows()).find(lacks).unwrap_or(0);
        let cell = sheet.cell(first, place);
        let line = sheet.lines[first];
        let shown = if is_missing(cell) { format!("in line {line}") } else { format!("“{cell}” in line {line}") };
        let first = if column.missing == 1 { "" } else { "the first " };
        let what = if is_number { "number" } else { "category" };
        let several = if is_number { "numbers" } else { "categories" };
        let stand = match (is_number, how) {
            (true, Missing::Mean) => "mean of the training part",
            _ => "most frequent one",
        };
        report.warn(format!(
            "The column “{}” misses {} ({first}{shown} of the file); the {stand} stands for {}.",
            column.name,
            counted(column.missing, what, several),
            if column.missing == 1 { "it" } else { "them" },
        ));
    }
}

/// The different words of the column to predict: as numbers if all are, else in the order of their letters.
fn classes(sheet: &Sheet, target: usize, rows: &[u32]) -> Vec<String> {
    let words: BTreeSet<&str> = rows.iter().map(|&row| sheet.cell(row as usize, target)).collect();
    let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    let numbers: Option<Vec<f64>> = words.iter().map(|word| word.parse().ok()).collect();
    if numbers.is_some() {
        words.sort_by(|a, b| a.parse().unwrap_or(0.0f64).total_cmp(&b.parse().unwrap_or(0.0)));
    }
    words
}

fn check_classes(name: &str, column: &str, classes: usize) -> Result<()> {
    match classes {
        0 | 1 => Err(Error::input(format!(
            "{name}: the column “{column}” holds only one class; a network needs at least two to tell apart. Choose \
             another column to predict."
        ))),
        2..=MOST_CLASSES => Ok(()),
        _ => Err(Error::input(format!(
            "{name}: the column “{column}” holds {} different words, too many for classes. Choose another column to \
             predict.",
            grouped(classes)
        ))),
    }
}
