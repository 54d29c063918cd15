//! A learning rate that rises and falls once (Smith and Topin, 2018), with PyTorch's defaults.

use serde::{Deserialize, Serialize};

use super::{Progress, ScheduleKind, half_cosine};
use crate::base::Form;

/// From a small part of the full rate up to it, then down to almost nothing, each along half a cosine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OneCycle {
    /// The part of the training during which it rises.
    pub rise: f64,
    /// The part of the full rate at the beginning.
    pub start: f64,
    /// The part of the full rate at the end.
    pub end: f64,
}

impl Default for OneCycle {
    fn default() -> OneCycle {
        OneCycle { rise: 0.3, start: 0.04, end: 4e-6 }
    }
}

impl ScheduleKind for OneCycle {
    fn title(&self) -> &'static str {
        "One cycle"
    }

    fn help(&self) -> &'static str {
        "Rises to a large learning rate, then falls to almost nothing: good results in few epochs."
    }

    fn rate(&self, base: f64, at: &Progress) -> f64 {
        let part = at.part();
        if part < self.rise {
            half_cosine(base * self.start, base, part / self.rise)
        } else {
            half_cosine(base, base * self.end, (part - self.rise) / (1.0 - self.rise).max(f64::EPSILON))
        }
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.number("Part that rises", &mut self.rise, 0.0..=1.0);
        form.number("Part at the beginning", &mut self.start, 0.0..=1.0);
        form.number("Part left at the end", &mut self.end, 0.0..=1.0);
    }
}
