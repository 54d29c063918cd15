//! A value that the host writes before a run.

use serde::{Deserialize, Serialize};

use super::{Cost, Operation, Type};

/// A value that the host writes before a run; no kernel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// What it is.
    pub of: Type,
}

impl Default for Input {
    fn default() -> Input {
        Input { of: Type::batched([1]) }
    }
}

impl Operation for Input {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [] = super::exactly(inputs)?;
        Ok(vec![self.of.clone()])
    }

    fn cost(&self, _inputs: &[&Type], _outputs: &[&Type], _rows: usize) -> Cost {
        Cost::default()
    }
}
