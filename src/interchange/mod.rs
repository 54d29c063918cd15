//! Files for and from other programs.

pub mod npy;
