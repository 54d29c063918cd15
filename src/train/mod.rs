//! The training thread: it alone owns the device; the window and the commands send `Command`s and fold `Event`s.

mod message;

pub use message::{Command, EpochReport, Event, Outcome, Point, Start};
