//! The same learning rate throughout.

use serde::{Deserialize, Serialize};

use super::{Progress, ScheduleKind};

/// The same learning rate throughout.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Constant {}

impl ScheduleKind for Constant {
    fn title(&self) -> &'static str {
        "Constant"
    }

    fn help(&self) -> &'static str {
        "The same learning rate throughout."
    }

    fn rate(&self, base: f64, _at: &Progress) -> f64 {
        base
    }
}
