//! Values and their meaning: shapes, gradients, layers, networks, programs as text, memory plans, the native device.

mod cases;
mod compile;
mod cpu;
mod dropout;
mod gradients;
mod initializers;
mod layers;
mod learning;
mod memory;
mod network;
mod normalisation;
mod pooling;
#[path = "../common/random.rs"]
mod random;

mod shortcuts;
mod trial;
