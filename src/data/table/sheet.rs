//! A table of text: header and cells. Delimiter and header are guessed; rows that do not fit are reported, line by line.

use std::path::Path;

use csv::{ByteRecord, Reader, ReaderBuilder};

use crate::base::{Error, Result};
use crate::data::files::read_at_most;
use crate::data::progress::go_on;
use crate::data::{Options, Progress, Report};

/// What may stand between two cells.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// So many bytes are looked at to find out which it is.
const LOOKED_AT: usize = 1 << 16;
/// A longer cell means that a quotation mark was never closed.
const LONGEST_CELL: usize = 1 << 16;
const MOST_COLUMNS: usize = 4096;
/// So many rows that do not fit are named; the rest is counted.
const NAMED: usize = 100;

/// A table of text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// The names of the columns, all different.
    pub names: Vec<String>,
    /// Whether a comma may stand for the decimal point.
    pub decimal_comma: bool,
    /// The line of the file that each row begins on, counted from 1.
    pub lines: Vec<u64>,
    text: String,
    /// Where each cell ends in the text, row after row.
    ends: Vec<usize>,
}

impl Sheet {
    /// Reads a file. Rows that do not fit the header go into the report.
    ///
    /// # Errors
    /// If the file is no table of text, or larger than the options allow.
    pub(super) fn read(path: &Path, options: &Options, report: &mut Report, progress: &dyn Progress) -> Result<Sheet> {
        progress.step(0, 0, "reading the table");
        let refuse = |reason: String| Error::input(format!("{} cannot be read: {reason}.", path.display()));
        let bytes = read_at_most(path, options.max_bytes).map_err(refuse)?;
        Sheet::parse(&path.display().to_string(), &bytes, report, progress)
    }

    /// Reads a table from its bytes; `name` is what people call it.
    pub(in crate::data) fn parse(
        name: &str,
        bytes: &[u8],
        report: &mut Report,
        progress: &dyn Progress,
    ) -> Result<Sheet> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let start = &bytes[..bytes.len().min(LOOKED_AT)];
        if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
            return Err(Error::input(format!("{name} is text in UTF-16; save it as UTF-8.")));
        }
        if start.contains(&0) {
            return Err(Error::input(format!("{name} is not a table of text: it holds zero bytes.")));
        }
        let delimiter = delimiter(start, start.len() < bytes.len()).ok_or_else(|| {
            Error::input(format!(
                "{name} has only one column; a table needs one to predict and at least one to learn from, separated by \
                 commas, semicolons or tabs."
            ))
        })?;
        let mut reader = reader(bytes, delimiter);
        let mut record = ByteRecord::new();
        let broken = |error: csv::Error| Error::input(format!("{name} cannot be read as a table: {error}."));
        reader.read_byte_record(&mut record).map_err(broken)?;
        if record.len() > MOST_COLUMNS {
            let sentence = format!("{name} has {} columns; at most {MOST_COLUMNS} can be opened.", record.len());
            return Err(Error::input(sentence));
        }
        let has_header = is_header(&record);
        let names = if has_header { header(&record) } else { (1..=record.len()).map(column_name).collect() };
        let mut sheet = Sheet { names, decimal_comma: delimiter != b',', ..Sheet::default() };
        let mut misfits = 0;
        let mut more = has_header.then(|| reader.read_byte_record(&mut record)).transpose().map_err(broken)?;
        while more.unwrap_or(true) {
            let line = record.position().map_or(0, |position| position.line());
            match sheet.misfit(&record) {
                Some(reason) => {
                    misfits += 1;
                    if misfits <= NAMED {
                        report.skip(format!("line {line}"), reason);
                    }
                }
                None => sheet.push(&record, line),
            }
            if sheet.lines.len().is_multiple_of(4096) {
                go_on(progress)?;
            }
            more = Some(reader.read_byte_record(&mut record).map_err(broken)?);
        }
        if misfits > NAMED {
            report.warn(format!("{} further lines do not fit the header and are left out.", misfits - NAMED));
        }
        if sheet.lines.is_empty() {
            let first = report.skipped.first();
            let why = first.map_or(String::new(), |first| format!(" In {}, {}.", first.name, first.reason));
            return Err(Error::input(format!("{name} holds no rows that can be used below its header.{why}")));
        }
        Ok(sheet)
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// A cell, without spaces around it; empty where there is none.
    pub fn cell(&self, row: usize, column: usize) -> &str {
        let place = row * self.names.len() + column;
        let end = self.ends.get(place).copied().unwrap_or(0);
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..end).unwrap_or("")
    }

    /// The number in a cell; `None` where there is none that a network can take.
    pub fn number(&self, row: usize, column: usize) -> Option<f64> {
        number(self.cell(row, column), self.decimal_comma)
    }

    fn misfit(&self, record: &ByteRecord) -> Option<String> {
        if let Some(place) = record.iter().position(|cell| cell.len() > LONGEST_CELL) {
            let column = self.names.get(place).map_or("", String::as_str);
            return Some(format!("the cell of column “{column}” never ends; a quotation mark is missing"));
        }
        let (cells, columns) = (record.len(), self.names.len());
        (cells != columns).then(|| format!("it has {cells} cells where the header has {columns}"))
    }

    fn push(&mut self, record: &ByteRecord, line: u64) {
        for cell in record {
            self.text.push_str(String::from_utf8_lossy(cell).trim());
            self.ends.push(self.text.len());
        }
        self.lines.push(line);
    }
}

