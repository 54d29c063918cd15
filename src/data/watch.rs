//! Notices that files of a source have changed while their samples are in use: names, sizes and times are compared now
//! and then, on a thread of its own that reads nothing.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use walkdir::WalkDir;

use super::files::is_hidden;

/// The time between two looks, unless a look takes long.
const PAUSE: Duration = Duration::from_secs(4);

/// A look at a source every few seconds, until it is dropped.
pub struct Watch {
    changed: Arc<AtomicUsize>,
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Watches a file, or all files below a folder. `wake` is called whenever the number of changes is another.
    pub fn start(path: PathBuf, wake: impl Fn() + Send + 'static) -> Watch {
        Watch::every(PAUSE, path, wake)
    }

    /// [`Watch::start`] with another time between two looks.
    pub fn every(pause: Duration, path: PathBuf, wake: impl Fn() + Send + 'static) -> Watch {
        let (changed, ended) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (tell, asked) = (changed.clone(), ended.clone());
        let thread = thread::Builder::new().name("watch".into()).spawn(move || {
            let first = look(&path, &asked);
            let mut took = Duration::ZERO;
            loop {
                // Looking costs at most a twentieth of the time.
                wait(pause.max(20 * took), &asked);
                if asked.load(Ordering::Relaxed) {
                    return;
                }
                let began = Instant::now();
                let now = differences(&first, &look(&path, &asked));
                took = began.elapsed();
                if !asked.load(Ordering::Relaxed) && tell.swap(now, Ordering::Relaxed) != now {
                    wake();
                }
            }
        });
        // Without a thread to spare nothing is noticed, and nothing else is lost.
        Watch { changed, ended, thread: thread.ok() }
    }

    /// How many files were added, removed or written since the beginning.
    pub fn changed(&self) -> usize {
        self.changed.load(Ordering::Relaxed)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = &self.thread {
            thread.thread().unpark();
        }
    }
}

fn wait(pause: Duration, ended: &AtomicBool) {
    let until = Instant::now() + pause;
    while !ended.load(Ordering::Relaxed) {
        match until.checked_duration_since(Instant::now()) {
            Some(left) if !left.is_zero() => thread::park_timeout(left),
            _ => return,
        }
    }
}

/// For each file, by the hash of its path, a hash of its size and time.
type Look = HashMap<u64, u64>;

fn look(path: &Path, ended: &AtomicBool) -> Look {
    let walk = WalkDir::new(path).max_depth(32).follow_links(true).into_iter();
    let shown = walk.filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()));
    let files = shown.filter_map(Result::ok).take_while(|_| !ended.load(Ordering::Relaxed));
    files
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let about = entry.metadata().ok().map(|about| (about.len(), about.modified().ok()));
            (hash(&entry.path()), hash(&about))
        })
        .collect()
}

fn hash(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

fn differences(before: &Look, now: &Look) -> usize {
    let gone = before.keys().filter(|file| !now.contains_key(file)).count();
    gone + now.iter().filter(|(file, about)| before.get(file) != Some(about)).count()
}
