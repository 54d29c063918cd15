//! What excites a unit: a picture grown from noise by climbing the gradient.

use super::Aim;
use super::aim::{gradients, input_node, values};
use crate::base::{Error, Philox, Result};
use crate::session::Session;

/// How the picture is grown.
#[derive(Clone, Debug, PartialEq)]
pub struct Excite {
    /// Steps uphill.
    pub steps: usize,
    /// The length of a step, as a part of the range from black to white, spread evenly over all numbers.
    pub rate: f64,
    /// How far each step draws all numbers back to the middle of the range, from 0 to 1.
    pub decay: f64,
    /// Every so many steps the picture is blurred a little, so that it stays free of fine noise; 0 for never.
    pub blur_every: usize,
    /// Drives the noise at the beginning.
    pub seed: u64,
    /// For each channel (innermost axis), the numbers of black and white: the picture stays between them.
    pub range: Vec<[f32; 2]>,
}

impl Excite {
    /// The usual way for samples that are pictures or rows with these ranges.
    pub fn within(range: Vec<[f32; 2]>) -> Excite {
        Excite { steps: 96, rate: 0.04, decay: 0.01, blur_every: 4, seed: 0, range }
    }
}

/// A picture that excites a unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Excitation {
    /// The sample, ready for the network.
    pub input: Vec<f32>,
    /// The aim's value before each step, and at last after all.
    pub values: Vec<f32>,
}

/// Grows a sample that makes the aim large (Erhan et al., 2009, with the blur of Yosinski et al., 2015). The same seed
/// gives the same sample.
///
/// # Errors
/// If the aim does not exist or there is not one range for each channel.
pub fn excite(session: &mut Session, aim: &Aim, how: &Excite) -> Result<Excitation> {
    excite_step_by_step(session, aim, how, &mut |_, _| Ok(()))
}

/// The same; `progress` is told how many steps of how many are done, and gives up with an error.
///
/// # Errors
/// As [`excite`], and what `progress` says.
pub fn excite_step_by_step(
    session: &mut Session,
    aim: &Aim,
    how: &Excite,
    progress: &mut dyn FnMut(usize, usize) -> Result<()>,
) -> Result<Excitation> {
    let shape = session.plan().design().input.clone();
    let channels = shape.last();
    if how.range.len() != channels {
        let node = input_node(session)?;
        return Err(Error::input(format!("{node} has {channels} channels, but there are {} ranges.", how.range.len())));
    }
    let mut random = Philox::new(how.seed, 0);
    let range = |place: usize| how.range[place % channels].map(f64::from);
    let middle = |place: usize| range(place).iter().sum::<f64>() / 2.0;
    let span = |place: usize| range(place)[1] - range(place)[0];
    let begin = |place: usize| middle(place) + 0.05 * span(place) * random.normal();
    let mut input: Vec<f64> = (0..shape.count()).map(begin).collect();
    let mut found = Vec::with_capacity(how.steps + 1);
    let single = |input: &[f64]| input.iter().map(|&number| number as f32).collect::<Vec<f32>>();
    for step in 0..how.steps {
        progress(step, how.steps)?;
        let (value, gradient) = gradients(session, &single(&input), aim)?;
        found.push(value[0]);
        let squares: f64 = gradient.iter().map(|&part| f64::from(part).powi(2)).sum();
        let size = (squares / gradient.len() as f64).sqrt().max(1e-12);
        for (place, (number, &part)) in input.iter_mut().zip(&gradient).enumerate() {
            let [low, high] = range(place);
            *number += how.rate * span(place) * (f64::from(part) / size).clamp(-3.0, 3.0);
            *number += how.decay * (middle(place) - *number);
            *number = number.clamp(low.min(high), high.max(low));
        }
        let last = step + 1 == how.steps;
        if let Some([height, width, _]) = shape.picture()
            && how.blur_every > 0
            && (step + 1) % how.blur_every == 0
            && !last
        {
            blur(&mut input, [height, width, channels]);
        }
    }
    let input = single(&input);
    found.extend(values(session, &input, aim)?);
    Ok(Excitation { input, values: found })
}

/// A quarter of each neighbour along height and width, edges repeated.
fn blur(picture: &mut [f64], [height, width, channels]: [usize; 3]) {
    for (extent, stride) in [(width, channels), (height, width * channels)] {
        let before = picture.to_vec();
        for (place, number) in picture.iter_mut().enumerate() {
            let along = place / stride % extent;
            let low = if along == 0 { place } else { place - stride };
            let high = if along + 1 == extent { place } else { place + stride };
            *number = 0.5 * before[place] + 0.25 * (before[low] + before[high]);
        }
    }
}
