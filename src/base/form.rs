//! What a thing with settings tells a property panel about them.

use std::ops::RangeInclusive;

/// Visits the settings of a layer, loss, optimiser … one by one; a panel draws each, a test walks through them.
///
/// The thing says what it has and within which bounds; it never knows who asks.
pub trait Form {
    /// A whole number.
    fn count(&mut self, label: &str, value: &mut usize, range: RangeInclusive<usize>);
    /// Two whole numbers: along the height and along the width.
    fn pair(&mut self, label: &str, value: &mut [usize; 2], range: RangeInclusive<usize>);
    /// A real number.
    fn number(&mut self, label: &str, value: &mut f64, range: RangeInclusive<f64>);
    /// Yes or no.
    fn toggle(&mut self, label: &str, value: &mut bool);
    /// One of several words; `chosen` is the place of the present one.
    fn choice(&mut self, label: &str, options: &[&str], chosen: &mut usize);
}
