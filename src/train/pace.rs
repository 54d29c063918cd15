//! How many steps to queue at once, and how fast they go.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// A block of steps should last about this long: long enough that queuing costs little, short enough to obey at once.
const BLOCK: Duration = Duration::from_millis(15);

/// The most steps of one block.
const MOST: usize = 64;

/// Speed is measured over about this long.
const WINDOW: Duration = Duration::from_secs(1);

/// Measures blocks of steps and suits their length to the device.
pub(super) struct Pace {
    steps: usize,
    recent: VecDeque<(Instant, usize)>,
}

impl Pace {
    /// Begins with single steps.
    pub fn new() -> Pace {
        Pace { steps: 1, recent: VecDeque::from([(Instant::now(), 0)]) }
    }

    /// How many steps the next block should have.
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// A block with this many samples took so long.
    pub fn block(&mut self, samples: usize, spent: Duration) {
        if spent < BLOCK / 2 {
            self.steps = (self.steps * 2).min(MOST);
        } else if spent > BLOCK * 2 {
            self.steps = (self.steps / 2).max(1);
        }
        let now = Instant::now();
        self.recent.push_back((now, samples));
        while self.recent.len() > 2 && self.recent.front().is_some_and(|(then, _)| now - *then > WINDOW) {
            self.recent.pop_front();
        }
    }

    /// Training samples per second over the last second or so.
    pub fn samples_per_second(&self) -> f64 {
        let (Some((first, _)), Some((last, _))) = (self.recent.front(), self.recent.back()) else { return 0.0 };
        let samples: usize = self.recent.iter().skip(1).map(|(_, samples)| samples).sum();
        let seconds = (*last - *first).as_secs_f64();
        if seconds > 0.0 { samples as f64 / seconds } else { 0.0 }
    }
}
