//! Values and their meaning: shapes, gradients, programs, the native device.

mod cases;
mod cpu;
mod gradients;
mod trial;
