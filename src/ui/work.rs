//! What the window does when asked: opens, trains, undoes, saves. Effects beyond the window become [`Request`]s.

use std::path::PathBuf;
use std::sync::Arc;

use super::action::Action;
use super::differences::differences;
use super::document::Document;
use super::panels::DataView;
use super::request::{Pending, Request};
use super::run::{Phase, Run};
use super::{DataState, Page, State};
use crate::base::Result;
use crate::data::{Dataset, Source, Targets};
use crate::losses::Target;
use crate::network::Goal;
use crate::project::{DataSettings, Project, Trained};
use crate::train::{self, Command};

/// How many files and folders are remembered.
const RECENT: usize = 8;

impl State {
    /// Carries out an action, if it is possible now.
    pub fn act(&mut self, action: Action) {
        if !action.is_possible(self) {
            return;
        }
        match action {
            Action::New => self.unless_unsaved(Pending::New),
            Action::Open => self.requests.push(Request::ChooseFile),
            Action::OpenFolder => self.requests.push(Request::ChooseFolder),
            Action::Save => self.requests.push(Request::Save),
            Action::SaveAs => self.requests.push(Request::SaveAs),
            Action::Close => self.unless_unsaved(Pending::Close),
            Action::Undo => drop(self.document.undo()),
            Action::Redo => drop(self.document.redo()),
            Action::Train => self.go(),
            Action::TrainAnew => self.train(false),
            Action::Stop => self.tell(Command::Stop),
            Action::Theme => {
                let dark = self.theme == eframe::egui::Theme::Dark;
                self.theme = if dark { eframe::egui::Theme::Light } else { eframe::egui::Theme::Dark };
            }
            Action::Palette => self.search = self.search.take().xor(Some(String::new())),
            Action::Shortcuts => self.shortcuts = !self.shortcuts,
            Action::Show(page) => self.page = page,
            action => {
                if let Some(panel) = self.panel() {
                    panel.act(action, self);
                }
            }
        }
    }

    /// Does something that replaces the document, after a question where that would lose anything.
    pub fn unless_unsaved(&mut self, pending: Pending) {
        match self.document.is_changed() || self.running().is_some() {
            true => self.pending = Some(pending),
            false => self.go_ahead(pending),
        }
    }

    /// Does what waited for an answer.
    pub fn go_ahead(&mut self, pending: Pending) {
        self.pending = None;
        match pending {
            Pending::New => {
                self.replace(Document::default());
                self.page = Page::Network;
            }
            Pending::Open(path) => self.requests.push(Request::Open(path)),
            Pending::Sample(source) => {
                let data = DataSettings::new(source);
                self.replace(Document::new(Project { data, ..Project::default() }));
                self.read_data();
                self.train(false);
            }
            Pending::Close => self.requests.push(Request::Close),
        }
    }

    /// Puts another document in the place of this one. A training that runs is stopped.
    pub fn replace(&mut self, document: Document) {
        if self.running().is_some() {
            // What it still tells is about the document that goes.
            self.requests.push(Request::LetGo);
            self.runs.iter_mut().for_each(Run::leave);
        }
        self.document = document;
        self.earlier = self.runs.len();
        (self.data, self.read, self.train_when_read, self.suited) = (DataState::None, None, false, None);
        self.data_view = DataView::default();
    }

    /// Opens a file or folder, and remembers it.
    pub fn open(&mut self, path: PathBuf) {
        self.remember(path.clone());
        if crate::project::looks_like_one(&path) {
            return self.unless_unsaved(Pending::Open(path));
        }
        self.open_data(Source::from(path.as_path()));
    }

    /// Puts a file or folder on top of those that were opened before.
    pub fn remember(&mut self, path: PathBuf) {
        self.recent.retain(|other| *other != path);
        self.recent.insert(0, path);
        self.recent.truncate(RECENT);
    }

    /// Takes the document's samples from here, and shows them. Can be undone.
    pub fn open_data(&mut self, source: Source) {
        self.document.project.data.source = source;
        (self.read, self.data_view) = (None, DataView::default());
        self.read_data();
        self.page = Page::Data;
    }

    /// Trains on samples that the program draws, in a new project: the start page's one click.
    pub fn train_on(&mut self, source: Source) {
        self.unless_unsaved(Pending::Sample(source));
    }

    /// Has the samples of the document's data settings read.
    pub fn read_data(&mut self) {
        self.data = DataState::Loading { what: "Reading".to_owned(), done: 0, total: 0 };
    }

