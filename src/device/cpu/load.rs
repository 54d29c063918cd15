//! The samples of a batch out of the data set. Partner: `ops/load.rs`.

use smallvec::SmallVec;

use super::Real;
use super::augment::Change;
use super::call::Call;
use super::parallel::pieces;
use crate::base::{Error, Result};
use crate::data::Bytes;
use crate::device::{Samples, Stored, Targets};
use crate::ops::LoadBatch;

/// A data set in memory.
pub(super) struct Data {
    /// How many numbers one sample has.
    pub size: usize,
    /// The order in which [`crate::device::Step::offset`] counts.
    pub order: Vec<u32>,
    inputs: Inputs,
    labels: Vec<u32>,
    targets: Vec<f32>,
    width: usize,
}

enum Inputs {
    Bytes(Bytes),
    Numbers(Vec<f32>),
}

impl Data {
    /// Copies samples, but for pictures.
    pub fn new(samples: &Samples) -> Result<Data> {
        let size = samples.shape.count();
        let (inputs, count) = match samples.inputs {
            // Shared: a large data set is in memory once, or in a mapped file.
            Stored::Bytes(bytes) => (Inputs::Bytes(bytes.clone()), bytes.len()),
            Stored::Numbers(numbers) => (Inputs::Numbers(numbers.to_vec()), numbers.len()),
        };
        let (labels, targets, width) = match samples.targets {
            Targets::Labels(labels) => (labels.to_vec(), Vec::new(), 0),
            Targets::Numbers(numbers, width) => (Vec::new(), numbers.to_vec(), width),
        };
        let rows = targets.len().checked_div(width).unwrap_or(labels.len());
        if count != rows * size {
            return Err(Error::input(format!(
                "{rows} samples of {} need {} numbers, not {count}",
                samples.shape,
                rows * size
            )));
        }
        Ok(Data { size, order: (0..rows as u32).collect(), inputs, labels, targets, width })
    }

    /// How many samples there are.
    pub fn count(&self) -> usize {
        self.targets.len().checked_div(self.width).unwrap_or(self.labels.len())
    }

    /// Whether the targets are classes.
    pub fn has_labels(&self) -> bool {
        self.width == 0
    }

    /// How many numbers are to be predicted for each sample; 0 if it is a class.
    pub fn width(&self) -> usize {
        self.width
    }

    fn batch(&self, offset: u32) -> &[u32] {
        &self.order[offset as usize..]
    }
}

pub(super) fn load_batch<T: Real>(op: &LoadBatch, call: &mut Call<T>, data: &Data) {
    let real = |list: &[f32]| list.iter().map(|&number| T::of(number.into())).collect::<SmallVec<[T; 8]>>();
    let [scale, offset] = [real(&op.scale), real(&op.offset)];
    let order = data.batch(call.step.offset);
    let size = data.size;
    if let (Some(settings), Some(shape)) = (&op.augment, op.shape.picture()) {
        let [height, width, _] = shape;
        let step = call.step;
        // A changed number costs about as much as thirty that are only copied.
        return pieces(call.output(0), size, 30, |at, y| {
            for (y, &sample) in y.chunks_exact_mut(size).zip(&order[at / size..]) {
                let change = Change::<T>::draw(settings, [height, width], sample, step);
                let first = sample as usize * size;
                match &data.inputs {
                    Inputs::Bytes(bytes) => {
                        let bytes = &bytes[first..first + size];
                        change.apply(shape, T::of(255.0), |at| T::of(bytes[at].into()), y);
                    }
                    Inputs::Numbers(numbers) => {
                        change.apply(shape, T::ONE, |at| T::of(numbers[first + at].into()), y);
                    }
                }
                scale_in_place(&scale, &offset, y);
            }
        });
    }
    pieces(call.output(0), size, 1, |at, y| {
        for (y, &sample) in y.chunks_exact_mut(size).zip(&order[at / size..]) {
            let range = sample as usize * size..(sample as usize + 1) * size;
            match &data.inputs {
                Inputs::Bytes(bytes) => prepare(&bytes[range], |byte| T::of(byte.into()), &scale, &offset, y),
                Inputs::Numbers(numbers) => prepare(&numbers[range], |x| T::of(x.into()), &scale, &offset, y),
            }
        }
    });
}

/// y ← x · scale + offset, per channel.
fn prepare<S: Copy, T: Real>(x: &[S], real: impl Fn(S) -> T, scale: &[T], offset: &[T], y: &mut [T]) {
    if let ([scale], [offset]) = (scale, offset) {
        for (y, &x) in y.iter_mut().zip(x) {
            *y = real(x) * *scale + *offset;
        }
        return;
    }
    let channels = scale.len().max(offset.len());
    for (y, x) in y.chunks_exact_mut(channels).zip(x.chunks_exact(channels)) {
        for (channel, (y, &x)) in y.iter_mut().zip(x).enumerate() {
            *y = real(x) * scale[channel % scale.len()] + offset[channel % offset.len()];
        }
    }
}

/// y ← y · scale + offset, per channel.
fn scale_in_place<T: Real>(scale: &[T], offset: &[T], y: &mut [T]) {
    for pixel in y.chunks_exact_mut(scale.len().max(offset.len())) {
        for (channel, y) in pixel.iter_mut().enumerate() {
            *y = *y * scale[channel % scale.len()] + offset[channel % offset.len()];
        }
    }
}

pub(super) fn load_labels<T: Real>(call: &mut Call<T>, data: &Data) {
    for (label, &sample) in call.output_indices(0).iter_mut().zip(data.batch(call.step.offset)) {
        *label = data.labels[sample as usize];
    }
}

pub(super) fn load_targets<T: Real>(call: &mut Call<T>, data: &Data) {
    let targets = call.output(0).chunks_exact_mut(data.width);
    for (y, &sample) in targets.zip(data.batch(call.step.offset)) {
        for (y, &target) in y.iter_mut().zip(&data.targets[sample as usize * data.width..]) {
            *y = T::of(target.into());
        }
    }
}
