//! Threads that share work of microseconds. Waking a thread takes longer than such work, so helpers wait awake for a
//! while; and each thread begins with the same part of every job, so that it finds in its cache what it wrote before.

use std::any::Any;
use std::cell::RefCell;
use std::hint::spin_loop;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{JoinHandle, yield_now};

/// Looks for work before a waiting thread lets others run, and then before it sleeps.
const SPINS: usize = 2000;
const YIELDS: usize = 1000;

/// The most pieces of one job: so many bits of a [`Share`] count them.
const MOST: usize = u16::MAX as usize - 1;

/// The share that sends helpers home.
const CLOSED: u64 = u64::MAX;

/// A leader's helpers.
pub(super) struct Team {
    shared: Arc<Shared>,
    helpers: Vec<JoinHandle<()>>,
}

/// What is done to each piece, by its number.
struct Job<'a>(&'a (dyn Fn(usize) + Sync));

/// What the leader and its helpers look at.
struct Shared {
    /// The pieces of each thread, the leader's first: the number of the job in the upper 32 bits, then 16 bits each for
    /// the end of those left and their start.
    shares: Vec<Line<AtomicU64>>,
    job: AtomicPtr<Job<'static>>,
    finished: Line<AtomicUsize>,
    panic: Mutex<Option<Box<dyn Any + Send>>>,
    asleep: AtomicUsize,
    bed: Mutex<()>,
    bell: Condvar,
}

/// A number in a cache line of its own, as several cores change it at once.
#[derive(Default)]
#[repr(align(128))]
struct Line<T>(T);

thread_local! {
    /// The team that this thread leads at the moment.
    static LED: RefCell<Option<Arc<Shared>>> = const { RefCell::new(None) };
}

impl Team {
    /// A team of so many threads, the leader among them.
    ///
    /// # Errors
    /// If the system grants no threads.
    pub fn new(threads: usize) -> io::Result<Team> {
        let shared = Shared {
            shares: (0..threads).map(|_| Line::default()).collect(),
            job: AtomicPtr::default(),
            finished: Line::default(),
            panic: Mutex::default(),
            asleep: AtomicUsize::new(0),
            bed: Mutex::default(),
            bell: Condvar::new(),
        };
        let mut team = Team { shared: Arc::new(shared), helpers: Vec::new() };
        for place in 1..threads {
            let shared = team.shared.clone();
            let named = std::thread::Builder::new().name(format!("cpu {place}"));
            team.helpers.push(named.spawn(move || shared.help(place))?);
        }
        Ok(team)
    }

    /// Does something during which [`each`] on this thread shares its pieces with the helpers.
    pub fn lead<R>(&self, work: impl FnOnce() -> R) -> R {
        let led = (!self.helpers.is_empty()).then(|| self.shared.clone());
        let _restored = Restored(LED.replace(led));
        work()
    }
}

impl Drop for Team {
    fn drop(&mut self) {
        self.shared.shares.iter().for_each(|share| share.0.store(CLOSED, Ordering::SeqCst));
        self.shared.ring();
        for helper in self.helpers.drain(..) {
            // Panics of pieces were passed on to the leader already.
            let _ = helper.join();
        }
    }
}

/// Gives a thread back the team that it led before.
struct Restored(Option<Arc<Shared>>);

impl Drop for Restored {
    fn drop(&mut self) {
        LED.set(self.0.take());
    }
}

/// Calls `work` with every number below `count`, each once, on all threads of the team that this thread leads; pieces
/// within pieces and those of a thread that leads nobody are done one after the other.
pub(super) fn each(count: usize, work: &(dyn Fn(usize) + Sync)) {
    let team = if count > 1 { LED.take() } else { None };
    let Some(team) = team else { return (0..count).for_each(work) };
    let restored = Restored(Some(team));
    if let Some(team) = &restored.0 {
        for first in (0..count).step_by(MOST) {
            team.share(MOST.min(count - first), &|piece| work(first + piece));
        }
    }
}

impl Shared {
    fn share(&self, count: usize, work: &(dyn Fn(usize) + Sync)) {
        let job = Job(work);
        self.finished.0.store(0, Ordering::Relaxed);
        self.job.store((&raw const job).cast_mut().cast(), Ordering::Relaxed);
        let number = (self.shares[0].0.load(Ordering::Relaxed) >> 32) + 1;
        let threads = self.shares.len();
        for (place, share) in self.shares.iter().enumerate() {
            let (start, end) = (place * count / threads, (place + 1) * count / threads);
            share.0.store(number << 32 | (end as u64) << 16 | start as u64, Ordering::SeqCst);
        }
        if self.asleep.load(Ordering::SeqCst) > 0 {
            self.ring();
        }
        while self.take_piece(0) {}
        let mut looks = 0;
        // `job` must outlive the pieces that helpers still work on.
        while self.finished.0.load(Ordering::Acquire) < count {
            wait(&mut looks);
        }
        let panic = self.panic.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(panic) = panic {
            resume_unwind(panic);
        }
    }

