//! The strongest pictures of a data set for each filter, with the patch that the filter saw.

use super::maps::shape_of;
use crate::base::Result;
use crate::compile::{Field, Inquiry};
use crate::session::{Seeds, Session};

/// A sample that excites a channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Strong {
    /// The place of the sample in its data set.
    pub sample: u32,
    /// The channel's largest number for the sample.
    pub value: f32,
    /// Its row and column in the feature map.
    pub at: [usize; 2],
}

/// Collects the strongest samples of each channel of a node, batch after batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Strongest {
    node: String,
    keep: usize,
    channels: Vec<Vec<Strong>>,
}

impl Strongest {
    /// Nothing seen yet; of each channel so many samples will be kept.
    ///
    /// # Errors
    /// If there is no such node.
    pub fn new(session: &Session, node: &str, keep: usize) -> Result<Strongest> {
        let channels = shape_of(session, node)?.last();
        Ok(Strongest { node: node.to_owned(), keep, channels: vec![Vec::new(); channels] })
    }

    /// Looks at some more samples, by their places in the data set and their ready inputs.
    ///
    /// # Errors
    /// If the inputs are not whole samples.
    pub fn look(&mut self, session: &mut Session, samples: &[u32], inputs: &[f32]) -> Result<()> {
        let shape = shape_of(session, &self.node)?;
        let width = shape.picture().map_or(1, |[_, width, _]| width);
        let inquiry = Inquiry { nodes: vec![self.node.clone()], ..Inquiry::default() };
        let reply = session.inquire(&inquiry, inputs, Seeds::None)?;
        for (&sample, numbers) in samples.iter().zip(reply.nodes[0].chunks(shape.count())) {
            let mut best: Vec<(f32, usize)> = vec![(f32::NEG_INFINITY, 0); self.channels.len()];
            for (place, pixel) in numbers.chunks(self.channels.len()).enumerate() {
                for (best, &number) in best.iter_mut().zip(pixel) {
                    if number > best.0 {
                        *best = (number, place);
                    }
                }
            }
            for (kept, (value, place)) in self.channels.iter_mut().zip(best) {
                let rank = kept.iter().position(|other| value > other.value).unwrap_or(kept.len());
                if rank < self.keep {
                    kept.insert(rank, Strong { sample, value, at: [place / width, place % width] });
                    kept.truncate(self.keep);
                }
            }
        }
        Ok(())
    }

    /// For each channel the strongest samples so far, the strongest first; of equal ones the first seen.
    pub fn channels(&self) -> &[Vec<Strong>] {
        &self.channels
    }

    /// The patch of the input picture that a channel saw of each of its strongest samples: its receptive field. Empty
    /// where samples are no pictures.
    pub fn patches(&self, session: &Session, channel: usize) -> Result<Vec<Field>> {
        let at: Vec<[usize; 2]> = self.channels[channel].iter().map(|strong| strong.at).collect();
        session.plan().fields(&self.node, &at)
    }
}
