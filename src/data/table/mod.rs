//! Tables as text (CSV): what each column holds, which one is predicted, and how rows become numbers.
//! The reading stands in `sheet`, the guessing in `guess`, what is learnt from the training part in `encoding`.

mod encoding;
mod guess;
mod open;
mod sheet;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use encoding::{Encoding, Feature, Values};
pub(super) use open::open;
pub use open::{open_as, rows_of};
pub use sheet::Sheet;

/// How a table is read. What is not said here is guessed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TableOptions {
    /// The name of the column to be predicted; `None`: one called “target”, “class” or the like, else the last one.
    pub target: Option<String>,
    /// What columns hold, by their names, where it is not to be guessed.
    pub columns: BTreeMap<String, ColumnKind>,
    /// What happens where a cell is empty.
    pub missing: Missing,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    /// Numbers: one input, standardised.
    Number,
    /// One of several words: an input for each of them, 1 where it stands and 0 elsewhere (one-hot).
    Category,
    /// Nothing that a network should see.
    Ignore,
}

/// What happens where a cell is empty. Words that are missing are always taken to be the most frequent one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// A number that is missing is taken to be the mean of its column in the training part.
    #[default]
    Mean,
    /// A number that is missing is taken to be the most frequent one of its column in the training part.
    MostFrequent,
    /// A row that misses anything is left out.
    DropRow,
}

/// A table that became a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The text as it was read.
    pub sheet: Sheet,
    /// What is known of each column, in the order of the file.
    pub columns: Vec<Column>,
    /// The place of the column that is predicted.
    pub target: usize,
    /// The row of the sheet that each sample comes from.
    pub rows: Vec<u32>,
    /// How a row becomes numbers.
    pub encoding: Encoding,
}

/// What is known of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name in the header.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// How many of its cells are empty, or no numbers where numbers are wanted.
    pub missing: usize,
    /// How many different cells it has; counted up to [`MOST_DISTINCT`].
    pub distinct: usize,
    /// How many of its cells are numbers.
    pub numbers: usize,
    /// Why it is left out, if that is not the person's own wish.
    pub reason: Option<String>,
}

/// Different cells of a column are counted up to here.
pub const MOST_DISTINCT: usize = 10_000;
