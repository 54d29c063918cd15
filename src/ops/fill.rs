//! One number everywhere. Partners: `device/cpu/unary.rs`, `shaders/fill.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Operation, Type};

/// A value whose every number is the same: the gradient of the loss with respect to itself is 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fill {
    /// What it is.
    pub of: Type,
    /// The number.
    pub number: f32,
}

impl Default for Fill {
    fn default() -> Fill {
        Fill { of: Type::single([]), number: 1.0 }
    }
}

impl Operation for Fill {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [] = super::exactly(inputs)?;
        Ok(vec![self.of.clone()])
    }

    fn words(&self) -> String {
        self.number.to_string()
    }
}
