//! Which input numbers an aim hangs on, by gradients: plain, smoothed over noise, and integrated along a path.

use super::Aim;
use super::aim::{gradients, values};
use super::maps::one_sample;
use crate::base::{Error, Philox, Result, Shape};
use crate::session::Session;

/// A number for each input number.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The shape of a sample.
    pub shape: Shape,
    /// How much each input number counts, signed.
    pub numbers: Vec<f32>,
    /// The aim's value for the sample.
    pub value: f32,
    /// The aim's value for the baseline, of integrated gradients: the numbers add up to the difference of the two.
    pub baseline: Option<f32>,
}

impl Attribution {
    /// For each pixel the largest size over its channels (Simonyan et al., 2013).
    pub fn strengths(&self) -> Vec<f32> {
        let channels = self.shape.last().max(1);
        self.numbers.chunks(channels).map(|pixel| pixel.iter().fold(0.0, |most, part| part.abs().max(most))).collect()
    }

    /// For each pixel the sum over its channels: for and against.
    pub fn sums(&self) -> Vec<f32> {
        self.numbers.chunks(self.shape.last().max(1)).map(|pixel| pixel.iter().sum()).collect()
    }
}

/// How gradients are smoothed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SmoothGrad {
    /// How many noisy samples are averaged.
    pub samples: usize,
    /// The deviation of the noise, as a part of the sample's range.
    pub noise: f64,
    /// Drives the noise.
    pub seed: u64,
}

impl Default for SmoothGrad {
    fn default() -> SmoothGrad {
        SmoothGrad { samples: 32, noise: 0.15, seed: 0 }
    }
}

/// How gradients are integrated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Integrated<'a> {
    /// Points on the path, by the rule of Gauss and Legendre.
    pub steps: usize,
    /// Where the path begins: a sample that says nothing, as a black picture.
    pub baseline: &'a [f32],
}

/// Told how many gradients of how many are found; gives up with an error.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize) -> Result<()>;

/// The gradient of the aim with respect to one ready input (Simonyan et al., 2013).
///
/// # Errors
/// If the aim does not exist or the input is not one sample; so it is for all below.
pub fn gradient(session: &mut Session, input: &[f32], aim: &Aim) -> Result<Attribution> {
    let (values, numbers) = gradients(session, one_sample(session, input)?, aim)?;
    Ok(Attribution { shape: session.plan().design().input.clone(), numbers, value: values[0], baseline: None })
}

/// The mean gradient over noisy copies of the input (Smilkov et al., 2017). The noise of copy i is the i-th run of normal
/// numbers of the seed's stream 0.
pub fn smooth_grad(session: &mut Session, input: &[f32], aim: &Aim, how: &SmoothGrad) -> Result<Attribution> {
    smooth_grad_step_by_step(session, input, aim, how, &mut |_, _| Ok(()))
}

/// The same, telling how far it is.
pub fn smooth_grad_step_by_step(
    session: &mut Session,
    input: &[f32],
    aim: &Aim,
    how: &SmoothGrad,
    progress: Progress,
) -> Result<Attribution> {
    let input = one_sample(session, input)?;
    if how.samples == 0 {
        return Err(Error::input("A mean over no noisy samples says nothing; take at least 1."));
    }
    let [low, high] = super::picture::range(input);
    let deviation = how.noise * f64::from(high - low);
    let mut random = Philox::new(how.seed, 0);
    let mut copies = (0..how.samples).map(|_| {
        input.iter().map(|&number| (f64::from(number) + deviation * random.normal()) as f32).collect::<Vec<f32>>()
    });
    let part = 1.0 / how.samples as f64;
    let numbers = weighted_gradients(session, &mut copies, &vec![part; how.samples], aim, progress)?;
    let numbers = numbers.into_iter().map(|number| number as f32).collect();
    let value = values(session, input, aim)?[0];
    Ok(Attribution { shape: session.plan().design().input.clone(), numbers, value, baseline: None })
}

