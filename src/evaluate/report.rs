//! All that is counted of answers with known classes.

use rayon::prelude::*;
use serde::Serialize;

use super::{Answers, Calibration, ClassScore, Confusion, Curve, Score, scores};

/// Bins of the reliability diagram.
const BINS: usize = 10;

/// The `k` of top-k accuracy, as far as there are more classes.
const TOP: [usize; 4] = [2, 3, 5, 10];

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
    /// How often the true class is among the likeliest.
    pub top_k: Vec<TopK>,
    /// Whether confidence can be trusted.
    pub calibration: Calibration,
    /// Every wrong answer, the most confident first.
    pub mistakes: Vec<Mistake>,
    /// The confusion matrix with its samples.
    #[serde(skip)]
    pub cells: Confusion,
    /// What all this was counted from.
    #[serde(skip)]
    pub answers: Answers,
}

/// How often the true class is among the `k` likeliest.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct TopK {
    /// How many classes count.
    pub k: usize,
    /// The share of samples.
    pub accuracy: f64,
}

/// A wrong answer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Mistake {
    /// The place of the sample in its data set.
    pub sample: u32,
    /// The true class.
    pub truth: u32,
    /// The class that was answered.
    pub answer: u32,
    /// The probability of the answered class.
    pub confidence: f32,
    /// The probability of the true class.
    pub probability: f32,
}

impl Evaluation {
    /// Counts answers; `loss` is their mean loss.
    pub fn new(names: &[String], answers: Answers, loss: f64) -> Evaluation {
        let cells = Confusion::new(&answers);
        let (classes, [macro_mean, weighted]) = scores::scores(names, &cells);
        let right = (0..cells.classes()).map(|class| cells.count(class, class)).sum();
        Evaluation {
            samples: answers.len(),
            accuracy: super::share(right, answers.len() as u64),
            loss,
            classes,
            macro_mean,
            weighted,
            confusion: cells.counts(),
            top_k: top_k(&answers),
            calibration: Calibration::new(&answers, BINS),
            mistakes: mistakes(&answers),
            cells,
            answers,
        }
    }

    /// The curves of every class against all others.
    pub fn curves(&self) -> Vec<Curve> {
        (0..self.answers.classes).into_par_iter().map(|class| self.answers.curve(class)).collect()
    }
}

fn top_k(answers: &Answers) -> Vec<TopK> {
    let some = TOP.into_iter().filter(|&k| k < answers.classes);
    some.map(|k| TopK { k, accuracy: answers.top_k(k) }).collect()
}

fn mistakes(answers: &Answers) -> Vec<Mistake> {
    let mistake = |place: usize| {
        let [truth, answer] = [answers.truths[place], answers.answer(place)];
        let confidence = answers.confidence(place);
        let probability = answers.row(place)[truth as usize];
        (truth != answer).then(|| Mistake { sample: answers.samples[place], truth, answer, confidence, probability })
    };
    let mut mistakes: Vec<Mistake> = (0..answers.len()).filter_map(mistake).collect();
    mistakes.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    mistakes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_begin_with_the_most_confident() {
        let names = ["a", "b"].map(str::to_owned);
        let answers = Answers::new(2, &[4, 5, 6, 7], &[1, 1, 0, 0], &[0.4, 0.1, 0.3, 0.95]);
        let evaluation = Evaluation::new(&names, answers, 0.5);
        let samples: Vec<u32> = evaluation.mistakes.iter().map(|mistake| mistake.sample).collect();
        assert_eq!(samples, [7, 5, 4]);
        assert_eq!((evaluation.mistakes[1].answer, evaluation.mistakes[1].probability), (0, 0.1));
        assert_eq!(evaluation.accuracy, 0.25);
        assert!(evaluation.top_k.is_empty());
    }

    #[test]
    fn nothing_asked_is_nothing_counted() {
        let evaluation = Evaluation::new(&["a".to_owned()], Answers::new(1, &[], &[], &[]), 0.0);
        assert_eq!((evaluation.samples, evaluation.accuracy, evaluation.curves()[0].roc.auc), (0, 0.0, None));
    }
}
