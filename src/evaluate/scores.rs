//! Precision, recall and F1 of each class and their means, as scikit-learn's `classification_report` has them.

use serde::Serialize;

use super::{Confusion, share};

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

impl Score {
    /// From how many samples were found, were taken for the class, and belong to it.
    pub fn new(found: u64, taken: u64, support: u64) -> Score {
        let f1 = share(2 * found, support + taken);
        Score { precision: share(found, taken), recall: share(found, support), f1 }
    }
}

/// The scores of each class, their unweighted mean, and their mean weighted by samples. As in scikit-learn, classes
/// that neither occur nor are ever answered do not count in the means.
pub(super) fn scores(names: &[String], confusion: &Confusion) -> (Vec<ClassScore>, [Score; 2]) {
    let score = |class: usize| {
        let support = confusion.support(class);
        let score = Score::new(confusion.count(class, class), confusion.taken(class), support);
        ClassScore { name: names[class].clone(), support, score }
    };
    let classes: Vec<ClassScore> = (0..confusion.classes()).map(score).collect();
    let occurs = |&(class, score): &(usize, &ClassScore)| score.support > 0 || confusion.taken(class) > 0;
    let occurring: Vec<&ClassScore> = classes.iter().enumerate().filter(occurs).map(|(_, score)| score).collect();
    let means = [mean(&occurring, |_| 1.0), mean(&occurring, |class| class.support as f64)];
    (classes, means)
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
