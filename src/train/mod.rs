//! The training thread: it alone owns the device; the window and the commands send `Command`s and fold `Event`s.

mod course;
mod message;
mod order;
mod pace;
mod setting;
mod worker;

pub use crate::project::EpochReport;
pub use message::{Command, Event, Outcome, Point, Start};
pub use order::{Blueprint, Order, outputs, suit};
pub use worker::Worker;
