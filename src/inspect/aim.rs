//! What an explanation explains: the score of a class, or a unit inside the network.

use crate::base::{Error, Result};
use crate::compile::{Inquiry, Quantity};
use crate::layers::Arity;
use crate::losses::Target;
use crate::session::{Seeds, Session};

/// One number that a network gives for a sample.
#[derive(Clone, Debug, PartialEq)]
pub enum Aim {
    /// The score of a class, before the softmax or sigmoid that makes a probability of it; or, where numbers are
    /// predicted, the number at this place.
    Class(usize),
    /// A channel of a node's output.
    Unit {
        /// The node's name.
        node: String,
        /// The channel: the place along the innermost axis.
        channel: usize,
        /// Row and column of a feature map; `None` for the mean over the whole map.
        at: Option<[usize; 2]>,
    },
}

impl Aim {
    pub(super) fn quantity(&self) -> Quantity {
        match self {
            Aim::Class(_) => Quantity::Scores,
            Aim::Unit { node, .. } => Quantity::Node(node.clone()),
        }
    }

    /// What the numbers of the quantity are weighed with to give the aim, for one sample.
    ///
    /// # Errors
    /// If there is no such class, node, channel or place.
    pub(super) fn seed(&self, session: &Session) -> Result<Vec<f32>> {
        match self {
            Aim::Class(class) => {
                let width = session.output().count();
                let two = width == 1 && session.plan().design().target == Target::Classes(2);
                let mut seed = vec![0.0; width];
                match seed.get_mut(if two { 0 } else { *class }) {
                    // A single score speaks for the second class and against the first.
                    Some(place) if !two || *class < 2 => *place = if two && *class == 0 { -1.0 } else { 1.0 },
                    _ => {
                        let count = if two { 2 } else { width };
                        return Err(Error::input(format!(
                            "There is no class {class}: the network tells {count} apart."
                        )));
                    }
                }
                Ok(seed)
            }
            Aim::Unit { node, channel, at } => {
                let shape = super::maps::shape_of(session, node)?;
                let channels = shape.last();
                if *channel >= channels {
                    return Err(Error::input(format!(
                        "{node} has {channels} channels, so there is no channel {channel}."
                    )));
                }
                let mut seed = vec![0.0; shape.count()];
                match at {
                    None => {
                        let places = shape.count() / channels;
                        seed.iter_mut().skip(*channel).step_by(channels).for_each(|part| *part = 1.0 / places as f32);
                    }
                    Some([y, x]) => {
                        let [height, width] = shape.picture().map_or([1, 1], |[height, width, _]| [height, width]);
                        if *y >= height || *x >= width {
                            return Err(Error::input(format!(
                                "{node} is {shape}, so there is no place {y}, {x} in it."
                            )));
                        }
                        seed[(y * width + x) * channels + channel] = 1.0;
                    }
                }
                Ok(seed)
            }
        }
    }
}

/// The aim's value for each of some ready inputs.
pub(super) fn values(session: &mut Session, inputs: &[f32], aim: &Aim) -> Result<Vec<f32>> {
    let (seeds, seed) = seeds(session, inputs, aim)?;
    let inquiry = Inquiry { of: Some(aim.quantity()), ..Inquiry::default() };
    let reply = session.inquire(&inquiry, inputs, Seeds::Weights(&seeds))?;
    Ok(weighed(&reply.quantity, &seed))
}

/// The aim's value for each of some ready inputs, and its gradient with respect to each.
pub(super) fn gradients(session: &mut Session, inputs: &[f32], aim: &Aim) -> Result<(Vec<f32>, Vec<f32>)> {
    let (seeds, seed) = seeds(session, inputs, aim)?;
    let with_respect_to = vec![input_node(session)?];
    let inquiry = Inquiry { of: Some(aim.quantity()), with_respect_to, ..Inquiry::default() };
    let mut reply = session.inquire(&inquiry, inputs, Seeds::Weights(&seeds))?;
    Ok((weighed(&reply.quantity, &seed), reply.gradients.swap_remove(0)))
}

fn seeds(session: &Session, inputs: &[f32], aim: &Aim) -> Result<(Vec<f32>, Vec<f32>)> {
    let seed = aim.seed(session)?;
    Ok((seed.repeat(inputs.len() / session.plan().design().input.count().max(1)), seed))
}

fn weighed(quantity: &[f32], seed: &[f32]) -> Vec<f32> {
    quantity.chunks(seed.len()).map(|row| row.iter().zip(seed).map(|(a, b)| a * b).sum()).collect()
}

/// The name of the node where samples come in.
pub fn input_node(session: &Session) -> Result<String> {
    let nodes = &session.plan().design().network.nodes;
    let input = nodes.iter().find(|node| node.layer.arity() == Arity::Zero);
    input.map(|node| node.name.clone()).ok_or_else(|| Error::input("The network has no input."))
}

/// For each channel of a sample, what bytes 0 and 255 become before the network sees them: black and white.
pub fn pixel_range(session: &Session) -> Vec<[f32; 2]> {
    let design = session.plan().design();
    let of = |list: &[f32], channel: usize| list.get(channel).or(list.first()).copied().unwrap_or(0.0);
    let range = |channel| {
        let [scale, offset] = [of(&design.scale, channel), of(&design.offset, channel)];
        [offset, 255.0 * scale + offset]
    };
    (0..design.input.last()).map(range).collect()
}
