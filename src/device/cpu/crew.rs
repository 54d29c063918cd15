//! Who takes the steps of a program: all threads, or one alone where steps are so short that waking the others costs
//! more than they do. Work is split by its size, so either gives the same bits; the faster one is found by trying.

use std::time::Instant;

use rayon::ThreadPool;

use crate::base::{Error, Result};

/// Steps that take all threads longer than this are never tried with one, in seconds.
const SHORT: f64 = 1e-3;
/// How often each is tried; the least time counts.
const TRIALS: usize = 5;

/// The threads of the device.
pub(super) struct Crew {
    all: ThreadPool,
    /// Where there are others.
    alone: Option<ThreadPool>,
}

/// What is known of one program's steps, for all threads and for one alone.
#[derive(Debug)]
pub(super) struct Trial {
    tried: [usize; 2],
    /// Seconds of the fastest step.
    least: [f64; 2],
}

impl Default for Trial {
    fn default() -> Trial {
        Trial { tried: [0; 2], least: [f64::INFINITY; 2] }
    }
}

impl Trial {
    /// Whether the next steps are for one thread alone.
    fn is_for_one(&self) -> bool {
        let [all, one] = self.tried;
        match (all, one) {
            (0, _) => false,
            _ if one == 0 && self.least[0] > SHORT => false,
            _ if all < TRIALS || one < TRIALS => one < all,
            _ => self.least[1] < self.least[0],
        }
    }

    fn note(&mut self, one: bool, seconds: f64) {
        let who = usize::from(one);
        self.tried[who] += 1;
        self.least[who] = self.least[who].min(seconds);
    }
}

impl Crew {
    /// So many threads.
    ///
    /// # Errors
    /// If the system grants none.
    pub fn new(threads: usize) -> Result<Crew> {
        let pool = |threads: usize| {
            let named =
                rayon::ThreadPoolBuilder::new().num_threads(threads).thread_name(|place| format!("cpu {place}"));
            named.build().map_err(|error| Error::work(format!("cannot start {threads} threads: {error}")))
        };
        Ok(Crew { all: pool(threads)?, alone: (threads > 1).then(|| pool(1)).transpose()? })
    }

    /// All threads.
    pub fn all(&self) -> &ThreadPool {
        &self.all
    }

    /// Does the work of so many steps with those who are faster at it, as far as is known.
    pub fn work(&self, trial: &mut Trial, steps: usize, work: impl FnOnce() + Send) {
        let alone = self.alone.as_ref().filter(|_| trial.is_for_one());
        let began = Instant::now();
        alone.unwrap_or(&self.all).install(work);
        trial.note(alone.is_some(), began.elapsed().as_secs_f64() / steps.max(1) as f64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who is asked, by turns, where each takes its time.
    fn asked(all: f64, one: f64, times: usize) -> Vec<bool> {
        let mut trial = Trial::default();
        let turn = |_| {
            let alone = trial.is_for_one();
            trial.note(alone, if alone { one } else { all });
            alone
        };
        (0..times).map(turn).collect()
    }

    #[test]
    fn short_steps_are_taken_by_who_is_faster_and_long_ones_by_all() {
        let who = asked(2e-4, 1.5e-4, 40);
        assert!(!who[0] && who[2 * TRIALS..].iter().all(|&alone| alone));
        assert!(asked(1e-4, 1.5e-4, 40)[2 * TRIALS..].iter().all(|&alone| !alone));
        assert!(asked(2e-3, 1e-3, 40).iter().all(|&alone| !alone), "long steps are not tried");
    }
}
