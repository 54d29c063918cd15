//! Whose samples are on the wall, and in which order: everything that counts samples can be such a choice.

use super::words_of;
use crate::study::{Examination, Findings};

/// A set of samples behind a number, a cell, a bar or a point.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Choice {
    /// All of the part.
    #[default]
    Everything,
    /// A true class and what it was taken for.
    Cell(usize, usize),
    /// A true class.
    Truth(usize),
    /// What was taken for a class.
    Answer(usize),
    /// A bar of the reliability diagram.
    Bin(usize),
    /// Those whose class is not among so many likeliest.
    NotAmong(usize),
    /// Decisions for a class at a threshold: whether they belong to it, and whether they are taken for it.
    Decided {
        /// The class.
        class: usize,
        /// The probability from which on a sample is taken for it.
        threshold: f32,
        /// Whether the samples belong to the class; `None` for both.
        belongs: Option<bool>,
        /// Whether the samples are taken for the class.
        taken: bool,
    },
    /// True − predicted from the first number up to the second, itself left out.
    Residuals {
        /// Which of the predicted numbers.
        output: usize,
        /// From here on.
        from: f32,
        /// Up to here.
        to: f32,
    },
}

/// The order of the samples on the wall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// Wrong answers only, the most confident first; of numbers, the largest errors first.
    #[default]
    Mistakes,
    /// The least confident first; of numbers, the smallest errors first.
    LeastSure,
    /// As in the data set.
    All,
}

