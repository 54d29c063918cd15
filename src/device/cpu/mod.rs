//! The native device.
