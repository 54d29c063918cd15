//! How good the answers of a network are: accuracy, precision, recall, F1 and the confusion matrix, as scikit-learn
//! counts them.

use serde::Serialize;

/// The answers to samples with known classes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// How many samples were asked about.
    pub samples: usize,
    /// The share of right answers.
    pub accuracy: f64,
    /// The mean loss.
    pub loss: f64,
    /// What holds for each class, in the order of the labels.
    pub classes: Vec<ClassScore>,
    /// The unweighted mean over the classes.
    #[serde(rename = "macro")]
    pub macro_mean: Score,
    /// The mean over the classes, weighted by their samples.
    pub weighted: Score,
    /// `confusion[truth][answer]`: how many samples of class `truth` were taken for class `answer`.
    pub confusion: Vec<Vec<u64>>,
}

/// How well one class is recognised.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClassScore {
    /// The class's name.
    pub name: String,
    /// How many samples have this class.
    pub support: u64,
    /// The scores.
    #[serde(flatten)]
    pub score: Score,
}

/// Precision, recall and F1; each 0 where it would be 0 / 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Score {
    /// Of the samples taken for the class, the share that belongs to it.
    pub precision: f64,
    /// Of the samples of the class, the share that was found.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
}

impl Evaluation {
    /// Counts answers: for each sample its class, the class that was answered, and its loss.
    ///
    /// Labels and answers beyond the classes are left out of the counts.
    pub fn new(names: &[String], truths: &[u32], answers: &[u32], loss: f64) -> Evaluation {
        let count = names.len();
        let mut confusion = vec![vec![0u64; count]; count];
        for (&truth, &answer) in truths.iter().zip(answers) {
            if let Some(cell) = confusion.get_mut(truth as usize).and_then(|row| row.get_mut(answer as usize)) {
                *cell += 1;
            }
        }
        let samples: u64 = confusion.iter().flatten().sum();
        let right: u64 = (0..count).map(|class| confusion[class][class]).sum();
        let classes: Vec<ClassScore> = (0..count)
            .map(|class| {
                let support: u64 = confusion[class].iter().sum();
                let taken: u64 = confusion.iter().map(|row| row[class]).sum();
                let found = confusion[class][class];
                let score = Score {
                    precision: share(found, taken),
                    recall: share(found, support),
                    f1: share(2 * found, support + taken),
                };
                ClassScore { name: names[class].clone(), support, score }
            })
            .collect();
        // As in scikit-learn, classes that neither occur nor are ever answered do not count.
        let taken = |class: usize| confusion.iter().any(|row| row[class] > 0);
        let occurring = classes.iter().enumerate().filter(|(place, class)| class.support > 0 || taken(*place));
        let occurring: Vec<&ClassScore> = occurring.map(|(_, class)| class).collect();
        let macro_mean = mean(&occurring, |_| 1.0);
        let weighted = mean(&occurring, |class| class.support as f64);
        let accuracy = share(right, samples);
        Evaluation { samples: samples as usize, accuracy, loss, classes, macro_mean, weighted, confusion }
    }
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn mean(classes: &[&ClassScore], weight: impl Fn(&ClassScore) -> f64) -> Score {
    let total: f64 = classes.iter().map(|class| weight(class)).sum();
    if total == 0.0 {
        return Score::default();
    }
    let of =
        |part: fn(&Score) -> f64| classes.iter().map(|class| weight(class) * part(&class.score)).sum::<f64>() / total;
    Score { precision: of(|s| s.precision), recall: of(|s| s.recall), f1: of(|s| s.f1) }
}

/// The first of the largest numbers, as a class; with a single number, class 1 where it is above one half.
pub fn answer(probabilities: &[f32]) -> u32 {
    if let [probability] = probabilities {
        return u32::from(*probability > 0.5);
    }
    let mut best = 0;
    for (class, &probability) in probabilities.iter().enumerate() {
        if probability > probabilities[best] {
            best = class;
        }
    }
    best as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of scikit-learn 1.5's `classification_report` for the same answers.
    #[test]
    fn scores_are_those_of_scikit_learn() {
        let names = ["a", "b", "c"].map(str::to_owned);
        let truths = [0, 0, 0, 1, 1, 2, 2, 2, 2, 2];
        let answers = [0, 1, 0, 1, 1, 2, 2, 0, 2, 1];
        let evaluation = Evaluation::new(&names, &truths, &answers, 0.5);
        assert_eq!(evaluation.confusion, [[2, 1, 0], [0, 2, 0], [1, 1, 3]]);
        assert!((evaluation.accuracy - 0.7).abs() < 1e-12);
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} is not {b}");
        close(evaluation.classes[0].score.precision, 2.0 / 3.0);
        close(evaluation.classes[1].score.precision, 0.5);
        close(evaluation.classes[2].score.recall, 0.6);
        close(evaluation.classes[2].score.f1, 0.75);
        close(evaluation.macro_mean.precision, 13.0 / 18.0);
        close(evaluation.weighted.recall, 0.7);
    }

    #[test]
    fn a_class_that_never_occurs_does_not_count() {
        let names = ["a", "b", "never"].map(str::to_owned);
        let evaluation = Evaluation::new(&names, &[0, 1], &[0, 1], 0.0);
        assert_eq!(evaluation.macro_mean, Score { precision: 1.0, recall: 1.0, f1: 1.0 });
        assert_eq!(evaluation.classes[2].score, Score::default());
    }

    #[test]
    fn of_equal_numbers_the_first_is_the_answer() {
        assert_eq!(answer(&[0.4, 0.4, 0.2]), 0);
        assert_eq!(answer(&[0.5]), 0);
        assert_eq!(answer(&[0.51]), 1);
    }
}
