//! Histograms of weights, activations and gradients.

use serde::Serialize;

use crate::base::Result;
use crate::compile::{Inquiry, Quantity};
use crate::session::{Seeds, Session};

/// How often numbers occur, and what they come to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Histogram {
    /// The smallest and the largest finite number: the ends of the bins.
    pub range: [f32; 2],
    /// How many numbers lie in each of the bins of equal width; the largest number is in the last.
    pub counts: Vec<u64>,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation.
    pub deviation: f64,
    /// How many are exactly zero.
    pub zeros: u64,
    /// How many are infinite or not a number; they are in no bin.
    pub not_finite: u64,
}

impl Histogram {
    /// Sorts numbers into bins.
    pub fn new(numbers: &[f32], bins: usize) -> Histogram {
        let finite = || numbers.iter().copied().filter(|number| number.is_finite());
        let range = super::picture::range(numbers);
        let mut counts = vec![0; bins.max(1)];
        let span = (f64::from(range[1]) - f64::from(range[0])).max(f64::MIN_POSITIVE);
        let (mut count, mut sum, mut zeros) = (0u64, 0.0, 0);
        for number in finite() {
            let part = (f64::from(number) - f64::from(range[0])) / span;
            let bin = ((part * counts.len() as f64) as usize).min(counts.len() - 1);
            counts[bin] += 1;
            count += 1;
            sum += f64::from(number);
            zeros += u64::from(number == 0.0);
        }
        let mean = sum / count.max(1) as f64;
        let squares: f64 = finite().map(|number| (f64::from(number) - mean).powi(2)).sum();
        let deviation = (squares / count.max(1) as f64).sqrt();
        Histogram { range, counts, mean, deviation, zeros, not_finite: numbers.len() as u64 - count }
    }
}

/// The weights of every tensor, by name ("conv2d/kernel"), in the order of the layout.
pub fn weight_histograms(session: &mut Session, bins: usize) -> Result<Vec<(String, Histogram)>> {
    let weights = session.weights()?;
    let slots = &session.layout().weights;
    let of = |slot: &crate::program::Slot| Histogram::new(&weights[slot.offset..][..slot.shape.count()], bins);
    Ok(slots.iter().map(|slot| (slot.name.clone(), of(slot))).collect())
}

/// What each of some nodes gives for some ready inputs, in the order of the nodes.
pub fn activation_histograms(
    session: &mut Session,
    inputs: &[f32],
    nodes: &[&str],
    bins: usize,
) -> Result<Vec<Histogram>> {
    let inquiry = Inquiry { nodes: nodes.iter().map(|&node| node.to_owned()).collect(), ..Inquiry::default() };
    let reply = session.inquire(&inquiry, inputs, Seeds::None)?;
    Ok(reply.nodes.iter().map(|numbers| Histogram::new(numbers, bins)).collect())
}

/// The gradients of the mean loss over some ready inputs, against true classes or numbers, with respect to every tensor:
/// as [`weight_histograms`]. Dropout is off and running statistics are used.
pub fn gradient_histograms(
    session: &mut Session,
    inputs: &[f32],
    truths: Seeds,
    bins: usize,
) -> Result<Vec<(String, Histogram)>> {
    let inquiry = Inquiry { of: Some(Quantity::Loss), weights: true, ..Inquiry::default() };
    let reply = session.inquire(&inquiry, inputs, truths)?;
    let names = session.layout().weights.iter().map(|slot| slot.name.clone());
    Ok(names.zip(reply.weights.iter().map(|numbers| Histogram::new(numbers, bins))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_counted_once() {
        let found = Histogram::new(&[-1.0, 0.0, 0.0, 0.5, 1.0, f32::NAN, f32::INFINITY], 4);
        assert_eq!((found.range, found.counts.as_slice()), ([-1.0, 1.0], [1, 0, 2, 2].as_slice()));
        assert_eq!((found.zeros, found.not_finite, found.mean), (2, 2, 0.1));
        assert_eq!(Histogram::new(&[2.0; 3], 5).counts, [3, 0, 0, 0, 0]);
        assert_eq!(Histogram::new(&[], 2).counts, [0, 0]);
    }
}
