//! The training thread: it alone owns the device; the window and the commands send `Command`s and fold `Event`s.

mod course;
mod estimate;
mod message;
mod order;
mod pace;
mod probe;
mod setting;
mod worker;

pub use crate::project::EpochReport;
pub use estimate::Estimate;
pub use message::{Command, Event, Outcome, Point, Start};
pub use order::{Blueprint, Order};
pub use probe::{Look, Sight};
pub use worker::Worker;
