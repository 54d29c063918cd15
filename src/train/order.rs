//! What the training thread is asked to train.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::{Result, Shape};
use crate::data::{Cache, Dataset, Targets};
use crate::losses::{Loss, MeanSquaredError};
use crate::network::{self, Network};
use crate::project::{DataSettings, Project, Trained, Training};

/// Everything that a training needs to know.
#[derive(Clone, Debug)]
pub struct Order {
    /// The network.
    pub blueprint: Blueprint,
    /// Where samples come from.
    pub data: DataSettings,
    /// The samples, where they are in memory already; else they are read.
    pub dataset: Option<Arc<Dataset>>,
    /// Where prepared pictures are kept; `None`: nowhere.
    pub cache: Option<Cache>,
    /// How it is trained.
    pub training: Training,
    /// `auto`, `cpu`, `gpu` or part of an adapter's name.
    pub device: String,
    /// Threads of the CPU device; `None` for all cores.
    pub threads: Option<usize>,
    /// Where the trained project is saved, after each epoch and at the end.
    pub out: Option<PathBuf>,
    /// An earlier training to go on with: what it has learned is kept by every layer that still matches.
    pub resume: Option<Box<Trained>>,
    /// Whether a training that diverges is held before that, to be steered, rather than ended.
    pub hold: bool,
}

/// The network of an order: drawn already, or to be made once the shape of the samples is known.
#[derive(Clone, Debug)]
pub enum Blueprint {
    /// This one.
    Network(Network),
    /// The template with this name.
    Template(String),
    /// The template that suits the samples, trained for as many epochs as so many samples need.
    Suitable,
}

impl Order {
    /// An order for this data with the usual settings and a network that suits it.
    pub fn new(data: DataSettings) -> Order {
        Order {
            blueprint: Blueprint::Suitable,
            data,
            dataset: None,
            cache: None,
            training: Training::default(),
            device: "auto".into(),
            threads: None,
            out: None,
            resume: None,
            hold: false,
        }
    }
}

impl Blueprint {
    /// The network for samples of this shape and this many outputs, which are probabilities unless `numbers` are
    /// predicted.
    ///
    /// # Errors
    /// If there is no such template.
    pub fn draw(&self, input: &Shape, outputs: usize, numbers: bool) -> Result<Network> {
        let name = match self {
            Blueprint::Network(network) => return Ok(network.clone()),
            Blueprint::Template(name) => name,
            Blueprint::Suitable => suitable(input),
        };
        let template = network::template(name)?;
        Ok(if numbers { template.build_for_numbers(input, outputs) } else { template.build(input, outputs) })
    }

    /// The name of the template for samples of this shape and this many outputs; empty where the network was drawn by
    /// hand.
    pub fn name(&self, input: &Shape, outputs: usize) -> &str {
        match self {
            Blueprint::Network(network) => {
                let same = network::templates().iter().find(|template| {
                    template.build(input, outputs) == *network || template.build_for_numbers(input, outputs) == *network
                });
                same.map_or("", |template| template.name)
            }
            Blueprint::Template(name) => name,
            Blueprint::Suitable => suitable(input),
        }
    }
}

/// Gives the project a network that suits these samples, trained for as many epochs as so many samples need.
///
/// # Errors
/// If no template fits.
pub fn suit(project: &mut Project, dataset: &Dataset) -> Result<()> {
    let numbers = dataset.classes().is_empty();
    suit_loss(&mut project.training.loss, numbers);
    let outputs = outputs(dataset, &project.training.loss);
    project.network = Blueprint::Suitable.draw(&dataset.shape, outputs, numbers)?;
    let steps_per_epoch = dataset.parts.train.len().div_ceil(project.training.batch.max(1));
    project.training.epochs = suitable_epochs(steps_per_epoch, Training::default().epochs);
    Ok(())
}

/// Takes a loss for numbers, or for classes, where the present one is for the other.
pub(super) fn suit_loss(loss: &mut Loss, numbers: bool) {
    let for_classes = matches!(loss, Loss::SoftmaxCrossEntropy(_) | Loss::BinaryCrossEntropy(_));
    match (for_classes, numbers) {
        (true, true) => *loss = MeanSquaredError::default().into(),
        (false, false) => *loss = Loss::default(),
        _ => {}
    }
}

/// How many numbers the network must give: one for each class, or a single one where the loss asks for that.
pub fn outputs(dataset: &Dataset, loss: &Loss) -> usize {
    match (loss, &dataset.targets) {
        (Loss::BinaryCrossEntropy(_), _) => 1,
        (_, Targets::Classes { names, .. }) => names.len(),
        (_, Targets::Numbers { width, .. }) => *width,
    }
}

/// About how many steps a network needs to learn something: a small data set is seen more often.
const STEPS: usize = 3000;

/// How many epochs suit a data set with this many steps per epoch, if the usual number is `usual`.
pub(super) fn suitable_epochs(steps_per_epoch: usize, usual: usize) -> usize {
    (STEPS / steps_per_epoch.max(1)).clamp(usual, 10 * usual)
}

/// The template for samples of this shape: dense layers for tables, the reference network for small grey pictures,
/// residual blocks for the rest.
fn suitable(input: &Shape) -> &'static str {
    match input.picture() {
        None => "mlp",
        Some([height, width, 1]) if height.max(width) <= 32 && height.min(width) >= 18 => "mnist-cnn",
        Some([height, width, _]) if height.min(width) < 16 => "mlp",
        Some(_) => "resnet-small",
    }
}