    /// Does a piece that nobody has taken: the first of a thread's own share, else the last of another's; false if
    /// there is none.
    fn take_piece(&self, own: usize) -> bool {
        let (before, after) = self.shares.split_at(own);
        after.iter().chain(before).enumerate().any(|(step, share)| self.take_of(&share.0, step > 0))
    }

    fn take_of(&self, share: &AtomicU64, last: bool) -> bool {
        loop {
            let state = share.load(Ordering::Acquire);
            let (end, start) = (state >> 16 & 0xffff, state & 0xffff);
            if state == CLOSED || start >= end {
                return false;
            }
            let job = self.job.load(Ordering::Relaxed);
            let (left, piece) = if last { (state - (1 << 16), end - 1) } else { (state + 1, start) };
            if share.compare_exchange(state, left, Ordering::AcqRel, Ordering::Relaxed).is_err() {
                continue;
            }
            // SAFETY: the share was still of the job whose address was read, as jobs have different numbers and the
            // address changes only once no piece is left; and the leader keeps the job until this piece has finished.
            let Job(work) = unsafe { &*job };
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| work(piece as usize))) {
                *self.panic.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic);
            }
            self.finished.0.fetch_add(1, Ordering::Release);
            return true;
        }
    }

    fn help(&self, own: usize) {
        let mut looks = 0;
        loop {
            let seen = self.shares[own].0.load(Ordering::Acquire);
            if seen == CLOSED {
                return;
            }
            if self.take_piece(own) {
                looks = 0;
            } else if looks < SPINS + YIELDS {
                wait(&mut looks);
            } else {
                self.sleep(own, seen);
                looks = 0;
            }
        }
    }

    /// Sleeps until there is another job than the one whose share was seen.
    fn sleep(&self, own: usize, seen: u64) {
        let mut bed = self.bed.lock().unwrap_or_else(PoisonError::into_inner);
        self.asleep.fetch_add(1, Ordering::SeqCst);
        while self.shares[own].0.load(Ordering::SeqCst) == seen {
            bed = self.bell.wait(bed).unwrap_or_else(PoisonError::into_inner);
        }
        self.asleep.fetch_sub(1, Ordering::SeqCst);
    }

    fn ring(&self) {
        drop(self.bed.lock().unwrap_or_else(PoisonError::into_inner));
        self.bell.notify_all();
    }
}

/// Lets a moment pass: awake at first, later so that other threads can run.
fn wait(looks: &mut usize) {
    if *looks < SPINS {
        spin_loop()
    } else {
        yield_now()
    }
    *looks += 1;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_done_once() {
        for threads in 1..4 {
            let team = Team::new(threads).unwrap();
            for count in [0, 1, 2, 7, 300, 70_000].into_iter().chain(2..200) {
                let done: Vec<AtomicUsize> = (0..count).map(|_| AtomicUsize::new(0)).collect();
                team.lead(|| each(count, &|piece| drop(done[piece].fetch_add(1, Ordering::Relaxed))));
                assert!(done.iter().all(|done| done.load(Ordering::Relaxed) == 1), "{count} on {threads}");
            }
        }
    }

    #[test]
    fn pieces_within_pieces_are_done() {
        let total = AtomicUsize::new(0);
        let add = |_| drop(total.fetch_add(1, Ordering::Relaxed));
        Team::new(3).unwrap().lead(|| each(5, &|_| each(7, &add)));
        assert_eq!(total.into_inner(), 35);
    }

    #[test]
    fn helpers_that_slept_come_back() {
        let team = Team::new(2).unwrap();
        for _ in 0..3 {
            std::thread::sleep(std::time::Duration::from_millis(20));
            let helped = AtomicUsize::new(0);
            let own = std::thread::current().id();
            // Each waits for the other, so one thread alone would never end.
            let meet = |_| {
                helped.fetch_add(1 + usize::from(std::thread::current().id() != own), Ordering::SeqCst);
                while helped.load(Ordering::SeqCst) < 3 {
                    yield_now();
                }
            };
            team.lead(|| each(2, &meet));
        }
    }

    #[test]
    fn a_panic_reaches_the_leader_and_the_team_goes_on() {
        let team = Team::new(2).unwrap();
        let fall = |piece| assert!(piece != 3, "fell");
        assert!(catch_unwind(AssertUnwindSafe(|| team.lead(|| each(8, &fall)))).is_err());
        team.lead(|| each(3, &fall));
    }
}
