//! What the canvas shows beside the network: what its nodes give for the chosen sample, and what a training would take.
//! Both are found in the background and anew whenever the answer would be another.

use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui::Context;

use crate::base::Result;
use crate::compile::Design;
use crate::data::{Dataset, Scaling};
use crate::device::DeviceInfo;
use crate::losses::Loss;
use crate::network::Network;
use crate::project::{Interface, Project, Trained, Training};
use crate::train::{self, Command, Estimate, Latest, Question, Rehearsal, Sight, Worker};
use crate::ui::{Page, State};

/// An edit is followed by a trial when no other follows for so long.
const QUIET: Duration = Duration::from_millis(400);

/// What is asked in the background.
pub struct Looking {
    probe: Latest<Question, Result<Sight>>,
    trial: Latest<Rehearsal, Result<Estimate>>,
    /// What the thumbnails are of.
    seen: Option<Seen>,
    /// What the estimate is of, and since when it is wanted.
    tried: Option<Tried>,
    waiting: Option<Instant>,
    /// The sample that the training thread was told to watch.
    watched: Option<usize>,
    scaled: Option<Scaled>,
}

/// What the network takes and gives: worked out once for each data set, as it looks at all of it.
struct Scaled {
    dataset: Arc<Dataset>,
    how: (Scaling, bool),
    interface: Interface,
}

/// All that thumbnails follow from.
#[derive(Clone)]
struct Seen {
    network: Network,
    loss: Loss,
    seed: u64,
    dataset: Arc<Dataset>,
    scaling: Scaling,
    sample: usize,
    trained: Option<Arc<Trained>>,
}

/// All that an estimate follows from.
#[derive(Clone)]
struct Tried {
    network: Network,
    training: Training,
    dataset: Arc<Dataset>,
    device: String,
    running: Option<DeviceInfo>,
}

impl Looking {
    /// Nothing asked yet. Answers repaint this context.
    pub fn new(ctx: &Context) -> Looking {
        let wake = || {
            let ctx = ctx.clone();
            Arc::new(move || ctx.request_repaint()) as Arc<dyn Fn() + Send + Sync>
        };
        let probe = Latest::start("thumbnails", wake(), |question: Question| question.answer());
        let trial = Latest::start("estimate", wake(), |rehearsal: Rehearsal| rehearsal.estimate());
        Looking { probe, trial, seen: None, tried: None, waiting: None, watched: None, scaled: None }
    }

    /// Asks what is to be asked, and shows what was answered. Waits for nothing.
    pub fn look(&mut self, ctx: &Context, state: &mut State, worker: Option<&Worker>) {
        if let Some(Ok(sight)) = self.probe.answer()
            && worker.is_none()
        {
            state.canvas.sight = Some(Arc::new(sight));
        }
        if let Some(answer) = self.trial.answer() {
            state.canvas.estimate = Some(answer.map_err(|error| error.to_string()));
        }
        let visible = state.page == Page::Network;
        if let Some(worker) = worker {
            let wanted = Some(state.canvas.sample).filter(|_| visible);
            if wanted != self.watched {
                worker.send(Command::Watch(wanted));
                self.watched = wanted;
            }
            self.seen = None;
            let training = state.running().and_then(|run| Some(run.start.as_ref()?.device.clone()));
            if let (true, Some(dataset), Some(device)) = (visible, state.data.ready().cloned(), training) {
                self.try_out(ctx, state, &dataset, Some(device));
            }
            return;
        }
        self.watched = None;
        if !visible {
            return;
        }
        let Some(dataset) = state.data.ready().cloned() else {
            state.canvas.sight = None;
            return;
        };
        self.see(state, &dataset);
        self.try_out(ctx, state, &dataset, None);
    }

    fn see(&mut self, state: &State, dataset: &Arc<Dataset>) {
        let project = &state.document.project;
        let trained = state.document.trained.as_ref();
        let wanted = Seen {
            network: project.network.clone(),
            loss: project.training.loss.clone(),
            seed: project.training.seed,
            dataset: dataset.clone(),
            scaling: project.data.scaling,
            sample: state.canvas.sample,
            trained: trained.filter(|one| one.project.network.means_the_same(&project.network)).cloned(),
        };
        if self.seen.as_ref().is_some_and(|seen| seen.is(&wanted)) {
            return;
        }
        let interface = self.interface(project, dataset);
        if let Some(sample) = train::sample(dataset, &interface.normalisation, wanted.sample) {
            let learned = wanted.trained.as_ref().map(|one| Arc::new((one.weights.clone(), one.states.clone())));
            let design = Design::of(project, &interface);
            self.probe.ask(Question { design, seed: wanted.seed, learned, sample });
        }
        self.seen = Some(wanted);
    }

    fn try_out(&mut self, ctx: &Context, state: &mut State, dataset: &Arc<Dataset>, running: Option<DeviceInfo>) {
        let project = &state.document.project;
        let wanted = Tried {
            network: project.network.clone(),
            training: project.training.clone(),
            dataset: dataset.clone(),
            device: state.device.clone(),
            running: running.clone(),
        };
        if !self.tried.as_ref().is_some_and(|tried| tried.is(&wanted)) {
            self.tried = Some(wanted);
            self.waiting = Some(Instant::now());
            state.canvas.estimate = None;
        }
        let Some(since) = self.waiting else { return };
        if since.elapsed() < QUIET {
            return ctx.request_repaint_after(QUIET);
        }
        self.waiting = None;
        let interface = self.interface(&state.document.project, dataset);
        let design = Design::of(&state.document.project, &interface);
        let device = state.device.clone();
        self.trial.ask(Rehearsal { design, dataset: dataset.clone(), device, running });
    }

    fn interface(&mut self, project: &Project, dataset: &Arc<Dataset>) -> Interface {
        let (scaling, balance) = (project.data.scaling, project.training.balance_classes);
        let is_it = |known: &&Scaled| Arc::ptr_eq(&known.dataset, dataset) && known.how == (scaling, balance);
        if let Some(known) = self.scaled.as_ref().filter(is_it) {
            return known.interface.clone();
        }
        let interface = train::interface(dataset, &project.data, &project.training);
        let known = Scaled { dataset: dataset.clone(), how: (scaling, balance), interface: interface.clone() };
        self.scaled = Some(known);
        interface
    }
}

impl Seen {
    fn is(&self, other: &Seen) -> bool {
        let same = match (&self.trained, &other.trained) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        same && Arc::ptr_eq(&self.dataset, &other.dataset)
            && self.network.means_the_same(&other.network)
            && (&self.loss, self.seed, self.scaling, self.sample)
                == (&other.loss, other.seed, other.scaling, other.sample)
    }
}

impl Tried {
    fn is(&self, other: &Tried) -> bool {
        Arc::ptr_eq(&self.dataset, &other.dataset)
            && self.network.trains_the_same(&other.network)
            && (&self.training, &self.device, &self.running) == (&other.training, &other.device, &other.running)
    }
}
