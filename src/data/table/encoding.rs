//! How rows of a table become numbers: learnt from the training part, kept with the model, used for every later row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::sheet::is_missing;
use super::{Column, ColumnKind, Missing, Sheet};

/// What turns the cells of a row into inputs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Encoding {
    /// The columns that are learnt from, in the order of the inputs.
    pub features: Vec<Feature>,
    /// The column that is predicted.
    pub target: String,
}

/// A column that is learnt from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// Its name in the header.
    pub name: String,
    /// What its cells become.
    pub values: Values,
}

/// What cells become.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Values {
    /// One number; the given one where there is none.
    Number {
        /// Stands for what is missing.
        missing: f64,
    },
    /// A number for each word: 1 for the word that stands there, 0 for the others. All are 0 for an unknown word.
    Words {
        /// The words, in order.
        words: Vec<String>,
        /// The place of the word that stands for what is missing.
        missing: usize,
    },
}

impl Encoding {
    /// Learns from the given rows of a sheet.
    pub(super) fn learn(sheet: &Sheet, columns: &[Column], target: usize, rows: &[u32], how: Missing) -> Encoding {
        let learn = |(place, column): (usize, &Column)| {
            let values = match column.kind {
                _ if place == target => return None,
                ColumnKind::Ignore => return None,
                ColumnKind::Number => Values::Number { missing: middle(sheet, place, rows, how) },
                ColumnKind::Category => words(sheet, place, rows),
            };
            Some(Feature { name: column.name.clone(), values })
        };
        let features = columns.iter().enumerate().filter_map(learn).collect();
        Encoding { features, target: sheet.names[target].clone() }
    }

    /// How many inputs a row becomes.
    pub fn width(&self) -> usize {
        self.features.iter().map(|feature| feature.values.width()).sum()
    }

    /// What each input is called: the column, or the column and the word that it stands for.
    pub fn inputs(&self) -> Vec<String> {
        let each = |feature: &Feature| match &feature.values {
            Values::Number { .. } => vec![feature.name.clone()],
            Values::Words { words, .. } => words.iter().map(|word| format!("{}: {word}", feature.name)).collect(),
        };
        self.features.iter().flat_map(each).collect()
    }

    /// For each input whether it is a 0 or 1 that stands for a word, and so is not to be scaled.
    pub fn is_word(&self) -> Vec<bool> {
        let each = |feature: &Feature| vec![matches!(feature.values, Values::Words { .. }); feature.values.width()];
        self.features.iter().flat_map(each).collect()
    }

    /// Where the sheet has each feature; the error names the first column that it lacks.
    pub(super) fn places(&self, sheet: &Sheet) -> Result<Vec<usize>, String> {
        let place = |feature: &Feature| {
            let found = sheet.names.iter().position(|name| *name == feature.name);
            found.ok_or_else(|| format!("it has no column “{}”, which the network was trained on", feature.name))
        };
        self.features.iter().map(place).collect()
    }

    /// Appends the inputs of a row, given where the sheet has each feature.
    pub(super) fn encode(&self, sheet: &Sheet, places: &[usize], row: usize, out: &mut Vec<f32>) {
        for (feature, &place) in self.features.iter().zip(places) {
            match &feature.values {
                Values::Number { missing } => out.push(sheet.number(row, place).unwrap_or(*missing) as f32),
                Values::Words { words, missing } => {
                    let cell = sheet.cell(row, place);
                    let hot = match is_missing(cell) {
                        true => Some(*missing),
                        false => words.binary_search_by(|word| word.as_str().cmp(cell)).ok(),
                    };
                    out.extend((0..words.len()).map(|word| f32::from(hot == Some(word))));
                }
            }
        }
    }
}

impl Values {
    /// How many inputs a cell becomes.
    pub fn width(&self) -> usize {
        match self {
            Values::Number { .. } => 1,
            Values::Words { words, .. } => words.len(),
        }
    }
}

/// The mean or the most frequent number of a column; 0 where it has none.
fn middle(sheet: &Sheet, place: usize, rows: &[u32], how: Missing) -> f64 {
    let numbers = rows.iter().filter_map(|&row| sheet.number(row as usize, place));
    match how {
        Missing::MostFrequent => {
            let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
            numbers.for_each(|number| *counts.entry(number.to_bits()).or_default() += 1);
            counts.into_iter().max_by_key(|(_, count)| *count).map_or(0.0, |(bits, _)| f64::from_bits(bits))
        }
        Missing::Mean | Missing::DropRow => {
            let (sum, count) = numbers.fold((0.0, 0usize), |(sum, count), number| (sum + number, count + 1));
            sum / count.max(1) as f64
        }
    }
}

/// The words of a column in order, and the most frequent of them.
fn words(sheet: &Sheet, place: usize, rows: &[u32]) -> Values {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for cell in rows.iter().map(|&row| sheet.cell(row as usize, place)).filter(|cell| !is_missing(cell)) {
        *counts.entry(cell).or_default() += 1;
    }
    let missing = (0..).zip(&counts).max_by_key(|(_, (_, count))| **count).map_or(0, |(place, _)| place);
    Values::Words { words: counts.into_keys().map(str::to_owned).collect(), missing }
}

#[cfg(test)]
mod tests {
    use super::super::{TableOptions, guess};
    use super::*;
    use crate::data::{Report, Silent};

    #[test]
    fn only_the_given_rows_are_learnt_from() {
        let text = "size,colour,y\n1,red,a\n3,red,b\n,blue,a\n1000,green,b\n3,,a\n";
        let sheet = Sheet::parse("t.csv", text.as_bytes(), &mut Report::default(), &Silent).unwrap();
        let (columns, target) = guess::look("t.csv", &sheet, &TableOptions::default()).unwrap();
        let encoding = Encoding::learn(&sheet, &columns, target, &[0, 1, 2], Missing::Mean);
        assert_eq!((encoding.width(), encoding.target.as_str()), (3, "y"));
        assert_eq!(encoding.is_word(), [false, true, true]);
        let places = encoding.places(&sheet).unwrap();
        let mut numbers = Vec::new();
        (0..5).for_each(|row| encoding.encode(&sheet, &places, row, &mut numbers));
        let expected = [1., 0., 1., 3., 0., 1., 2., 1., 0., 1000., 0., 0., 3., 0., 1.];
        assert_eq!(numbers, expected, "the mean of 1 and 3, and an unknown green");
        let frequent = Encoding::learn(&sheet, &columns, target, &[0, 1, 4], Missing::MostFrequent);
        assert_eq!(frequent.features[0].values, Values::Number { missing: 3.0 });
    }
}