impl Choice {
    /// Its samples, by their places in the data set.
    pub fn samples(&self, found: &Examination) -> Vec<u32> {
        match (self, &found.findings) {
            (Choice::Everything, findings) => findings.samples().to_vec(),
            (Choice::Residuals { output, from, to }, Findings::Numbers(regression)) => {
                let residuals = regression.residuals(*output);
                let within = residuals.iter().zip(&regression.places).filter(|(size, _)| (*from..*to).contains(size));
                within.map(|(_, place)| *place).collect()
            }
            (choice, Findings::Classes(evaluation, _)) => match choice {
                Choice::Cell(truth, answer) => evaluation.cells.samples(*truth, *answer).to_vec(),
                Choice::Truth(truth) => evaluation.cells.of_class(*truth),
                Choice::Answer(answer) => evaluation.cells.taken_for(*answer),
                Choice::Bin(bin) => evaluation.calibration.bins.get(*bin).map_or(Vec::new(), |bin| bin.samples.clone()),
                Choice::NotAmong(k) => not_among(evaluation, *k),
                Choice::Decided { class, threshold, belongs, taken } => {
                    let answers = &evaluation.answers;
                    let fits = |&place: &usize| {
                        let is = answers.truths[place] as usize == *class;
                        let takes = answers.row(place)[*class] >= *threshold;
                        takes == *taken && belongs.is_none_or(|belongs| belongs == is)
                    };
                    (0..answers.len()).filter(fits).map(|place| answers.samples[place]).collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// What its samples have in common.
    pub fn title(&self, found: &Examination, order: Order) -> String {
        let name = |class: usize| found.of.interface.classes.get(class).map_or("?", String::as_str);
        match self {
            Choice::Everything => match (&found.findings, order) {
                (Findings::Classes(..), Order::Mistakes) => "Mistakes".to_owned(),
                _ => format!("{} part", words_of(found.part)),
            },
            Choice::Cell(truth, answer) => format!("True {}, predicted {}", name(*truth), name(*answer)),
            Choice::Truth(truth) => format!("True {}", name(*truth)),
            Choice::Answer(answer) => format!("Predicted {}", name(*answer)),
            Choice::Bin(bin) if order == Order::Mistakes => format!("Wrong with confidence {}", bin_words(found, *bin)),
            Choice::Bin(bin) => format!("Confidence {}", bin_words(found, *bin)),
            Choice::NotAmong(k) => format!("Right class not among {k} likeliest"),
            Choice::Decided { class, threshold, belongs, taken } => {
                let class = name(*class);
                let kind = match (belongs, taken) {
                    (Some(true), true) => format!("{class}, found"),
                    (Some(true), false) => format!("{class}, missed"),
                    (Some(false), true) => format!("Falsely taken for {class}"),
                    (Some(false), false) => format!("{class}, rightly rejected"),
                    (None, true) => format!("Taken for {class}"),
                    (None, false) => format!("Not taken for {class}"),
                };
                format!("{kind} at {threshold:.3}")
            }
            Choice::Residuals { from, to, .. } => {
                format!("True − predicted {} to {}", significant(f64::from(*from)), significant(f64::from(*to)))
            }
        }
    }

    /// Whether any of its samples was answered wrongly. Of numbers, every answer has an error.
    pub fn has_mistakes(&self, found: &Examination) -> bool {
        let Findings::Classes(evaluation, _) = &found.findings else { return true };
        match self {
            Choice::Everything => !evaluation.mistakes.is_empty(),
            Choice::Cell(truth, answer) => truth != answer && evaluation.cells.count(*truth, *answer) > 0,
            choice => choice.samples(found).iter().any(|&sample| choice.is_mistake(found, sample)),
        }
    }

    /// Whether a sample was answered wrongly: where a threshold decides, by that.
    fn is_mistake(&self, found: &Examination, sample: u32) -> bool {
        let (Some(evaluation), Some(place)) = (found.evaluation(), found.place(sample)) else { return true };
        let truth = evaluation.answers.truths[place];
        match self {
            Choice::Decided { class, taken, .. } => (truth as usize == *class) != *taken,
            _ => truth != evaluation.answers.answer(place),
        }
    }
}

impl Order {
    /// The samples of a choice in this order.
    pub fn sort(self, choice: &Choice, found: &Examination) -> Vec<u32> {
        let mut samples = choice.samples(found);
        let weight = |sample: u32| -> f32 {
            let Some(place) = found.place(sample) else { return 0.0 };
            match &found.findings {
                Findings::Classes(evaluation, _) => evaluation.answers.confidence(place),
                Findings::Numbers(regression) => error(regression, place),
            }
        };
        if self == Order::Mistakes {
            samples.retain(|&sample| choice.is_mistake(found, sample));
        }
        match self {
            Order::All => samples.sort_unstable(),
            _ => {
                let mut weighed: Vec<(f32, u32)> = samples.iter().map(|&sample| (weight(sample), sample)).collect();
                weighed.sort_by(|a, b| if self == Order::Mistakes { b.0.total_cmp(&a.0) } else { a.0.total_cmp(&b.0) });
                samples = weighed.into_iter().map(|(_, sample)| sample).collect();
            }
        }
        samples
    }
}

/// The distance between what was predicted and what is true, over all numbers of the sample at a place.
pub fn error(regression: &crate::evaluate::Regression, place: usize) -> f32 {
    let width = regression.outputs.len().max(1);
    let of = |numbers: &[f32], output: usize| numbers.get(place * width + output).copied().unwrap_or(0.0);
    let square = |output: usize| (of(&regression.truths, output) - of(&regression.predicted, output)).powi(2);
    (0..width).map(square).sum::<f32>().sqrt()
}

/// The confidences of a bar: "90 to 100 %".
pub fn bin_words(found: &Examination, bin: usize) -> String {
    let bin = found.evaluation().and_then(|evaluation| evaluation.calibration.bins.get(bin));
    bin.map_or(String::new(), |bin| format!("{:.0} to {:.0} %", 100.0 * bin.low, 100.0 * bin.high))
}

fn not_among(evaluation: &crate::evaluate::Evaluation, k: usize) -> Vec<u32> {
    let answers = &evaluation.answers;
    let missed = |&place: &usize| {
        let (row, truth) = (answers.row(place), answers.truths[place] as usize);
        let before = |(class, p): (usize, &f32)| *p > row[truth] || (*p == row[truth] && class > truth);
        row.iter().enumerate().filter(|&(class, p)| before((class, p))).count() >= k
    };
    (0..answers.len()).filter(missed).map(|place| answers.samples[place]).collect()
}

/// A number of any size with three digits that matter.
pub fn significant(number: f64) -> String {
    match number.abs() {
        _ if !number.is_finite() => "–".to_owned(),
        0.0 => "0".to_owned(),
        size if !(1e-4..1e6).contains(&size) => format!("{number:.2e}"),
        size => format!("{number:.*}", (2.0 - size.log10().floor()).max(0.0) as usize),
    }
}
