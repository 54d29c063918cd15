//! What the window shows, and what it asks for. Panels read and change it; `app` carries out the requests.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use eframe::egui::{ColorImage, TextureHandle, Theme};

use super::canvas::Canvas;
use super::document::Document;
use super::panels::{DataView, EvaluateView, InspectView, PANELS, Panel};
use super::request::{Pending, Request};
use super::run::Run;
use crate::base::{Error, Result};
use crate::data::{Dataset, Options, SampleInfo, Source};
use crate::device::DeviceInfo;
use crate::network::Network;
use crate::project::{Project, Trained};

/// What the middle of the window shows: the start page or one of the workspaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// Samples, a place to drop a folder.
    Start,
    /// The pictures.
    Data,
    /// The layers.
    Network,
    /// The training.
    Train,
    /// How well it does.
    Evaluate,
    /// What it sees.
    Inspect,
    /// What is taken away.
    Export,
}

/// What the horizontal axis of the charts counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Steps of the optimiser.
    Step,
    /// Passes over the training samples.
    Epoch,
    /// Seconds of training.
    Time,
}

/// How charts are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChartSettings {
    /// Whether the loss has a logarithmic axis.
    pub log: bool,
    /// Whether the curves of training are smoothed.
    pub smooth: bool,
    /// What the horizontal axis counts.
    pub axis: Axis,
    /// Whether the health of layers stands beside the accuracy, rather than the numbers of epochs.
    pub layers: bool,
}

/// What a card of the start page shows of its samples.
#[derive(Clone, Debug, PartialEq)]
pub enum Glimpse {
    /// Pictures of one size, side by side in one image.
    Pictures(ColorImage, usize),
    /// Points in the plane between -1 and 1, each with its class.
    Points(Vec<([f32; 2], usize)>),
}

/// A card of the start page.
pub struct SampleCard {
    /// What the samples are.
    pub info: SampleInfo,
    /// Shape and classes in a few words; empty until they are known.
    pub facts: String,
    /// What they look like; `None` until they are drawn.
    pub glimpse: Option<Glimpse>,
    pub(super) texture: Option<TextureHandle>,
}

/// The samples of the document's data settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum DataState {
    /// Nothing was opened yet.
    #[default]
    None,
    /// They are being read on a thread of their own.
    Loading {
        /// What is being done, such as "reading pictures".
        what: String,
        /// How much is done.
        done: usize,
        /// Of how much; 0 where unknown.
        total: usize,
    },
    /// They are here.
    Ready(Arc<Dataset>),
    /// They could not be read; the error says why.
    Failed(Error),
}

impl DataState {
    /// The samples, once they are here.
    pub fn ready(&self) -> Option<&Arc<Dataset>> {
        if let DataState::Ready(dataset) = self { Some(dataset) } else { None }
    }

    /// How much was read, from 0 to 1, where that is known.
    pub fn share(&self) -> Option<f32> {
        match self {
            DataState::Loading { done, total, .. } if *total > 0 => Some(*done as f32 / *total as f32),
            _ => None,
        }
    }
}

