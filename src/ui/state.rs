//! What the window shows, and what it asks for. Panels read and change it; `app` carries out the requests.

use std::path::{Path, PathBuf};

use eframe::egui::{ColorImage, TextureHandle, Theme};

use super::canvas::Canvas;
use super::run::{Phase, Run};
use crate::data::{SampleInfo, Source};
use crate::device::DeviceInfo;
use crate::network::Network;
use crate::train::Command;

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

/// What the window asks of `app`, which alone reaches the training thread and the system.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Train a fitting network on this, on the chosen device.
    Train(Source),
    /// Tell the training thread this.
    Tell(Command),
    /// Show the system's dialog for a folder; what is chosen is trained on.
    ChooseFolder,
    /// Show the system's dialog for a file; what is chosen is trained on.
    ChooseFile,
}

/// What the horizontal axis of the charts counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Steps of the optimiser.
    Step,
    /// Passes over the training samples.
    Epoch,
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

/// Everything the window shows.
pub struct State {
    /// What the middle shows.
    pub page: Page,
    /// The trainings of this session, oldest first.
    pub runs: Vec<Run>,
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
    /// How the network is looked at.
    pub canvas: Canvas,
    /// The network, until there is a document.
    pub sketch: Network,
    /// What `app` is to do, oldest first. It takes them out after every frame.
    pub requests: Vec<Request>,
}

impl Default for State {
    fn default() -> State {
        let card = |info| SampleCard { info, facts: String::new(), glimpse: None, texture: None };
        State {
            page: Page::Start,
            runs: Vec::new(),
            shown: 0,
            samples: crate::data::samples().into_iter().map(card).collect(),
            devices: Vec::new(),
            device: "auto".to_owned(),
            theme: Theme::Dark,
            charts: ChartSettings { log: false, smooth: true, axis: Axis::Step },
            recent: Vec::new(),
            choosing: false,
            typed: None,
            canvas: Canvas::default(),
            sketch: Network::default(),
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

    /// The training that was begun last: the one that the buttons of the top bar are about.
    pub fn current(&self) -> Option<&Run> {
        self.runs.last()
    }

    /// The training that was begun last.
    pub fn current_mut(&mut self) -> Option<&mut Run> {
        self.runs.last_mut()
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

    /// Asks for a training on this.
    pub fn train(&mut self, source: Source) {
        self.requests.push(Request::Train(source));
    }

    /// Asks for a training on a file or folder, and remembers it.
    pub fn open(&mut self, path: PathBuf) {
        self.train(Source::from(path.as_path()));
        self.recent.retain(|other| *other != path);
        self.recent.insert(0, path);
        self.recent.truncate(8);
    }

    /// Tells the training thread something, and shows at once that it was told.
    pub fn tell(&mut self, command: Command) {
        let Some(run) = self.current_mut().filter(|run| !run.has_ended()) else { return };
        match &command {
            Command::Stop => run.phase = Phase::Stopping,
            Command::SetRate(rate) => {
                let words = super::words::learning_rate;
                run.flag(format!("learning rate {} → {}", words(run.rate), words(*rate)));
                run.rate = *rate;
            }
            Command::SetEpochs(epochs) => {
                run.flag(format!("{} → {epochs} epochs", run.epochs));
                run.epochs = *epochs;
            }
            Command::Pause | Command::Resume => {}
        }
        self.requests.push(Request::Tell(command));
    }

    /// Trains, pauses or goes on: whatever the first button of the top bar offers now.
    pub fn go(&mut self) {
        match self.current().map(|run| run.phase.clone()) {
            Some(Phase::Training) => self.tell(Command::Pause),
            Some(Phase::Paused) => self.tell(Command::Resume),
            Some(Phase::Done { .. } | Phase::Failed(_)) => {
                if let Some(source) = self.current().map(|run| run.source.clone()) {
                    self.train(source);
                }
            }
            Some(Phase::Preparing { .. } | Phase::Stopping) | None => {}
        }
    }
}

/// What a file or folder is called on the screen.
pub fn title_of(path: &Path) -> String {
    match path.file_name() {
        Some(name) => name.to_string_lossy().into_owned(),
        None => path.display().to_string(),
    }
}
