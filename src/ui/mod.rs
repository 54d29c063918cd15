//! The window's contents: panels, widgets, theme. With `app`, the only door to egui. Panels read and change [`State`]
//! and push [`Request`]s onto it; nothing here waits, reads a file or talks to a device.

pub mod canvas;
pub mod curve;
pub mod panels;
pub mod run;
pub mod scale;
mod shell;
mod start;
mod state;
mod status_line;
pub mod theme;
mod top_bar;
mod typed;
pub mod widgets;
pub mod words;

pub use shell::show;
pub use state::{Axis, ChartSettings, Glimpse, Page, Request, SampleCard, State, title_of};
