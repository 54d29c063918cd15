//! A number that the host reads late. Partners: `device/cpu/update.rs`, `shaders/report.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Operation, Type};

/// Keeps a number `[]` of this step for the host, which reads the numbers of many steps at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Its place among the numbers that one step reports.
    pub slot: usize,
}

impl Operation for Report {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [number] = super::exactly(inputs)?;
        if *number != Type::single([]) {
            return Err(format!("only a single number is reported, not {}", number.shape));
        }
        Ok(Vec::new())
    }

    fn has_effect(&self) -> bool {
        true
    }

    fn words(&self) -> String {
        format!("slot {}", self.slot)
    }
}
