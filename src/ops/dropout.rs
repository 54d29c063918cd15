//! Dropout (Srivastava et al., 2014), which is its own gradient. Partners: `device/cpu/dropout.rs`,
//! `shaders/dropout.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Differential, Emit, Operation, Type, Value};

/// Each number is zero with probability `rate`, else divided by 1 − rate: x → y like x.
///
/// Whether element `e` (counted over the batch) survives follows from Philox alone, so nothing is stored and both
/// devices agree: word `e % 4` of `philox([e / 4, stream, step, step >> 32], seed)` is at least
/// [`Dropout::threshold`]. The gradient is the same op on dy.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dropout {
    /// The probability of zero, from 0 up to, not including, 1.
    pub rate: f32,
    /// Tells the dropouts of one program apart.
    pub stream: u32,
}

impl Dropout {
    /// The 32 random bits must be at least this for a number to survive.
    pub fn threshold(&self) -> u32 {
        (f64::from(self.rate) * 2f64.powi(32)) as u32
    }

    /// What a survivor is multiplied by.
    pub fn scale(&self) -> f32 {
        1.0 / (1.0 - self.rate)
    }
}

impl Operation for Dropout {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x] = super::exactly(inputs)?;
        Ok(vec![x.clone()])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        at.dy().map(|dy| vec![Some(emit.emit(self.clone(), &[dy]))]).unwrap_or_default()
    }

    fn words(&self) -> String {
        format!("rate {}, stream {}", self.rate, self.stream)
    }
}
