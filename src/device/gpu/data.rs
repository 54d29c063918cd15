//! A data set on the device: bytes stay bytes, four to a word.

use super::context::Context;
use super::kernel::StoredInputs;
use crate::base::{Error, Result};
use crate::device::{Samples, Step, Stored, Targets};
use crate::ops::Op;

/// The samples with what is to be predicted, and the order in which they are taken.
pub(super) struct Data {
    /// The inputs, sample after sample, in as many buffers as the device wants.
    pub inputs: Vec<wgpu::Buffer>,
    /// How many samples each of these buffers but the last has.
    held: usize,
    /// Whether the inputs are bytes rather than numbers.
    bytes: bool,
    pub targets: wgpu::Buffer,
    /// How many numbers are to be predicted for each sample; `None` for a class.
    width: Option<usize>,
    pub order: wgpu::Buffer,
    /// How many samples are in the order.
    ordered: usize,
    samples: usize,
    /// Numbers of one sample.
    size: usize,
}

impl Data {
    pub fn new(context: &Context, samples: &Samples) -> Result<Data> {
        let advice = "use fewer samples or smaller pictures, or the device cpu";
        let (raw, stored, bytes): (&[u8], _, _) = match samples.inputs {
            Stored::Bytes(bytes) => (&bytes[..], bytes.len(), true),
            Stored::Numbers(numbers) => (bytemuck::cast_slice(numbers), numbers.len(), false),
        };
        let (targets, count, width) = match samples.targets {
            Targets::Labels(labels) => (labels.to_vec(), labels.len(), None),
            Targets::Numbers(numbers, width) => (bits(numbers), numbers.len() / width.max(1), Some(width)),
        };
        let size = samples.shape.count();
        if count * size != stored {
            let sentence = format!("{stored} numbers are not {count} samples of {}.", samples.shape);
            return Err(Error::input(sentence));
        }
        let largest = context.largest_buffer().min(context.options.piece.unwrap_or(u64::MAX)) as usize;
        let sample = if bytes { size } else { 4 * size };
        // Samples come in fours, so that each buffer begins with a whole word.
        let held = (largest / sample.max(1) / 4 * 4).clamp(4, count.next_multiple_of(4).max(4));
        let mut inputs = Vec::new();
        for piece in raw.chunks((held * sample).max(1)) {
            let buffer = context.buffer("The data set", piece.len().div_ceil(4), advice)?;
            context.upload(&buffer, piece)?;
            inputs.push(buffer);
        }
        let buffer = context.buffer("What is to be predicted", targets.len(), advice)?;
        context.write(&buffer, 0, &targets)?;
        let order = context.buffer("The order of samples", count, advice)?;
        context.write(&order, 0, &(0..count as u32).collect::<Vec<_>>())?;
        Ok(Data { inputs, held, bytes, targets: buffer, width, order, ordered: count, samples: count, size })
    }

    /// How the inputs lie.
    pub fn stored(&self) -> StoredInputs {
        StoredInputs { bytes: self.bytes, buffers: self.inputs.len(), held: self.held }
    }

    /// How many samples are in the order.
    pub fn ordered(&self) -> usize {
        self.ordered
    }

    /// Whether an op can load from these samples.
    pub fn fits(&self, op: &Op) -> bool {
        match op {
            Op::LoadBatch(load) => load.shape.count() == self.size,
            Op::LoadLabels(_) => self.width.is_none(),
            Op::LoadTargets(load) => self.width == Some(load.width),
            _ => true,
        }
    }

    /// An error unless these rows from this offset on are in the order.
    pub fn check(&self, step: &Step) -> Result<()> {
        let end = step.offset as usize + step.rows as usize;
        if end > self.ordered {
            let ordered = self.ordered;
            return Err(Error::input(format!("a batch up to sample {end} reaches beyond the {ordered} in order")));
        }
        Ok(())
    }

    /// Sets the order of samples; what was queued before keeps the old one.
    pub fn set_order(&mut self, context: &Context, order: &[u32]) -> Result<()> {
        if let Some(place) = order.iter().find(|&&place| place as usize >= self.samples) {
            return Err(Error::input(format!("there is no sample {place} among {}", self.samples)));
        }
        if 4 * order.len() as u64 > self.order.size() {
            let (wanted, samples) = (order.len(), self.samples);
            return Err(Error::input(format!("An order of {wanted} is longer than the {samples} samples there are.")));
        }
        self.ordered = order.len();
        context.write(&self.order, 0, order)
    }
}

fn bits(numbers: &[f32]) -> Vec<u32> {
    numbers.iter().map(|number| number.to_bits()).collect()
}
