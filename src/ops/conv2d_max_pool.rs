//! Convolution and max pooling in one, so that the unpooled picture is never stored; only `program/fuse.rs` makes
//! these, after gradients were derived. Partner: `device/cpu/conv2d_max_pool.rs`.

use serde::{Deserialize, Serialize};

use super::conv2d::{picture, product_cost};
use super::{Conv2d, Conv2dInputGradient, Conv2dWeightGradient, Cost, Epilogue, Geometry, Operation, Type, Window};

/// Convolution with its epilogue, then max pooling by windows that are apart: the inputs of [`Conv2d`], the outputs
/// of [`super::MaxPool`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Conv2dMaxPool {
    /// The convolution.
    pub conv: Conv2d,
    /// The window of the pooling.
    pub window: Window,
}

/// The gradients of [`Conv2dMaxPool`] without its epilogue: x `[h, w, ci]`, place and dy `[oh, ow, co]`, batched
/// → dw `[kh, kw, ci / groups, co]`; if `input`, also takes w and the epilogue's inputs and gives dx `[h, w, ci]`
/// batched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Conv2dMaxPoolGradient {
    /// How the window of the convolution moves.
    pub geometry: Geometry,
    /// The height and width of the convolution's window.
    pub kernel: [usize; 2],
    /// The window of the pooling.
    pub window: Window,
    /// Whether the gradient of the input is wanted.
    pub input: bool,
    /// What is done to dx before it is stored.
    pub epilogue: Epilogue,
}

impl Conv2dMaxPool {
    /// The type of the result before pooling.
    pub fn unpooled(&self, inputs: &[&Type]) -> Result<Type, String> {
        Ok(self.conv.outputs(inputs)?.remove(0))
    }
}

impl Operation for Conv2dMaxPool {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let result = self.unpooled(inputs)?;
        if !self.window.is_apart() {
            return Err("the windows overlap or are padded".into());
        }
        let pooled = self.window.pooled(&result)?;
        Ok(vec![pooled.clone(), pooled.of_indices()])
    }

    fn is_differentiable(&self) -> bool {
        false
    }

    fn cost(&self, inputs: &[&Type], _outputs: &[&Type], rows: usize) -> Cost {
        let result = self.unpooled(inputs);
        result.map_or_else(|_| Cost::default(), |result| product_cost(inputs[1], &result, rows))
    }

    fn words(&self) -> String {
        format!("{} + max pool {}", self.conv.words(), self.window.words())
    }
}

impl Conv2dMaxPoolGradient {
    /// The type of the gradient before pooling.
    pub fn unpooled(&self, x: &Type, dy: &Type) -> Result<Type, String> {
        let [height, width, _] = picture(x)?;
        self.window.unpooled(self.geometry.output([height, width], self.kernel)?, dy)
    }
}

impl Operation for Conv2dMaxPoolGradient {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let &[x, place, dy, ref rest @ ..] = inputs else { return Err("takes at least 3 inputs".into()) };
        if *place != dy.clone().of_indices() {
            return Err("the places of the largest numbers differ in shape from the gradient".into());
        }
        let unpooled = self.unpooled(x, dy)?;
        let Conv2dMaxPoolGradient { geometry, kernel, epilogue, .. } = *self;
        let mut outputs = Conv2dWeightGradient { geometry, kernel }.outputs(&[x, &unpooled])?;
        if self.input {
            let [height, width, _] = picture(x)?;
            let op = Conv2dInputGradient { geometry, input: [height, width], epilogue };
            outputs.extend(op.outputs(&[&[&unpooled], rest].concat())?);
        }
        Ok(outputs)
    }

    fn is_differentiable(&self) -> bool {
        false
    }

    fn cost(&self, inputs: &[&Type], outputs: &[&Type], rows: usize) -> Cost {
        let unpooled = self.unpooled(inputs[0], inputs[2]);
        let one = unpooled.map_or(0.0, |unpooled| product_cost(outputs[0], &unpooled, rows).flops);
        Cost { flops: one * outputs.len() as f64 }
    }

    fn words(&self) -> String {
        let geometry = Conv2dWeightGradient { geometry: self.geometry, kernel: self.kernel }.words();
        format!("{geometry} max pool {}{}", self.window.words(), self.epilogue.words())
    }
}
