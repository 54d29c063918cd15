//! How a long reading tells how far it is, and how it learns that nobody waits for it any more.

use crate::base::{Error, Result};

/// Hears how far the work is. Called from several threads at once.
pub trait Progress: Sync {
    /// `done` of `total` are done; `what` says of what, in a word or two ("reading pictures"). `total` is 0 while
    /// nobody knows it.
    fn step(&self, done: usize, total: usize, what: &str);

    /// Whether the work is to be given up; it then ends soon with [`Error::Stopped`].
    fn cancelled(&self) -> bool {
        false
    }
}

/// Hears nothing and never stops the work.
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _done: usize, _total: usize, _what: &str) {}
}

/// Goes on, or ends with [`Error::Stopped`] if the work was given up.
pub(super) fn go_on(progress: &dyn Progress) -> Result<()> {
    if progress.cancelled() { Err(Error::Stopped) } else { Ok(()) }
}
