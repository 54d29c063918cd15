//! What a product (matmul or convolution) still does to its result before storing it.

use serde::{Deserialize, Serialize};

use super::{Function, Type};

/// " + relu": an activation that an op ends with, in words.
pub(super) fn followed_by(activation: Option<Function>) -> String {
    activation.map_or(String::new(), |function| format!(" + {function}"))
}

/// What a product still does to each number of its result before storing it, in this order.
///
/// Only `program/fuse.rs` sets these, after gradients were derived. Each needs one more input, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Epilogue {
    /// Adds a bias, one number per output channel. Input: `[channels]`.
    pub bias: bool,
    /// Applies a function.
    pub activation: Option<Function>,
    /// Multiplies by the derivative of a function: the product is the gradient of that function's output.
    /// Input: what the function saved (see [`Function::saved`]), of the result's type.
    pub gradient: Option<Function>,
}

impl Epilogue {
    /// How many inputs it adds to the product's own.
    pub fn inputs(&self) -> usize {
        usize::from(self.bias) + usize::from(self.gradient.is_some())
    }

    /// Splits the epilogue's inputs off and checks them against the type of the result.
    pub fn check<'a, 'b>(&self, inputs: &'a [&'b Type]) -> Result<(&'a [&'b Type], &'a [&'b Type]), String> {
        let own = inputs.len().checked_sub(self.inputs()).ok_or("an input of the epilogue is missing")?;
        Ok(inputs.split_at(own))
    }

    /// Checks the epilogue's inputs against the type of the result.
    pub fn fits(&self, extra: &[&Type], result: &Type) -> Result<(), String> {
        let mut extra = extra.iter();
        if self.bias {
            let bias = extra.next().ok_or("the bias is missing")?;
            if bias.batched || bias.shape.count() != result.shape.last() {
                return Err(format!("a bias of {} does not fit {}", bias.shape, result.shape));
            }
        }
        if self.gradient.is_some() && extra.next().is_none_or(|saved| *saved != result) {
            return Err("what the activation saved differs in shape from its gradient".into());
        }
        Ok(())
    }

    /// "+ bias, relu": the settings in words.
    pub fn words(&self) -> String {
        let mut words = Vec::new();
        if self.bias {
            words.push("bias".to_owned());
        }
        if let Some(function) = self.activation {
            words.push(function.to_string());
        }
        if let Some(function) = self.gradient {
            words.push(format!("{function} gradient"));
        }
        words.iter().map(|word| format!(" + {word}")).collect()
    }
}