    /// Takes in the samples that were read. The empty network of a new document, or one that was chosen for other samples
    /// and not touched since, gives way to one that suits them; a canvas that a person has emptied stays empty.
    pub fn take_data(&mut self, read: Result<Arc<Dataset>>) {
        match read {
            Ok(dataset) => {
                let mut suited = self.document.project.clone();
                let free = match &self.suited {
                    Some(chosen) => *chosen == suited.network,
                    None => suited.network.nodes.is_empty() && self.document.path.is_none(),
                };
                if free && train::suit(&mut suited, &dataset).is_ok() {
                    if suited.network != self.document.project.network {
                        self.document.project = suited;
                        self.document.amend();
                    }
                    self.suited = Some(self.document.project.network.clone());
                }
                self.data = DataState::Ready(dataset);
            }
            Err(error) => {
                self.data = DataState::Failed(error);
                // There one is told why, and chooses another place.
                if !self.train_when_read {
                    self.page = Page::Data;
                }
            }
        }
    }

    /// Whether the document can be trained: it has samples, or they can be read.
    pub fn can_train(&self) -> bool {
        !matches!(self.data, DataState::None | DataState::Failed(_)) && self.running().is_none()
    }

    /// What the document's network is for.
    pub fn goal(&self) -> Goal {
        let dataset = self.data.ready();
        let target = |dataset: &Dataset| match &dataset.targets {
            Targets::Classes { names, .. } => Target::Classes(names.len()),
            Targets::Numbers { width, .. } => Target::Numbers(*width),
        };
        Goal {
            input: dataset.map(|dataset| dataset.shape.clone()),
            target: dataset.map(|dataset| target(dataset)),
            loss: self.document.project.training.loss.clone(),
        }
    }

    /// What keeps the network from being trained, as far as that is known before anything is tried.
    pub fn obstacle(&mut self) -> Option<String> {
        let goal = self.goal();
        self.canvas.survey(&self.document.project.network, &goal);
        self.canvas.problem()
    }

    /// Whether the first button of the top bar offers anything.
    pub fn can_go(&self) -> bool {
        match self.running().map(|run| &run.phase) {
            Some(phase) => matches!(phase, Phase::Training | Phase::Paused),
            None => self.can_train(),
        }
    }

    /// Asks for a training of the document.
    pub fn train(&mut self, resume: bool) {
        self.requests.push(Request::Train { resume });
    }

    /// Trains, pauses or goes on: whatever the first button of the top bar offers now.
    pub fn go(&mut self) {
        match self.running().map(|run| run.phase.clone()) {
            Some(Phase::Training) => self.tell(Command::Pause),
            Some(Phase::Paused) => self.tell(Command::Resume),
            None if self.can_train() => self.train(self.document.unfinished().is_some()),
            _ => {}
        }
    }

    /// Tells the training thread something, and shows at once that it was told.
    pub fn tell(&mut self, command: Command) {
        let Some(run) = self.current_mut().filter(|run| !run.has_ended()) else { return };
        match &command {
            Command::Stop => run.phase = Phase::Stopping,
            Command::Edit(project) => run.epochs = project.training.epochs.max(run.epoch()),
            Command::Keep | Command::Watch(_) | Command::Share(_) | Command::Pause | Command::Resume => {}
        }
        self.requests.push(Request::Tell(command));
    }

    /// Tells a training that runs what was changed in the project, once the hand is off the mouse. A network that does
    /// not work is not told.
    pub fn steer(&mut self, busy: bool) {
        let project = &self.document.project;
        if busy || self.seen.as_ref() == Some(project) {
            return;
        }
        self.seen = Some(project.clone());
        let Some(told) = self.told.as_ref().filter(|_| self.current().is_some_and(Run::can_be_steered)) else {
            return;
        };
        let changes = differences(told, project);
        if changes.is_empty() {
            return;
        }
        if self.obstacle().is_some() {
            return;
        }
        let project = self.document.project.clone();
        self.told = Some(project.clone());
        if let Some(run) = self.current_mut() {
            changes.into_iter().for_each(|words| run.flag(words));
        }
        self.tell(Command::Edit(Box::new(project)));
    }

    /// Shows the training that the document was opened with.
    pub fn recall_training(&mut self) {
        let Some(trained) = self.document.trained.clone() else { return };
        let page = self.page;
        let mut run = Run::new(self.document.title(), trained.project.data.source.clone());
        run.epochs = trained.project.training.epochs;
        run.project = Some(Arc::new(trained.project.clone()));
        run.recall(&trained.progress);
        let completed = trained.progress.epoch >= run.epochs;
        run.phase = Phase::Done { completed, saved: self.document.path.clone() };
        self.begin(run);
        self.page = page;
    }

    /// Takes in what training has learned so far.
    pub fn take_trained(&mut self, trained: Arc<Trained>) {
        self.document.trained = Some(trained);
    }
}
