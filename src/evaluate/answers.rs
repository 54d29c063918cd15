//! What a network said of samples whose classes are known.

/// The probabilities that a network gave to samples, and their true classes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// The place of each sample in its data set.
    pub samples: Vec<u32>,
    /// The true class of each sample.
    pub truths: Vec<u32>,
    /// The probability of each class, sample after sample: `[samples, classes]`.
    pub probabilities: Vec<f32>,
    /// How many classes there are.
    pub classes: usize,
}

impl Answers {
    /// From the network's outputs, sample after sample: a probability for each class, or, of two classes, that of the
    /// second alone. Samples whose class is not one of the classes are left out.
    pub fn new(classes: usize, samples: &[u32], truths: &[u32], outputs: &[f32]) -> Answers {
        let mut answers = Answers { classes, ..Answers::default() };
        let width = if samples.is_empty() { classes } else { outputs.len() / samples.len() }.max(1);
        for ((&sample, &truth), output) in samples.iter().zip(truths).zip(outputs.chunks(width)) {
            if truth as usize >= classes {
                continue;
            }
            answers.samples.push(sample);
            answers.truths.push(truth);
            match *output {
                [second] if classes == 2 => answers.probabilities.extend([1.0 - second, second]),
                _ => answers.probabilities.extend((0..classes).map(|class| output.get(class).copied().unwrap_or(0.0))),
            }
        }
        answers
    }

    /// How many samples were asked about.
    pub fn len(&self) -> usize {
        self.samples.len()
    }

    /// Whether nothing was asked.
    pub fn is_empty(&self) -> bool {
        self.samples.is_empty()
    }

    /// The probability of each class for the sample at this place of the list.
    pub fn row(&self, place: usize) -> &[f32] {
        &self.probabilities[place * self.classes..][..self.classes]
    }

    /// The class that was answered for the sample at this place.
    pub fn answer(&self, place: usize) -> u32 {
        answer(self.row(place))
    }

    /// The probability of the class that was answered.
    pub fn confidence(&self, place: usize) -> f32 {
        self.row(place).get(self.answer(place) as usize).copied().unwrap_or(0.0)
    }

    /// The share of samples whose class is among the `k` likeliest, as scikit-learn's `top_k_accuracy_score` counts:
    /// of equal probabilities, the later classes come first.
    pub fn top_k(&self, k: usize) -> f64 {
        let found = |place: &usize| {
            let row = self.row(*place);
            let truth = self.truths[*place] as usize;
            let before = |(class, p): (usize, &f32)| *p > row[truth] || (*p == row[truth] && class > truth);
            row.iter().enumerate().filter(|&(class, p)| before((class, p))).count() < k
        };
        super::share((0..self.len()).filter(found).count() as u64, self.len() as u64)
    }
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

    #[test]
    fn of_equal_numbers_the_first_is_the_answer() {
        assert_eq!(answer(&[0.4, 0.4, 0.2]), 0);
        assert_eq!(answer(&[0.5]), 0);
        assert_eq!(answer(&[0.51]), 1);
    }

    #[test]
    fn one_output_stands_for_two_classes_and_unknown_classes_are_left_out() {
        let answers = Answers::new(2, &[7, 8, 9], &[1, 5, 0], &[0.75, 0.5, 0.25]);
        assert_eq!((answers.samples.as_slice(), answers.truths.as_slice()), ([7, 9].as_slice(), [1, 0].as_slice()));
        assert_eq!(answers.probabilities, [0.25, 0.75, 0.75, 0.25]);
        assert_eq!((answers.answer(0), answers.confidence(1)), (1, 0.75));
        assert!(Answers::new(3, &[], &[], &[]).is_empty());
    }
}
