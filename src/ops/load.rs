//! The samples of a batch out of the data set that lives on the device. Partners: `device/cpu/load.rs`,
//! `shaders/load*.wgsl`; of augmentation `device/cpu/augment.rs`, `shaders/augment.wgsl`.
//!
//! The step names an offset into the order of samples: row `r` of the batch is sample `order[offset + r]`.

use serde::{Deserialize, Serialize};

use super::{Operation, Type};
use crate::base::Shape;
use crate::data::Augmentation;

/// Prepared pictures (bytes) or numbers as the network's input: y = stored · scale + offset, per channel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LoadBatch {
    /// The shape of one sample.
    pub shape: Shape,
    /// The factor for each channel (innermost axis), or one for all.
    pub scale: Vec<f32>,
    /// What is added for each channel, or one for all.
    pub offset: Vec<f32>,
    /// How stored pictures are changed at random before that; `None` leaves them as they are.
    ///
    /// Bytes run from 0 to 255, numbers are taken to run from 0 to 1. What happens to a sample follows from
    /// `philox([sample, 0xa0360000 + block, step, step >> 32], seed)` alone, blocks 0 to 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub augment: Option<Augmentation>,
    /// Whether only products read them, as their left factor, so that a device may read them where they lie and write
    /// nothing down. Only `program/fuse.rs` sets it.
    #[serde(default)]
    pub by_products: bool,
}

/// The class of each sample, as an index without axes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LoadLabels {}

/// The numbers to be predicted for each sample, `[width]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LoadTargets {
    /// How many numbers each sample has.
    pub width: usize,
}

impl Operation for LoadBatch {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [] = super::exactly(inputs)?;
        let channels = self.shape.last();
        if [self.scale.len(), self.offset.len()].iter().any(|&count| count != 1 && count != channels) {
            return Err(format!("{} scales do not fit {channels} channels", self.scale.len()));
        }
        if self.augment.is_some() && self.shape.picture().is_none() {
            return Err(format!("samples of {} are no pictures, which alone can be augmented", self.shape));
        }
        Ok(vec![Type::batched(self.shape.clone())])
    }

    fn words(&self) -> String {
        let augmented = if self.augment.is_some() { "augmented" } else { "" };
        format!("{augmented}{}", if self.by_products { " by products" } else { "" })
    }
}

impl Operation for LoadLabels {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [] = super::exactly(inputs)?;
        Ok(vec![Type::batched([]).of_indices()])
    }
}

impl Operation for LoadTargets {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [] = super::exactly(inputs)?;
        Ok(vec![Type::batched([self.width])])
    }
}
