//! What a training needs before its first step: the samples, the network drawn for them, and how they meet.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::order::{outputs, suit_loss, suitable_epochs};
use super::worker::Voice;
use super::{Blueprint, Event, Order};
use crate::base::{Error, Result};
use crate::compile::Design;
use crate::data::{self, Dataset, Normalisation, Part};
use crate::project::{DataSettings, Interface, Project, Training};

/// What does not change while steps run.
pub(super) struct Setting {
    /// The samples.
    pub dataset: Arc<Dataset>,
    /// The network and how it is trained.
    pub design: Design,
    /// What inputs look like and what answers mean.
    pub interface: Interface,
    /// The samples that epochs are evaluated on.
    pub held_out: Vec<u32>,
    /// The part that these are.
    pub judge: Part,
    /// Steps of one epoch, the last of which may be short.
    pub steps_per_epoch: usize,
}

impl Setting {
    /// Reads the data and draws the network; sets the order's epochs where it leaves them open.
    pub fn prepare(order: &mut Order, voice: &Voice, stop: &Arc<AtomicBool>) -> Result<Setting> {
        let hearer = Hearer { voice: voice.clone(), stop: stop.clone() };
        let mut dataset = match order.dataset.take() {
            Some(dataset) => dataset,
            None => {
                let (source, options) = (&order.data.source, &order.data.options);
                Arc::new(data::open_cached(source, options, order.cache.as_ref(), &hearer)?)
            }
        };
        let answers = dataset.target_normalisation();
        if let Some(scaling) = &answers {
            Arc::make_mut(&mut dataset).scale_targets(scaling);
        }
        if !matches!(order.blueprint, Blueprint::Network(_)) {
            suit_loss(&mut order.training.loss, answers.is_some());
        }
        for warning in &dataset.report.warnings {
            voice.say(Event::Warning(warning.clone()));
        }
        for skipped in dataset.report.skipped.iter().take(20) {
            voice.say(Event::Warning(format!("{} was skipped: {}", skipped.name, skipped.reason)));
        }
        let network =
            order.blueprint.draw(&dataset.shape, outputs(&dataset, &order.training.loss), answers.is_some())?;
        let interface = interface_scaled(&dataset, &order.data, order.training.balance_classes, answers);
        if let Some(trained) = &order.resume
            && (trained.interface.input != interface.input || trained.interface.classes != interface.classes)
        {
            return Err(Error::input(format!(
                "The samples of {} differ in shape or classes from those that this training began with.",
                order.data.source
            )));
        }
        // Where there is a validation part, the test part stays unseen until the end.
        let parts = [Part::Validation, Part::Test].into_iter();
        let judge = parts.into_iter().find(|part| !dataset.part(*part).is_empty()).unwrap_or(Part::Train);
        let held_out = dataset.part(judge).to_vec();
        if dataset.parts.train.is_empty() {
            return Err(Error::input(format!("{} holds no samples to train on.", order.data.source)));
        }
        let steps_per_epoch = dataset.parts.train.len().div_ceil(order.training.batch);
        if let Blueprint::Suitable = order.blueprint {
            order.training.epochs = suitable_epochs(steps_per_epoch, order.training.epochs);
        }
        let project = Project { network, data: order.data.clone(), training: order.training.clone() };
        let design = Design::of(&project, &interface);
        Ok(Setting { dataset, design, interface, held_out, judge, steps_per_epoch })
    }

    /// The same samples for a project that was changed while it trains.
    pub fn changed(&self, project: &Project) -> Setting {
        let training = &project.training;
        let interface = Interface {
            class_weights: match training.balance_classes && self.interface.answers.is_none() {
                true => balanced(&self.dataset.class_counts_of(Part::Train)),
                false => Vec::new(),
            },
            ..self.interface.clone()
        };
        Setting {
            dataset: self.dataset.clone(),
            design: Design::of(project, &interface),
            interface,
            held_out: self.held_out.clone(),
            judge: self.judge,
            steps_per_epoch: self.dataset.parts.train.len().div_ceil(training.batch.max(1)),
        }
    }
}

/// What inputs look like and what answers mean, for a project with these settings and samples that are as they were read.
pub fn interface(dataset: &Dataset, data: &DataSettings, training: &Training) -> Interface {
    interface_scaled(dataset, data, training.balance_classes, dataset.target_normalisation())
}

/// The same, where `answers` scaled the numbers that are predicted already.
fn interface_scaled(
    dataset: &Dataset,
    data: &DataSettings,
    balance: bool,
    answers: Option<Normalisation>,
) -> Interface {
    Interface {
        input: dataset.shape.clone(),
        normalisation: dataset.normalisation(data.scaling),
        classes: dataset.classes().to_vec(),
        outputs: match &dataset.targets {
            data::Targets::Classes { .. } => 0,
            data::Targets::Numbers { width, .. } => *width,
        },
        class_weights: match balance && answers.is_none() {
            true => balanced(&dataset.class_counts_of(Part::Train)),
            false => Vec::new(),
        },
        encoding: dataset.table.as_ref().map(|table| table.encoding.clone()),
        answers: answers.map(|scaling| scaling.inverse()),
    }
}

/// Weights that make every class count the same: n / (classes · n of the class), as in scikit-learn.
fn balanced(counts: &[usize]) -> Vec<f32> {
    let total: usize = counts.iter().sum();
    counts.iter().map(|&count| total as f32 / (counts.len() * count.max(1)) as f32).collect()
}

/// Passes on how far the reading of data is.
struct Hearer {
    voice: Voice,
    stop: Arc<AtomicBool>,
}

// The voice is used from the threads that read pictures; each sends through its own clone.
impl data::Progress for Hearer {
    fn step(&self, done: usize, total: usize, what: &str) {
        self.voice.say(Event::Preparing { what: what.to_owned(), done, total });
    }

    fn cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}
