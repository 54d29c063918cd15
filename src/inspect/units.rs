//! Units that do nothing: channels that give the same number whatever the sample.

use super::maps::shape_of;
use crate::base::Result;
use crate::compile::Inquiry;
use crate::session::{Seeds, Session};

/// What the channels of a node have given so far, batch after batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Units {
    node: String,
    /// For each channel the smallest and the largest number so far.
    pub ranges: Vec<[f32; 2]>,
    /// For each channel how many numbers were above zero.
    pub positive: Vec<u64>,
    /// How many numbers of each channel were seen.
    pub seen: u64,
}

impl Units {
    /// Nothing seen yet.
    ///
    /// # Errors
    /// If there is no such node.
    pub fn new(session: &Session, node: &str) -> Result<Units> {
        let channels = shape_of(session, node)?.last();
        let ranges = vec![[f32::INFINITY, f32::NEG_INFINITY]; channels];
        Ok(Units { node: node.to_owned(), ranges, positive: vec![0; channels], seen: 0 })
    }

    /// Looks at some more ready inputs.
    ///
    /// # Errors
    /// If they are not whole samples.
    pub fn look(&mut self, session: &mut Session, inputs: &[f32]) -> Result<()> {
        let inquiry = Inquiry { nodes: vec![self.node.clone()], ..Inquiry::default() };
        let reply = session.inquire(&inquiry, inputs, Seeds::None)?;
        for pixel in reply.nodes[0].chunks(self.ranges.len()) {
            self.seen += 1;
            for ((range, positive), &number) in self.ranges.iter_mut().zip(&mut self.positive).zip(pixel) {
                *range = [range[0].min(number), range[1].max(number)];
                *positive += u64::from(number > 0.0);
            }
        }
        Ok(())
    }

    /// The channels that have given one and the same number for all that was seen: they carry nothing on. Empty before
    /// anything was seen.
    pub fn dead(&self) -> Vec<usize> {
        let dead = |&channel: &usize| self.ranges[channel][0] == self.ranges[channel][1];
        (0..self.ranges.len()).filter(dead).collect()
    }
}
