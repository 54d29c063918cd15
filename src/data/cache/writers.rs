//! Threads that write files of the cache while the pictures in them are used already: nobody waits for a disk.

use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// Threads at work, which whoever is done with the cache waits for.
#[derive(Debug, Default)]
pub(super) struct Writers(Mutex<Vec<JoinHandle<()>>>);

impl Writers {
    /// Begins some work. Without a thread to spare it is left undone: it is only the next opening that takes longer.
    pub fn begin(&self, work: impl FnOnce() + Send + 'static) {
        if let Ok(thread) = thread::Builder::new().name("cache".into()).spawn(work) {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        }
    }

    /// Returns when all that was begun is done.
    pub fn wait(&self) {
        // Locked meanwhile, so that who asks second waits too.
        for thread in self.0.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            // One that panicked has written nothing with a name.
            let _ = thread.join();
        }
    }
}
