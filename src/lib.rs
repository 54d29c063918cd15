//! Netloom: assemble, train and look inside neural networks, on any GPU or none.
//!
//! The modules stand lowest first: a module uses only modules listed above it. `tests/tidy.rs` reads this list and
//! enforces it, so this list *is* the architecture diagram; `ARCHITECTURE.md` says it in prose.

pub mod app;
pub mod base;
pub mod data;
pub mod device;
pub mod ops;
pub mod program;
pub mod train;
pub mod ui;
