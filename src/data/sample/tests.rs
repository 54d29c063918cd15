//! The samples are drawn alike every time, and are as hard as they should be.

use super::*;
use crate::data::Silent;

fn drawn(sample: Sample, train: usize, test: usize, seed: u64) -> Dataset {
    sample.draw(&Options { drawn: Some([train, test]), seed, ..Options::default() }, &Silent).unwrap()
}

#[test]
fn the_same_seed_gives_the_same_samples_and_another_others() {
    for sample in [Sample::Digits, Sample::Shapes, Sample::Spirals] {
        let data = drawn(sample, 80, 16, 3);
        assert_eq!(data, drawn(sample, 80, 16, 3));
        assert_ne!(data.inputs, drawn(sample, 80, 16, 4).inputs);
        assert_eq!((data.parts.train.len(), data.parts.test.len(), data.len()), (80, 16, 96));
        let counts = data.class_counts();
        assert!(counts.iter().all(|&count| count.abs_diff(counts[0]) <= 1), "{counts:?}");
    }
    let one = drawn(Sample::Digits, 10, 0, 3);
    assert_eq!(
        one.bytes(7),
        drawn(Sample::Digits, 80, 16, 3).bytes(7),
        "a sample does not depend on how many there are"
    );
}

#[test]
fn absurd_numbers_of_samples_are_refused() {
    for drawn in [[0, 5], [usize::MAX, 1], [usize::MAX / 2, 7], [1 << 31, 0]] {
        let options = Options { drawn: Some(drawn), ..Options::default() };
        assert!(matches!(Sample::Digits.draw(&options, &Silent), Err(Error::Input(_))), "{drawn:?}");
    }
}

/// A linear classifier must stay under 93 %, or the samples would not show why convolutions are worth it.
#[test]
fn digits_are_too_hard_for_a_linear_classifier_and_not_hopeless() {
    let data = drawn(Sample::Digits, 3_000, 1_000, 0);
    let accuracy = linear_accuracy(&data, 12);
    println!("sample:digits, linear classifier: {:.1} %", 100.0 * accuracy);
    assert!((0.5..0.93).contains(&accuracy), "{accuracy}");
}

/// Softmax regression by stochastic gradient descent; the share of right answers on the test part.
fn linear_accuracy(data: &Dataset, epochs: usize) -> f32 {
    let (inputs, classes) = (data.shape.count(), data.classes().len());
    let mut weights = vec![0.0f32; (inputs + 1) * classes];
    let numbers = |sample: u32| {
        let bytes = data.bytes(sample as usize).unwrap();
        bytes.iter().map(|&byte| f32::from(byte) / 255.0).chain([1.0]).collect::<Vec<f32>>()
    };
    let answers = |weights: &[f32], x: &[f32]| -> Vec<f32> {
        weights.chunks(inputs + 1).map(|row| row.iter().zip(x).map(|(w, x)| w * x).sum()).collect()
    };
    let mut order = data.parts.train.clone();
    for epoch in 0..epochs {
        Philox::new(9, epoch as u64).shuffle(&mut order);
        let rate = 0.02 / (1.0 + epoch as f32 / 3.0);
        for &sample in &order {
            let x = numbers(sample);
            let scores = answers(&weights, &x);
            let top = scores.iter().copied().fold(f32::MIN, f32::max);
            let total: f32 = scores.iter().map(|score| (score - top).exp()).sum();
            for (class, row) in weights.chunks_mut(inputs + 1).enumerate() {
                let right = f32::from(u8::from(data.labels()[sample as usize] as usize == class));
                let slope = rate * ((scores[class] - top).exp() / total - right);
                row.iter_mut().zip(&x).for_each(|(w, x)| *w -= slope * x);
            }
        }
    }
    let right = data.parts.test.iter().filter(|&&sample| {
        let scores = answers(&weights, &numbers(sample));
        let best = (0..classes).max_by(|&a, &b| scores[a].total_cmp(&scores[b])).unwrap();
        best == data.labels()[sample as usize] as usize
    });
    right.count() as f32 / data.parts.test.len() as f32
}
