//! Sharing samples out between training, validation and testing: class by class, and the same for the same seed.

use super::{Options, Parts};
use crate::base::Philox;

/// Keeps the random numbers of the split apart from all others of the same seed.
const STREAM: u64 = 0x7370_6c69 << 32;

/// Which of a source's own parts each sample belongs to.
pub(super) struct Own {
    /// The samples to learn from.
    pub train: Vec<u32>,
    /// The samples for validation; empty if the source has none.
    pub validation: Vec<u32>,
    /// The samples for testing; empty if the source has none, and they are then taken from `train`.
    pub test: Vec<u32>,
}

/// The parts that the options ask for, from those that the source has: a test part is set aside if there is none,
/// a validation part if one is wanted; each class gives its share of what the limit leaves.
pub(super) fn split(own: Own, labels: &[u32], classes: usize, options: &Options) -> Parts {
    let Own { mut train, mut validation, mut test } = own;
    let own = [!validation.is_empty(), !test.is_empty()];
    if let Some(limit) = options.limit {
        for part in [&mut train, &mut validation, &mut test] {
            let mut counts = vec![0; classes];
            part.retain(|&sample| {
                let count = &mut counts[labels[sample as usize] as usize];
                *count += 1;
                *count <= limit
            });
        }
    }
    if test.is_empty() {
        test = take_share(&mut train, labels, classes, options.test, options.seed, STREAM);
    }
    if validation.is_empty() {
        let stream = STREAM | 1 << 31;
        validation = take_share(&mut train, labels, classes, options.validation, options.seed, stream);
    }
    Parts { train, validation, test, own }
}

/// Moves a share of each class out of `from`: random ones, at least one if the share is not nothing, but never all.
fn take_share(from: &mut Vec<u32>, labels: &[u32], classes: usize, share: f64, seed: u64, stream: u64) -> Vec<u32> {
    if share <= 0.0 {
        return Vec::new();
    }
    let mut by_class = vec![Vec::new(); classes];
    for &sample in from.iter() {
        by_class[labels[sample as usize] as usize].push(sample);
    }
    let mut taken = Vec::new();
    for (class, mut samples) in by_class.into_iter().enumerate() {
        if samples.len() < 2 {
            continue;
        }
        Philox::new(seed, stream | class as u64).shuffle(&mut samples);
        let count = (samples.len() as f64 * share).round() as usize;
        taken.extend_from_slice(&samples[..count.clamp(1, samples.len() - 1)]);
    }
    taken.sort_unstable();
    from.retain(|sample| taken.binary_search(sample).is_err());
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(count: usize) -> Own {
        Own { train: (0..count as u32).collect(), validation: vec![], test: vec![] }
    }

    #[test]
    fn each_class_gives_its_share_once() {
        let labels: Vec<u32> = (0..300).map(|sample| u32::from(sample >= 100)).collect();
        let options = Options { validation: 0.25, ..Options::default() };
        let parts = split(all(300), &labels, 2, &options);
        let of_first = |part: &[u32]| part.iter().filter(|&&sample| labels[sample as usize] == 0).count();
        assert_eq!((of_first(&parts.test), parts.test.len()), (20, 60));
        assert_eq!((of_first(&parts.validation), parts.validation.len()), (20, 60));
        let mut every = [parts.train.clone(), parts.validation.clone(), parts.test.clone()].concat();
        every.sort_unstable();
        assert_eq!(every, (0..300).collect::<Vec<_>>());
        assert_eq!(split(all(300), &labels, 2, &options), parts, "the same seed gives the same split");
        let other = Options { seed: 1, ..options };
        assert_ne!(split(all(300), &labels, 2, &other).test, parts.test);
    }

    #[test]
    fn a_class_of_two_is_in_both_parts_and_a_class_of_one_is_learnt() {
        let parts = split(all(3), &[0, 0, 1], 2, &Options::default());
        assert_eq!((parts.train.len(), parts.test.len()), (2, 1));
        assert!(parts.train.contains(&2));
    }

    #[test]
    fn the_limit_holds_for_each_class() {
        let labels: Vec<u32> = (0..100).map(|sample| sample % 2).collect();
        let parts = split(all(100), &labels, 2, &Options { limit: Some(5), ..Options::default() });
        assert_eq!((parts.train.len(), parts.test.len()), (8, 2));
    }
}
