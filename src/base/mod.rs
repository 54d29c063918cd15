//! What everything else stands on: shapes, host arrays, random numbers, forms, lists of choices, errors as sentences.

mod array;
mod choices;
mod error;
mod form;
pub mod philox;
mod shape;

pub use array::Array;
pub use error::{Error, Result};
pub use form::Form;
pub use philox::Philox;
pub use shape::Shape;

pub(crate) use choices::choices;