/// Everything the window shows.
pub struct State {
    /// What the middle shows.
    pub page: Page,
    /// The project that the window is about.
    pub document: Document,
    /// The samples of its data settings. Once something was opened, `app` reads anew whatever
    /// `document.project.data` asks for.
    pub data: DataState,
    /// What `data` was read from, or is being read from.
    pub read: Option<(Source, Options)>,
    /// What the Data page shows of the samples.
    pub data_view: DataView,
    /// What the Evaluate page shows of the answers.
    pub evaluate_view: EvaluateView,
    /// The network that was chosen for the samples, to tell whether it was touched since.
    pub suited: Option<Network>,
    /// Whether the training begins as soon as the samples are here.
    pub train_when_read: bool,
    /// The network that Evaluate and Inspect are about, with its present weights: in training, trained, or with its first
    /// weights; or why it cannot be run. `None` until it is known, or where there are no samples to run it on.
    pub subject: Option<Result<Arc<Trained>>>,
    /// What the Inspect page shows.
    pub inspect_view: InspectView,
    /// The project as the training thread knows it.
    pub told: Option<Project>,
    /// The project when it was last looked at for changes to tell.
    pub seen: Option<Project>,
    /// Whether the settings of all runs are compared.
    pub comparing: bool,
    /// What waits for an answer about unsaved changes.
    pub pending: Option<Pending>,
    /// Whether a file is being written.
    pub saving: bool,
    /// What could not be done and has no place of its own, until the person has seen it.
    pub trouble: Option<Error>,
    /// Projects that were kept aside before a sudden end, newest first.
    pub left_behind: Vec<PathBuf>,
    /// Whether it is shown what keys and hands do.
    pub shortcuts: bool,
    /// What is looked for in the palette of commands, while that is open.
    pub search: Option<String>,
    /// The trainings of this session, oldest first.
    pub runs: Vec<Run>,
    /// How many of them were of documents that have given way to this one.
    pub earlier: usize,
    /// The place in `runs` of the one that is looked at.
    pub shown: usize,
    /// The cards of the start page.
    pub samples: Vec<SampleCard>,
    /// The devices that can be trained on; empty until they are known.
    pub devices: Vec<DeviceInfo>,
    /// The device to train on: "auto", "cpu", "gpu" or a device's name.
    pub device: String,
    /// Dark or light.
    pub theme: Theme,
    /// How charts are drawn.
    pub charts: ChartSettings,
    /// Files and folders that were opened before, newest first.
    pub recent: Vec<PathBuf>,
    /// Whether the system's dialog is open.
    pub choosing: bool,
    /// The path that is being typed where the desktop has no dialog for files.
    pub typed: Option<String>,
    /// Whether that path is one to save to.
    pub typed_to_save: bool,
    /// How the network is looked at.
    pub canvas: Canvas,
    /// What `app` is to do, oldest first. It takes them out after every frame.
    pub requests: Vec<Request>,
}

impl Default for State {
    fn default() -> State {
        let card = |info| SampleCard { info, facts: String::new(), glimpse: None, texture: None };
        State {
            page: Page::Start,
            document: Document::default(),
            data: DataState::None,
            read: None,
            data_view: DataView::default(),
            evaluate_view: EvaluateView::default(),
            suited: None,
            train_when_read: false,
            subject: None,
            inspect_view: InspectView::default(),
            told: None,
            seen: None,
            comparing: false,
            pending: None,
            saving: false,
            trouble: None,
            left_behind: Vec::new(),
            shortcuts: false,
            search: None,
            runs: Vec::new(),
            earlier: 0,
            shown: 0,
            samples: crate::data::samples().into_iter().map(card).collect(),
            devices: Vec::new(),
            device: "auto".to_owned(),
            theme: Theme::Dark,
            charts: ChartSettings { log: false, smooth: true, axis: Axis::Step, layers: true },
            recent: Vec::new(),
            choosing: false,
            typed: None,
            typed_to_save: false,
            canvas: Canvas::default(),
            requests: Vec::new(),
        }
    }
}

impl State {
    /// Shows a training that has just been asked for. One that was running gives way to it.
    pub fn begin(&mut self, run: Run) {
        if let Some(last) = self.runs.last_mut() {
            last.leave();
        }
        self.runs.push(run);
        self.shown = self.runs.len() - 1;
        self.page = Page::Train;
    }

    /// The workspace in front; none on the start page.
    pub fn panel(&self) -> Option<&'static dyn Panel> {
        PANELS.into_iter().find(|panel| panel.page() == self.page)
    }

    /// The training of this document that was begun last: the one that the buttons of the top bar are about.
    pub fn current(&self) -> Option<&Run> {
        self.runs.get(self.earlier..)?.last()
    }

    /// The training of this document that was begun last.
    pub fn current_mut(&mut self) -> Option<&mut Run> {
        self.runs.get_mut(self.earlier..)?.last_mut()
    }

    /// The training that is looked at.
    pub fn shown_run(&self) -> Option<&Run> {
        self.runs.get(self.shown)
    }

    /// The current training, if it has not ended.
    pub fn running(&self) -> Option<&Run> {
        self.current().filter(|run| !run.has_ended())
    }

    /// Shows on a card of the start page what its samples look like.
    pub fn set_glimpse(&mut self, key: &str, facts: String, glimpse: Glimpse) {
        if let Some(card) = self.samples.iter_mut().find(|card| card.info.key == key) {
            (card.facts, card.glimpse, card.texture) = (facts, Some(glimpse), None);
        }
    }

    /// What the samples with this key are called.
    pub fn title_of_sample(&self, key: &str) -> String {
        let card = self.samples.iter().find(|card| card.info.key == key);
        card.map_or(key, |card| card.info.title).to_owned()
    }
}

/// What a file or folder is called on the screen.
pub fn title_of(path: &Path) -> String {
    match path.file_name() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => path.display().to_string(),
    }
}
