//! The project that the window is about: what a person has chosen, what training has found out, where it is saved, and
//! the steps that can be undone.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crate::project::{History, Project, Trained};

/// An open project.
#[derive(Clone, Debug)]
pub struct Document {
    /// What the person has chosen. Pages change it freely; steps to undo are noticed afterwards.
    pub project: Project,
    /// The file it is saved in; `None` until it was saved.
    pub path: Option<PathBuf>,
    /// What training has learned, and where it stands; `None` before the first training.
    pub trained: Option<Arc<Trained>>,
    /// Whether another window has the file open, so that it must be saved under another name.
    pub read_only: bool,
    /// When it was last saved by this window.
    pub saved_at: Option<Instant>,
    history: History,
    saved: Project,
    saved_trained: Option<Arc<Trained>>,
}

impl Default for Document {
    fn default() -> Document {
        Document::new(Project::default())
    }
}

impl Document {
    /// A project that was never saved and has nothing yet that would be worth it.
    pub fn new(project: Project) -> Document {
        Document {
            history: History::new(&project),
            saved: project.clone(),
            project,
            path: None,
            trained: None,
            read_only: false,
            saved_at: None,
            saved_trained: None,
        }
    }

    /// A project as it was read from a file.
    pub fn opened(path: PathBuf, project: Project, trained: Option<Arc<Trained>>) -> Document {
        Document { path: Some(path), saved_trained: trained.clone(), trained, ..Document::new(project) }
    }

    /// Makes it one that was never saved, though there is something that would be worth it.
    pub fn forget_file(&mut self) {
        (self.path, self.saved, self.saved_trained) = (None, Project::default(), None);
    }

    /// What it is called on the screen.
    pub fn title(&self) -> String {
        self.path.as_deref().map_or("Untitled".to_owned(), super::title_of)
    }

    /// Whether there is something that is not in the file.
    pub fn is_changed(&self) -> bool {
        self.project != self.saved || !same(&self.trained, &self.saved_trained)
    }

    /// Notes that this version of the project, with what was learned then, is in the file now.
    pub fn note_saved(&mut self, path: PathBuf, project: Project, trained: Option<Arc<Trained>>) {
        (self.saved, self.saved_trained) = (project, trained);
        (self.path, self.read_only, self.saved_at) = (Some(path), false, Some(Instant::now()));
    }

    /// Records a step that can be undone, if there is one and the hand is off the mouse.
    pub fn observe(&mut self, busy: bool) {
        self.history.observe(&self.project, busy);
    }

    /// Takes a change that nobody made by hand into the last step.
    pub fn amend(&mut self) {
        let untouched = !self.is_changed();
        self.history.amend(&self.project);
        if untouched || self.path.is_none() && !self.history.can_undo(&self.project) {
            self.saved.clone_from(&self.project);
        }
    }

    /// Takes back the last step.
    pub fn undo(&mut self) -> bool {
        self.history.undo(&mut self.project)
    }

    /// Takes again the last step that was undone.
    pub fn redo(&mut self) -> bool {
        self.history.redo(&mut self.project)
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        self.history.can_undo(&self.project)
    }

    /// Whether there is a step to take again.
    pub fn can_redo(&self) -> bool {
        self.history.can_redo(&self.project)
    }

    /// What was learned, if training can go on from there: on the same samples, with epochs left.
    pub fn unfinished(&self) -> Option<&Arc<Trained>> {
        let trained = self.trained.as_ref()?;
        let same = trained.project.data.source == self.project.data.source;
        let left = trained.progress.epoch < self.project.training.epochs;
        (same && left && trained.progress.step > 0).then_some(trained)
    }
}

fn same(a: &Option<Arc<Trained>>, b: &Option<Arc<Trained>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    }
}
