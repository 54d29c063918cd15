//! Feature maps: all numbers that a node gives for one sample.

use crate::base::{Error, Result, Shape};
use crate::compile::Inquiry;
use crate::session::{Seeds, Session};

/// What a node gives for one sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Maps {
    /// Its shape: height × width × channels for feature maps.
    pub shape: Shape,
    /// Its numbers, innermost axis fastest.
    pub numbers: Vec<f32>,
}

impl Maps {
    /// How many channels there are; each has a map.
    pub fn channels(&self) -> usize {
        self.shape.last()
    }

    /// The height and width of a map; all places in a row where the shape is none of a picture.
    pub fn size(&self) -> [usize; 2] {
        match self.shape.picture() {
            Some([height, width, _]) => [height, width],
            None => [1, self.shape.count() / self.channels().max(1)],
        }
    }

    /// The map of one channel, row by row.
    pub fn channel(&self, channel: usize) -> Vec<f32> {
        self.numbers.iter().skip(channel).step_by(self.channels()).copied().collect()
    }

    /// Row and column of the largest number of a channel.
    pub fn strongest(&self, channel: usize) -> [usize; 2] {
        let (map, [_, width]) = (self.channel(channel.min(self.channels().saturating_sub(1))), self.size());
        let better = |best: usize, place: usize| if map[place] > map[best] { place } else { best };
        let best = (1..map.len()).fold(0, better);
        [best / width.max(1), best % width.max(1)]
    }

    /// The smallest and the largest number of one channel, or of all; those that are not finite left out.
    pub fn range(&self, channel: Option<usize>) -> [f32; 2] {
        match channel {
            Some(channel) => super::picture::range(&self.channel(channel)),
            None => super::picture::range(&self.numbers),
        }
    }
}

/// What each of some nodes gives for one ready input, in one run.
///
/// # Errors
/// If a node does not exist or the input is not one sample.
pub fn feature_maps(session: &mut Session, input: &[f32], nodes: &[&str]) -> Result<Vec<Maps>> {
    let shapes = nodes.iter().map(|node| shape_of(session, node)).collect::<Result<Vec<_>>>()?;
    let inquiry = Inquiry { nodes: nodes.iter().map(|&node| node.to_owned()).collect(), ..Inquiry::default() };
    let reply = session.inquire(&inquiry, one_sample(session, input)?, Seeds::None)?;
    Ok(shapes.into_iter().zip(reply.nodes).map(|(shape, numbers)| Maps { shape, numbers }).collect())
}

/// The input, if it is exactly one sample.
pub(super) fn one_sample<'a>(session: &Session, input: &'a [f32]) -> Result<&'a [f32]> {
    let shape = &session.plan().design().input;
    if input.len() != shape.count() {
        return Err(Error::input(format!("{} numbers are not one sample of {shape}.", input.len())));
    }
    Ok(input)
}

/// The shape of a node's output.
///
/// # Errors
/// If there is no such node, or it does not work.
pub fn shape_of(session: &Session, node: &str) -> Result<Shape> {
    let plan = session.plan();
    plan.facts().nodes[plan.place_of(node)?].shape.clone().map_err(Error::Input)
}
