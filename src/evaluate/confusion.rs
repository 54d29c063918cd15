//! The confusion matrix: counts, shares by row and by column, and the samples of each cell.

use super::{Answers, share};

/// Which samples of which class were taken for which class.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Confusion {
    classes: usize,
    /// For each true class and each answer, row after row, the places of its samples in the data set.
    cells: Vec<Vec<u32>>,
}

impl Confusion {
    /// Counts answers.
    pub fn new(answers: &Answers) -> Confusion {
        let classes = answers.classes;
        let mut cells = vec![Vec::new(); classes * classes];
        for place in 0..answers.len() {
            let [truth, answer] = [answers.truths[place] as usize, answers.answer(place) as usize];
            cells[truth * classes + answer].push(answers.samples[place]);
        }
        Confusion { classes, cells }
    }

    /// How many classes there are.
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// The samples of a true class that were taken for a class.
    pub fn samples(&self, truth: usize, answer: usize) -> &[u32] {
        &self.cells[truth * self.classes + answer]
    }

    /// How many samples of a true class were taken for a class.
    pub fn count(&self, truth: usize, answer: usize) -> u64 {
        self.samples(truth, answer).len() as u64
    }

    /// The samples of a true class, in the order of the answers.
    pub fn of_class(&self, truth: usize) -> Vec<u32> {
        (0..self.classes).flat_map(|answer| self.samples(truth, answer)).copied().collect()
    }

    /// The samples that were taken for a class, in the order of the true classes.
    pub fn taken_for(&self, answer: usize) -> Vec<u32> {
        (0..self.classes).flat_map(|truth| self.samples(truth, answer)).copied().collect()
    }

    /// How many samples have a class.
    pub fn support(&self, truth: usize) -> u64 {
        (0..self.classes).map(|answer| self.count(truth, answer)).sum()
    }

    /// How many samples were taken for a class.
    pub fn taken(&self, answer: usize) -> u64 {
        (0..self.classes).map(|truth| self.count(truth, answer)).sum()
    }

    /// All counts: a row for each true class, a column for each answer.
    pub fn counts(&self) -> Vec<Vec<u64>> {
        self.map(|truth, answer| self.count(truth, answer))
    }

    /// Each count as a share of its true class; rows without samples are 0.
    pub fn by_row(&self) -> Vec<Vec<f64>> {
        let support: Vec<u64> = (0..self.classes).map(|truth| self.support(truth)).collect();
        self.map(|truth, answer| share(self.count(truth, answer), support[truth]))
    }

    /// Each count as a share of all that was taken for the class; columns without samples are 0.
    pub fn by_column(&self) -> Vec<Vec<f64>> {
        let taken: Vec<u64> = (0..self.classes).map(|answer| self.taken(answer)).collect();
        self.map(|truth, answer| share(self.count(truth, answer), taken[answer]))
    }

    /// The pairs of classes that are mistaken most often: true class, answer and count, the largest count first.
    pub fn worst(&self, most: usize) -> Vec<(usize, usize, u64)> {
        let off = (0..self.cells.len()).filter(|cell| cell / self.classes != cell % self.classes);
        let mut pairs: Vec<_> = off
            .map(|cell| (cell / self.classes, cell % self.classes, self.cells[cell].len() as u64))
            .filter(|&(_, _, count)| count > 0)
            .collect();
        pairs.sort_by_key(|&(truth, answer, count)| (std::cmp::Reverse(count), truth, answer));
        pairs.truncate(most);
        pairs
    }

    fn map<T>(&self, cell: impl Fn(usize, usize) -> T) -> Vec<Vec<T>> {
        (0..self.classes).map(|truth| (0..self.classes).map(|answer| cell(truth, answer)).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_knows_its_samples() {
        let answers = Answers::new(2, &[10, 11, 12, 13], &[0, 0, 1, 0], &[0.2, 0.8, 0.9, 0.7]);
        let confusion = Confusion::new(&answers);
        assert_eq!(confusion.counts(), [[1, 2], [0, 1]]);
        assert_eq!(confusion.samples(0, 1), [11, 13]);
        assert_eq!(confusion.taken_for(1), [11, 13, 12]);
        assert_eq!(confusion.of_class(0), [10, 11, 13]);
        assert_eq!(confusion.by_row()[1], [0.0, 1.0]);
        assert_eq!(confusion.by_column()[0], [1.0, 2.0 / 3.0]);
        assert_eq!(confusion.worst(5), [(0, 1, 2)]);
    }
}
