//! How good the answers of a network are, counted as scikit-learn counts: scores, confusion, curves, calibration, and
//! errors of predicted numbers. Whatever counts samples knows which they are.

mod answers;
mod calibration;
pub mod chart;
mod confusion;
mod curve;
pub mod histogram;
mod regression;
mod report;
mod scores;
pub mod table;
#[cfg(test)]
mod tests;
mod threshold;

pub use answers::{Answers, answer};
pub use calibration::{Bin, Calibration};
pub use confusion::Confusion;
pub use curve::{Curve, PrecisionRecall, Roc, means};
pub use regression::{OutputErrors, Regression};
pub use report::{Evaluation, Mistake, TopK};
pub use scores::{ClassScore, Score};
pub use threshold::AtThreshold;

/// A part of a whole, 0 where there is none.
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
