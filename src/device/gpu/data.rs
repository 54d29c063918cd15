//! A data set on the device: bytes stay bytes, four to a word.

use super::context::Context;
use crate::base::{Error, Result};
use crate::device::{Samples, Stored, Targets};

/// The samples with what is to be predicted, and the order in which they are taken.
pub(super) struct Data {
    pub inputs: wgpu::Buffer,
    /// Whether the inputs are bytes rather than numbers.
    pub bytes: bool,
    pub targets: wgpu::Buffer,
    pub order: wgpu::Buffer,
    samples: usize,
}

impl Data {
    pub fn new(context: &Context, samples: &Samples) -> Result<Data> {
        let advice = "use fewer samples or smaller pictures, or the device cpu";
        let (words, bytes) = match samples.inputs {
            Stored::Bytes(bytes) => (packed(bytes), true),
            Stored::Numbers(numbers) => (numbers.iter().map(|number| number.to_bits()).collect(), false),
        };
        let stored = if bytes { 4 * words.len() } else { words.len() };
        let inputs = context.buffer("The data set", words.len(), advice)?;
        context.write(&inputs, 0, &words)?;
        let targets = match samples.targets {
            Targets::Labels(labels) => labels.to_vec(),
            Targets::Numbers(numbers, _) => numbers.iter().map(|number| number.to_bits()).collect(),
        };
        let count = match samples.targets {
            Targets::Labels(labels) => labels.len(),
            Targets::Numbers(numbers, width) => numbers.len() / width.max(1),
        };
        debug_assert!(count * samples.shape.count() <= stored, "each sample has its inputs");
        let buffer = context.buffer("What is to be predicted", targets.len(), advice)?;
        context.write(&buffer, 0, &targets)?;
        let order = context.buffer("The order of samples", count, advice)?;
        context.write(&order, 0, &(0..count as u32).collect::<Vec<_>>())?;
        Ok(Data { inputs, bytes, targets: buffer, order, samples: count })
    }

    pub fn set_order(&self, context: &Context, order: &[u32]) -> Result<()> {
        if order.len() as u64 * 4 > self.order.size() {
            let (wanted, room) = (order.len(), self.samples);
            return Err(Error::work(format!("An order of {wanted} samples does not fit a data set of {room}.")));
        }
        context.write(&self.order, 0, order)
    }
}

/// Four bytes in each word, the first lowest.
fn packed(bytes: &[u8]) -> Vec<u32> {
    let word = |chunk: &[u8]| (0..4).map(|place| u32::from(*chunk.get(place).unwrap_or(&0)) << (8 * place)).sum();
    bytes.chunks(4).map(word).collect()
}
