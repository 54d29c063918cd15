//! One class against all others at a threshold of one's own choosing, instead of the likeliest class.

use serde::Serialize;

use super::{Curve, Score, share};

/// What a threshold makes of the samples: those with a probability at or above it are taken for the class.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AtThreshold {
    /// The threshold.
    pub threshold: f32,
    /// `confusion[belongs][taken]`: true negatives and false positives, false negatives and true positives.
    pub confusion: [[u64; 2]; 2],
    /// The share of right decisions.
    pub accuracy: f64,
    /// Precision, recall and F1 of the class.
    #[serde(flatten)]
    pub score: Score,
    /// The samples of each cell of the confusion matrix, by their places in the data set, the likeliest first.
    #[serde(skip)]
    pub samples: [[Vec<u32>; 2]; 2],
}

impl Curve {
    /// The decisions at a threshold.
    pub fn at(&self, threshold: f32) -> AtThreshold {
        let mut samples: [[Vec<u32>; 2]; 2] = Default::default();
        for ((&sample, &score), &belongs) in self.ranked.iter().zip(&self.scores).zip(&self.belongs) {
            samples[usize::from(belongs)][usize::from(score >= threshold)].push(sample);
        }
        let confusion = [0, 1].map(|belongs| [0, 1].map(|taken: usize| samples[belongs][taken].len() as u64));
        let [[clear, alarm], [missed, found]] = confusion;
        let accuracy = share(clear + found, self.ranked.len() as u64);
        AtThreshold { threshold, confusion, accuracy, score: Score::new(found, found + alarm, found + missed), samples }
    }

    /// The threshold with the largest F1 of the class, the highest such; `None` without samples.
    pub fn best_threshold(&self) -> Option<f32> {
        let support = self.belongs.iter().filter(|&&belongs| belongs).count() as u64;
        let curve = &self.precision_recall;
        let mut best: Option<(f64, f32)> = None;
        for ((&threshold, &recall), &taken) in curve.thresholds.iter().zip(&curve.recall).zip(&curve.taken) {
            let found = (recall * support as f64).round();
            let f1 = 2.0 * found / (support + taken as u64) as f64;
            if best.is_none_or(|(before, _)| f1 >= before) {
                best = Some((f1, threshold));
            }
        }
        best.map(|(_, threshold)| threshold)
    }
}
