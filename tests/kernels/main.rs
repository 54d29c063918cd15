//! Every WGSL kernel computes what its op says.

mod naive;
mod products;
