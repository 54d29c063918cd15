//! How the document comes from its file and gets back there, and what is kept aside for a sudden end.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use eframe::egui::Context;

use super::lock::{Claim, Lock};
use super::recovery::{Recovery, left_behind};
use super::window::Window;
use super::{ID, Options};
use crate::base::{Error, Result};
use crate::project::{self, Saved};
use crate::train::{Command, Event};
use crate::ui::{DataState, Document, Page, State};

/// What belongs to the document's file.
#[derive(Debug, Default)]
pub struct Keeping {
    lock: Option<Lock>,
    pub(super) recovery: Option<Recovery>,
    /// Where the document is to be saved as soon as the training thread has told what it has learned.
    waiting: Option<PathBuf>,
    /// Whether the system asks the program to end (Ctrl-C, SIGTERM).
    pub(super) asked_to_end: Arc<AtomicBool>,
    /// Whether what is aside stays for the next start.
    pub(super) leaves: bool,
}

impl Keeping {
    /// Nothing yet; what earlier processes left behind is shown.
    pub fn new(options: &Options, state: &mut State, ctx: &Context) -> Keeping {
        let folder = eframe::storage_dir(ID).filter(|_| !options.is_test());
        let Some(folder) = folder else { return Keeping::default() };
        state.left_behind = left_behind(&folder);
        let keeping = Keeping { recovery: Recovery::new(&folder), ..Keeping::default() };
        let (asked, ctx) = (keeping.asked_to_end.clone(), ctx.clone());
        // Where no handler can be set, the system ends the program as any other.
        let _ = ctrlc::set_handler(move || {
            asked.store(true, Ordering::Relaxed);
            ctx.request_repaint();
        });
        keeping
    }

    /// Nothing would be lost any more.
    pub fn forget(&mut self) {
        if !self.leaves {
            self.recovery.iter_mut().for_each(Recovery::forget);
        }
    }
}

impl Window {
    /// Takes in what the training thread has told.
    pub(super) fn listen_to_training(&mut self) {
        let (Some(worker), Some(run)) = (&self.worker, self.state.runs.last_mut()) else { return };
        let (mut kept, mut seen) = (None, None);
        for event in worker.events() {
            match event {
                Event::Seen(sight) => {
                    seen = Some(sight);
                    continue;
                }
                Event::Learned(trained) => {
                    self.state.subject = Some(Ok(trained));
                    continue;
                }
                Event::Kept { ref trained, .. } => kept = Some(trained.clone()),
                _ => {}
            }
            run.fold(event);
        }
        if seen.is_some() {
            self.state.canvas.sight = seen;
        }
        let ended = run.has_ended();
        if ended {
            self.worker = None;
        }
        let told = kept.is_some();
        if let Some(trained) = kept.filter(|trained| trained.progress.step > 0) {
            self.state.take_trained(trained);
            if self.state.document.is_changed()
                && let Some(path) = self.keeping.recovery.as_mut().and_then(Recovery::is_due)
            {
                self.errands.write_aside(path, self.state.document.clone());
            }
        }
        if (told || ended)
            && let Some(path) = self.keeping.waiting.take()
        {
            self.write(path);
        }
    }

    /// Saves the document there, with what a training that runs has learned up to now.
    pub(super) fn save_to(&mut self, path: PathBuf) {
        self.state.saving = true;
        match (&self.worker, self.state.running()) {
            (Some(worker), Some(run)) if run.start.is_some() => {
                worker.send(Command::Keep);
                self.keeping.waiting = Some(path);
            }
            _ => self.write(path),
        }
    }

    fn write(&mut self, path: PathBuf) {
        let mut document = self.state.document.clone();
        document.path = Some(path);
        self.errands.write(document);
    }

    /// The document was written, or could not be.
    pub(super) fn written(&mut self, written: Result<Document>) {
        if let Ok(Document { path: Some(path), .. }) = &written {
            self.claim(path);
            self.keeping.forget();
        }
        self.state.saved(written);
    }

    /// Puts a project that was read in the place of the document.
    pub(super) fn opened(&mut self, path: PathBuf, saved: Result<Box<Saved>>) {
        match saved {
            Ok(saved) => {
                let Saved { project, trained } = *saved;
                let trained = trained.map(std::sync::Arc::new);
                let recovered = is_aside(&path);
                let mut document = Document::opened(path.clone(), project, trained);
                if recovered {
                    document.forget_file();
                    // It is not in any file of the person's yet.
                    let _ = std::fs::remove_file(&path);
                } else {
                    document.read_only = !self.claim(&path);
                }
                self.state.replace(document);
                self.state.read_data();
                self.state.page = Page::Network;
                self.state.recall_training();
            }
            Err(error) => {
                self.state.recent.retain(|other| *other != path);
                self.state.data = DataState::Failed(error.clone());
                self.state.trouble = Some(error);
            }
        }
    }

    /// Marks the file as open in this window. Whether no other window has it open.
    fn claim(&mut self, path: &Path) -> bool {
        self.keeping.lock = None;
        match Lock::claim(path) {
            Claim::Ours(lock) => {
                self.keeping.lock = lock;
                true
            }
            Claim::Theirs => false,
        }
    }
}

impl Drop for Window {
    /// A mistake in the window must not cost what was learned.
    fn drop(&mut self) {
        if let Some(recovery) = self.keeping.recovery.as_ref().filter(|_| std::thread::panicking()) {
            let document = &self.state.document;
            if document.is_changed() {
                let _ = project::write_with(recovery.path(), &document.project, document.trained.as_deref());
            }
        }
    }
}

/// Whether this is a file that was kept aside.
fn is_aside(path: &Path) -> bool {
    let folder = eframe::storage_dir(ID);
    folder.is_some() && path.parent() == folder.as_deref()
}

/// The sentence about a file that could not be removed.
pub fn not_removed(path: &Path, error: &std::io::Error) -> Error {
    Error::work(format!("{} could not be removed: {error}.", path.display()))
}
