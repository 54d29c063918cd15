//! The window's contents: panels, widgets, theme. With `app`, the only door to egui. Panels read and change [`State`]
//! and push [`Request`]s onto it; nothing here waits, reads a file or talks to a device.

pub mod action;
mod command_palette;
pub mod canvas;
pub mod curve;
mod differences;
mod document;
mod menu;
pub mod panels;
mod question;
mod request;
pub mod run;
mod shell;
mod shortcuts;
mod start;
mod state;
mod status_line;
pub mod theme;
mod top_bar;
mod typed;
pub mod widgets;
pub mod words;
mod work;

pub use document::Document;
pub use panels::{Choice, EvaluateTab, EvaluateView, Keepsake, Measure, Order};
pub use request::{Pending, Request};
pub use shell::show;
pub use state::{Axis, ChartSettings, DataState, Glimpse, Page, SampleCard, State, title_of};
