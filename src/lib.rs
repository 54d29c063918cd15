//! Netloom: assemble, train and look inside neural networks, on any GPU or none.
//!
//! The modules stand lowest first: a module uses only modules listed above it. `tests/tidy.rs` reads this list and
//! enforces it, so this list *is* the architecture diagram; `ARCHITECTURE.md` says it in prose.

#![warn(missing_docs)]

pub mod base;
pub mod data;
pub mod ops;
pub mod program;
pub mod layers;
pub mod losses;
pub mod optimizers;
pub mod schedules;
pub mod network;
pub mod project;
pub mod compile;
pub mod device;
pub mod evaluate;
pub mod session;
pub mod inspect;
pub mod train;
pub mod study;
pub mod interchange;
pub mod cli;
pub mod ui;
pub mod app;
