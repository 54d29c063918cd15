//! How far a long question is, told across threads, and the wish to give it up.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::base::{Error, Result};

/// Shared by who asks and who answers.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicUsize,
    total: AtomicUsize,
    given_up: AtomicBool,
}

impl Progress {
    /// How much is done, from 0 to 1; `None` before that is known.
    pub fn share(&self) -> Option<f32> {
        let total = self.total.load(Ordering::Relaxed);
        (total > 0).then(|| self.done.load(Ordering::Relaxed) as f32 / total as f32)
    }

    /// The answer is not wanted any more.
    pub fn give_up(&self) {
        self.given_up.store(true, Ordering::Relaxed);
    }

    /// Whether the answer is not wanted any more.
    pub fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
    }

    /// So much of so much is done.
    ///
    /// # Errors
    /// If the answer is not wanted any more.
    pub fn step(&self, done: usize, total: usize) -> Result<()> {
        self.done.store(done, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
        if self.is_given_up() { Err(Error::work("This was given up.")) } else { Ok(()) }
    }
}
