//! The small parts that every panel is made of. How they look is in `theme`.

mod bar;
mod button;
mod card;
mod chart;
mod fields;
pub mod form;
mod glimpse;
mod icon;
mod matrix;
mod modal;
mod plane;
mod row;
mod scroll;
mod segments;
mod switch;
pub mod table;
mod text;

pub use bar::bar;
pub use button::Button;
pub use card::{card, card_edged, columns, empty, notice, rows};
pub use chart::{Chart, Series};
pub use fields::Fields;
pub use glimpse::{glimpse, glimpse_height};
pub use icon::Icon;
pub use matrix::{Grid, Mark, Sight, matrix};
pub use modal::modal;
pub use plane::{Plane, round_up};
pub use row::Row;
pub use scroll::{rows_seen, scroll, scroll_seen};
pub use segments::{HEIGHT as SEGMENTS, segments, segments_across};
pub use switch::switch;
pub use text::{FACT, cut, elided, fact, figure, section, small, text_field, write, written};
