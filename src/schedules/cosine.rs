//! A learning rate that falls along half a cosine, after a warm-up (Loshchilov and Hutter, 2017).

use serde::{Deserialize, Serialize};

use super::{Progress, ScheduleKind, half_cosine};
use crate::base::Form;

/// Rises evenly over the first epochs, then falls along half a cosine to a part of the full rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cosine {
    /// How many epochs it rises; 0 for none.
    pub warm_up: f64,
    /// The part of the full rate that is left at the end.
    pub end: f64,
}

impl Default for Cosine {
    fn default() -> Cosine {
        Cosine { warm_up: 1.0, end: 0.0 }
    }
}

impl ScheduleKind for Cosine {
    fn title(&self) -> &'static str {
        "Cosine"
    }

    fn help(&self) -> &'static str {
        "Rises during a warm-up, then falls smoothly to almost nothing at the end of training."
    }

    fn rate(&self, base: f64, at: &Progress) -> f64 {
        let warm_up = (self.warm_up * at.steps_per_epoch as f64).clamp(0.0, at.total_steps as f64);
        let step = at.step as f64;
        if step < warm_up {
            // The first step is not wasted on a rate of zero.
            return base * ((step + 1.0) / warm_up).min(1.0);
        }
        let part = (step - warm_up) / (at.total_steps as f64 - warm_up).max(1.0);
        half_cosine(base, base * self.end, part)
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.number("Warm-up epochs", &mut self.warm_up, 0.0..=100.0);
        form.number("Part left at the end", &mut self.end, 0.0..=1.0);
    }
}
