//! What somebody is shown while the network learns: what the nodes give for a sample, or the weights.

use std::time::{Duration, Instant};

use super::probe::{self, Sight};
use super::setting::Setting;
use crate::base::Result;
use crate::session::Session;

/// How often somebody is shown what nodes give, at most.
const EVERY: Duration = Duration::from_millis(75);

/// Looking takes at most one part in so many of the time.
const SHARE: u32 = 30;

/// Somebody watches a sample.
pub(super) struct Watch {
    place: usize,
    sample: Option<Vec<f32>>,
    next: Instant,
}

impl Watch {
    /// From now on, the sample at this place of the data set.
    pub fn new(place: usize) -> Watch {
        Watch { place, sample: None, next: Instant::now() }
    }

    /// Whether it is time to look again.
    pub fn is_due(&self) -> bool {
        Instant::now() >= self.next
    }

    /// Looks, on a device that has nothing else to do; `None` if there is no such sample.
    pub fn look(&mut self, setting: &Setting, session: &mut Session) -> Result<Option<Sight>> {
        let began = Instant::now();
        if self.sample.is_none() {
            self.sample = probe::sample(&setting.dataset, &setting.interface.normalisation, self.place);
        }
        let Some(sample) = &self.sample else {
            self.next = began + Duration::from_secs(3600);
            return Ok(None);
        };
        let sight = Sight::new(&session.look(sample)?);
        self.next = next_after(began.elapsed());
        Ok(Some(sight))
    }
}

/// Somebody follows the weights.
pub(super) struct Share {
    next: Instant,
}

impl Share {
    /// From now on.
    pub fn new() -> Share {
        Share { next: Instant::now() }
    }

    /// Again, when the last time took so long.
    pub fn after(spent: Duration) -> Share {
        Share { next: next_after(spent) }
    }

    /// Whether it is time to tell them again.
    pub fn is_due(&self) -> bool {
        Instant::now() >= self.next
    }
}

/// When to look again after a look that took so long.
fn next_after(spent: Duration) -> Instant {
    Instant::now() + EVERY.max(spent * SHARE)
}
