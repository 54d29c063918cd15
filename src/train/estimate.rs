//! What a training would take: memory from the program's own plan, time from a few steps on the device itself.

/// What a training of a network would take on a device.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The device's name.
    pub device: String,
    /// The rows of a step that this is about.
    pub batch: usize,
    /// Bytes of weights, gradients, what the optimiser remembers, values and samples.
    pub bytes: usize,
    /// Bytes that the device has free, where it tells.
    pub available: Option<usize>,
    /// Whether a training fits: it was tried.
    pub fits: bool,
    /// The largest power of two that would fit, where this batch does not.
    pub batch_that_fits: Option<usize>,
    /// Seconds of an epoch at the speed of the steps that were tried.
    pub seconds_per_epoch: Option<f64>,
}
