//! Memory shared out among threads: who needs more than is left waits until others have given theirs back.

use std::sync::{Condvar, Mutex, PoisonError};

/// So many bytes for all threads together.
pub(super) struct Room {
    bytes: usize,
    taken: Mutex<usize>,
    given_back: Condvar,
}

/// A share of a room; dropping it gives it back.
pub(super) struct Share<'a> {
    room: &'a Room,
    bytes: usize,
}

impl Room {
    pub const fn new(bytes: usize) -> Room {
        Room { bytes, taken: Mutex::new(0), given_back: Condvar::new() }
    }

    /// Takes so many bytes as soon as they are free. Who needs more than there is gets them when nobody else has any.
    pub fn take(&self, bytes: usize) -> Share<'_> {
        let full = |taken: &mut usize| *taken > 0 && taken.saturating_add(bytes) > self.bytes;
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = self.given_back.wait_while(taken, full).unwrap_or_else(PoisonError::into_inner);
        *taken += bytes;
        Share { room: self, bytes }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        *self.room.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.room.given_back.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn no_more_is_taken_than_there_is() {
        let (room, inside) = (Room::new(100), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (room, inside) = (&room, &inside);
                scope.spawn(move || {
                    for turn in 0..50 {
                        let bytes = if (thread + turn) % 7 == 0 { 1000 } else { 40 };
                        let _share = room.take(bytes);
                        let now = inside.fetch_add(bytes, Ordering::SeqCst) + bytes;
                        assert!(now <= 100 || now == 1000, "{now}");
                        inside.fetch_sub(bytes, Ordering::SeqCst);
                    }
                });
            }
        });
    }
}
