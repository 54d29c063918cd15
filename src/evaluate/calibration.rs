//! Calibration: whether answers given with 80 % confidence are right in 80 % of cases.

use serde::Serialize;

use super::Answers;

/// The reliability diagram of the answers and what it comes to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Calibration {
    /// Answers by confidence, in bins of equal width from 0 to 1; empty bins included.
    pub bins: Vec<Bin>,
    /// Σ share of the bin · |accuracy − confidence| (Guo et al., 2017).
    pub expected_error: f64,
    /// The largest |accuracy − confidence| of a bin that is not empty.
    pub maximum_error: f64,
}

/// Answers of like confidence.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Bin {
    /// Confidences above this; the first bin includes its lower end.
    pub low: f64,
    /// Confidences up to this, itself included.
    pub high: f64,
    /// How many answers lie in the bin.
    pub count: u64,
    /// Their mean confidence; 0 if there are none.
    pub confidence: f64,
    /// The share that is right; 0 if there are none.
    pub accuracy: f64,
    /// The places of their samples in the data set.
    #[serde(skip)]
    pub samples: Vec<u32>,
}

impl Calibration {
    /// Sorts answers into so many bins by the probability of the answered class, as scikit-learn's
    /// `calibration_curve(right, confidence)` does.
    pub fn new(answers: &Answers, count: usize) -> Calibration {
        let step = 1.0 / count as f64;
        let bin = |place: usize| Bin { low: place as f64 * step, high: (place + 1) as f64 * step, ..Bin::default() };
        let mut bins: Vec<Bin> = (0..count).map(bin).collect();
        for place in 0..answers.len() {
            let confidence = f64::from(answers.confidence(place));
            let at = (1..count).filter(|&edge| edge as f64 * step < confidence).count();
            let bin = &mut bins[at];
            bin.samples.push(answers.samples[place]);
            bin.count += 1;
            bin.confidence += confidence;
            bin.accuracy += f64::from(u8::from(answers.answer(place) == answers.truths[place]));
        }
        let [mut expected_error, mut maximum_error] = [0.0f64; 2];
        for bin in bins.iter_mut().filter(|bin| bin.count > 0) {
            bin.confidence /= bin.count as f64;
            bin.accuracy /= bin.count as f64;
            let gap = (bin.accuracy - bin.confidence).abs();
            expected_error += gap * bin.count as f64 / answers.len() as f64;
            maximum_error = maximum_error.max(gap);
        }
        Calibration { bins, expected_error, maximum_error }
    }
}