/// (input − baseline) · mean gradient along the straight path from the baseline (Sundararajan et al., 2017). The numbers
/// add up to the aim's value less that of the baseline, as exactly as the steps are many.
pub fn integrated_gradients(session: &mut Session, input: &[f32], aim: &Aim, how: &Integrated) -> Result<Attribution> {
    integrated_gradients_step_by_step(session, input, aim, how, &mut |_, _| Ok(()))
}

/// The same, telling how far it is.
pub fn integrated_gradients_step_by_step(
    session: &mut Session,
    input: &[f32],
    aim: &Aim,
    how: &Integrated,
    progress: Progress,
) -> Result<Attribution> {
    let (input, baseline) = (one_sample(session, input)?, one_sample(session, how.baseline)?);
    if !(1..=1000).contains(&how.steps) {
        return Err(Error::input(format!("The path takes from 1 to 1000 steps, not {}.", how.steps)));
    }
    let (places, weights) = gauss_legendre(how.steps);
    let mut points = places.iter().map(|&part| {
        let between = |(&from, &to): (&f32, &f32)| (f64::from(from) + part * f64::from(to - from)) as f32;
        baseline.iter().zip(input).map(between).collect::<Vec<f32>>()
    });
    let mean = weighted_gradients(session, &mut points, &weights, aim, progress)?;
    let scaled = |((&to, &from), mean): ((&f32, &f32), f64)| (f64::from(to - from) * mean) as f32;
    let numbers = input.iter().zip(baseline).zip(mean).map(scaled).collect();
    let ends = values(session, &[input, baseline].concat(), aim)?;
    let shape = session.plan().design().input.clone();
    Ok(Attribution { shape, numbers, value: ends[0], baseline: Some(ends[1]) })
}

/// Σ weight · gradient over some inputs, a few at a time.
fn weighted_gradients(
    session: &mut Session,
    inputs: &mut dyn Iterator<Item = Vec<f32>>,
    weights: &[f64],
    aim: &Aim,
    progress: Progress,
) -> Result<Vec<f64>> {
    const GROUP: usize = 32;
    let width = session.plan().design().input.count();
    let mut sum = vec![0.0; width];
    for (group, few) in weights.chunks(GROUP).enumerate() {
        progress(group * GROUP, weights.len())?;
        let group: Vec<f32> = inputs.take(few.len()).flatten().collect();
        let (_, found) = gradients(session, &group, aim)?;
        for (gradient, weight) in found.chunks(width).zip(few) {
            sum.iter_mut().zip(gradient).for_each(|(sum, &part)| *sum += weight * f64::from(part));
        }
    }
    Ok(sum)
}

/// Places between 0 and 1 and weights that add up to 1, which integrate polynomials of degree 2·count − 1 exactly:
/// the roots of Legendre's polynomial, by Newton's method.
fn gauss_legendre(count: usize) -> (Vec<f64>, Vec<f64>) {
    let root = |place: usize| {
        let mut x = (std::f64::consts::PI * (place as f64 + 0.75) / (count as f64 + 0.5)).cos();
        let mut slope = 1.0;
        for _ in 0..100 {
            let [mut before, mut value] = [1.0, x];
            for degree in 2..=count {
                let degree = degree as f64;
                (before, value) = (value, ((2.0 * degree - 1.0) * x * value - (degree - 1.0) * before) / degree);
            }
            slope = count as f64 * (x * value - before) / (x * x - 1.0);
            let step = value / slope;
            x -= step;
            if step.abs() < 1e-15 {
                break;
            }
        }
        // On the way from 1 to −1 turned round and brought from −1…1 to 0…1.
        ((1.0 - x) / 2.0, 1.0 / ((1.0 - x * x) * slope * slope))
    };
    if count == 1 { (vec![0.5], vec![1.0]) } else { (0..count).map(root).unzip() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quadrature_integrates_polynomials_exactly() {
        for count in [1, 2, 5, 50] {
            let (places, weights) = gauss_legendre(count);
            for degree in 0..(2 * count).min(20) {
                let sum: f64 = places.iter().zip(&weights).map(|(x, w)| w * x.powi(degree as i32)).sum();
                let wanted = 1.0 / (degree as f64 + 1.0);
                assert!((sum - wanted).abs() < 1e-12, "{count} points, degree {degree}: {sum}");
            }
            assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
