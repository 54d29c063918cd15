//! Values and their meaning: shapes, gradients, layers, networks, programs as text, the native device.

mod cases;
mod compile;
mod cpu;
mod gradients;
mod trial;