/// Whether a cell says that nothing is known.
pub(super) fn is_missing(cell: &str) -> bool {
    cell.is_empty() || ["?", "NA", "N/A", "#N/A", "NaN", "nan", "NULL", "null", "n/a", "-"].contains(&cell)
}

fn number(cell: &str, decimal_comma: bool) -> Option<f64> {
    let plain = cell.parse::<f64>().ok();
    let number = match plain {
        None if decimal_comma && !cell.contains('.') => cell.replacen(',', ".", 1).parse().ok(),
        other => other,
    };
    // What a 32-bit number cannot hold would be infinite on the device.
    number.filter(|number| number.abs() < 1e30)
}

fn reader(bytes: &[u8], delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes)
}

/// The delimiter that gives the most equal rows, and of those the most columns; `None` if none gives two columns.
fn delimiter(start: &[u8], cut: bool) -> Option<u8> {
    let score = |delimiter: u8| {
        let mut widths: Vec<usize> = reader(start, delimiter)
            .into_byte_records()
            .take(100)
            .filter_map(Result::ok)
            .map(|record| record.len())
            .collect();
        if cut && widths.len() > 1 && widths.len() < 100 {
            widths.pop();
        }
        let first = *widths.first()?;
        let equal = widths.iter().filter(|&&width| width == first).count();
        (first > 1).then_some((10 * equal / widths.len(), first))
    };
    let scored = DELIMITERS.iter().rev().filter_map(|&delimiter| Some((score(delimiter)?, delimiter)));
    scored.max_by_key(|(score, _)| *score).map(|(_, delimiter)| delimiter)
}

/// A first row without any number names the columns.
fn is_header(record: &ByteRecord) -> bool {
    record.iter().all(|cell| number(String::from_utf8_lossy(cell).trim(), true).is_none())
}

fn header(record: &ByteRecord) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (place, cell) in record.iter().enumerate() {
        let name = String::from_utf8_lossy(cell).trim().to_owned();
        let name = if name.is_empty() { column_name(place + 1) } else { name };
        let mut free = name.clone();
        let mut again = 2;
        while names.contains(&free) {
            free = format!("{name} ({again})");
            again += 1;
        }
        names.push(free);
    }
    names
}

fn column_name(number: usize) -> String {
    format!("column {number}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Silent;

    fn parse(text: &str) -> (Result<Sheet>, Report) {
        let mut report = Report::default();
        (Sheet::parse("t.csv", text.as_bytes(), &mut report, &Silent), report)
    }

    #[test]
    fn delimiters_headers_and_decimal_commas_are_found() {
        let sheet = parse("\u{feff}a;b\n1,5;x\n\"2;5\";y\n").0.unwrap();
        assert_eq!(sheet.names, ["a", "b"]);
        assert_eq!((sheet.number(0, 0), sheet.cell(1, 0), sheet.rows()), (Some(1.5), "2;5", 2));
        let bare = parse("1,2\n3,4\n").0.unwrap();
        assert_eq!((bare.names.as_slice(), bare.rows()), (&["column 1".to_owned(), "column 2".to_owned()][..], 2));
        let tabs = parse("a\ta\t\nx, y\t1\t2\n").0.unwrap();
        assert_eq!((tabs.names.join("|"), tabs.cell(0, 0)), ("a|a (2)|column 3".to_owned(), "x, y"));
        assert_eq!(parse("a,b\n1e300,nan\n").0.unwrap().number(0, 0), None);
    }

    #[test]
    fn what_does_not_fit_is_named_by_its_line() {
        let (sheet, report) = parse("a,b\n1,2\n3\n\"4\n5\",6\n7,8,9\n1,2\n");
        assert_eq!(sheet.unwrap().lines, [2, 4, 7]);
        let words: Vec<String> = report.skipped.iter().map(|s| format!("{}: {}", s.name, s.reason)).collect();
        assert_eq!(words[0], "line 3: it has 1 cells where the header has 2");
        assert!(words[1].starts_with("line 6: it has 3"), "{words:?}");
        let (sheet, report) = parse(&format!("a,b\n1,2\n\"3,4\n{}", "5,6\n".repeat(40_000)));
        assert_eq!(sheet.unwrap().rows(), 1);
        assert!(report.skipped[0].reason.contains("column “a”"), "{:?}", report.skipped[0]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        for (text, words) in [("one\ntwo\n", "only one column"), ("a,b\n", "no rows"), ("a\0,b\n", "zero bytes")] {
            let error = parse(text).0.unwrap_err().to_string();
            assert!(error.contains(words) && error.contains("t.csv"), "{error}");
        }
    }
}
