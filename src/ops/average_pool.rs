//! Average pooling and its gradient. Partners: `device/cpu/pool.rs`, `shaders/average_pool*.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Differential, Emit, Operation, Type, Value, Window};

/// The mean of each window and channel, over the pixels inside the picture only (as in Keras):
/// x `[h, w, c]` batched → y `[oh, ow, c]` batched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AveragePool {
    /// The window.
    pub window: Window,
}

/// The gradient of average pooling: dy `[oh, ow, c]` batched → dx `[h, w, c]` batched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AveragePoolGradient {
    /// The window.
    pub window: Window,
    /// The height and width of dx.
    pub input: [usize; 2],
}

impl Operation for AveragePool {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x] = super::exactly(inputs)?;
        Ok(vec![self.window.pooled(x)?])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let x = &emit.type_of(at.inputs[0]).shape;
        let op = AveragePoolGradient { window: self.window, input: [x[0], x[1]] };
        vec![Some(emit.emit(op, &[dy]))]
    }

    fn words(&self) -> String {
        self.window.words()
    }
}

impl Operation for AveragePoolGradient {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [dy] = super::exactly(inputs)?;
        Ok(vec![self.window.unpooled(self.input, dy)?])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        at.dy()
            .map(|upstream| vec![Some(emit.emit(AveragePool { window: self.window }, &[upstream]))])
            .unwrap_or_default()
    }

    fn words(&self) -> String {
        self.window.words()
    }
}
