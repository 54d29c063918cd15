//! Wiring: opens the window and connects what it shows with the training thread, the system's dialogs and settings.

mod samples;

pub use samples::glimpses;
