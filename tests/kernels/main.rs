//! Every kernel computes what its op says: GPU against the native device in f64, from memory that was NaN before.
//!
//! Where there is no graphics adapter at all these tests fail, unless NETLOOM_NO_GPU=1.

mod axes;
mod elementwise;
mod fusions;
mod harness;
mod loss;
mod naive;
mod pictures;
mod pooled;
mod products;
mod rows;
mod stores;
mod tuning;
