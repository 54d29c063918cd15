//! Where the marks of a chart's axes stand, and what is written beside them.

use egui_plot::{GridInput, GridMark};

use crate::ui::state::Axis;
use crate::ui::words;

/// About so many marks at round distances.
pub fn even(input: GridInput, count: f64) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    let rough = ((high - low) / count).max(f64::MIN_POSITIVE);
    let power = 10f64.powf(rough.log10().floor());
    let step_size = power * [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= rough).unwrap_or(10.0);
    let marks = ((low / step_size).ceil() as i64)..=((high / step_size).floor() as i64);
    marks.take(100).map(|place| GridMark { value: place as f64 * step_size, step_size }).collect()
}

/// Marks at 1, 2 and 5 of every power of ten in sight, for an axis that holds logarithms.
pub fn decades(input: GridInput) -> Vec<GridMark> {
    let (low, high) = input.bounds;
    let mut marks = Vec::new();
    for power in (low.floor() as i32).max(-12)..=(high.ceil() as i32).min(12) {
        for (factor, step_size) in [(1.0f64, 1.0), (2.0, 0.3), (5.0, 0.3)] {
            marks.push(GridMark { value: f64::from(power) + factor.log10(), step_size });
        }
    }
    marks.retain(|mark| (low..=high).contains(&mark.value));
    marks
}

/// What stands below a mark of the horizontal axis.
pub fn across_text(value: f64, axis: Axis) -> String {
    match axis {
        Axis::Step if value >= 0.0 && value.fract() == 0.0 => words::grouped(value as u64),
        Axis::Epoch if value >= 0.0 => format!("{}", (value * 100.0).round() / 100.0),
        Axis::Time if value >= 0.0 => words::time(value),
        _ => String::new(),
    }
}
