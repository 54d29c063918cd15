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
mod plane;
mod row;
mod segments;
mod text;

pub use bar::bar;
pub use button::Button;
pub use card::{card, columns, empty, notice, rows};
pub use chart::{Chart, Series};
pub use fields::{Fields, switch, text_field};
pub use glimpse::{glimpse, glimpse_height};
pub use icon::Icon;
pub use matrix::{Grid, Mark, Sight, matrix};
pub use plane::Plane;
pub use row::Row;
pub use segments::segments;
pub use text::{elided, fact, figure, section};
