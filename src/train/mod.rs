//! The training thread: it alone owns the device; the window and the commands send `Command`s and fold `Event`s.

mod course;
mod divergence;
mod estimate;
mod keeping;
mod latest;
mod message;
mod order;
mod pace;
mod probe;
mod setting;
mod steering;
mod watch;
mod worker;

pub use crate::project::EpochReport;
pub use crate::session::Health;
pub use estimate::{Estimate, Rehearsal};
pub use latest::Latest;
pub use message::{Command, Event, Outcome, Point, Start};
pub use order::{Blueprint, Order, outputs, suit};
pub use probe::{Look, Question, Sight, sample};
pub use setting::interface;
pub use worker::Worker;
