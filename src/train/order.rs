//! What the training thread is asked to train.

use std::path::PathBuf;

use crate::base::{Result, Shape};
use crate::losses::{Loss, MeanSquaredError};
use crate::network::{self, Network};
use crate::project::{DataSettings, Trained, Training};

/// Everything that a training needs to know.
#[derive(Clone, Debug)]
pub struct Order {
    /// The network.
    pub blueprint: Blueprint,
    /// Where samples come from.
    pub data: DataSettings,
    /// How it is trained.
    pub training: Training,
    /// `auto`, `cpu`, `gpu` or part of an adapter's name.
    pub device: String,
    /// Threads of the CPU device; `None` for all cores.
    pub threads: Option<usize>,
    /// Where the trained project is saved, after each epoch and at the end.
    pub out: Option<PathBuf>,
    /// An earlier training to go on with; its network and settings are used, and of `training` the epochs.
    pub resume: Option<Box<Trained>>,
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
            training: Training::default(),
            device: "auto".into(),
            threads: None,
            out: None,
            resume: None,
        }
    }

    /// Takes a loss for numbers where the network is yet to be drawn and the loss is one for classes.
    pub(super) fn suit_numbers(&mut self) {
        let for_classes = matches!(self.training.loss, Loss::SoftmaxCrossEntropy(_) | Loss::BinaryCrossEntropy(_));
        if for_classes && !matches!(self.blueprint, Blueprint::Network(_)) {
            self.training.loss = MeanSquaredError::default().into();
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

    /// The name of the template for samples of this shape; empty where the network was drawn by hand.
    pub fn name(&self, input: &Shape) -> &str {
        match self {
            Blueprint::Network(_) => "",
            Blueprint::Template(name) => name,
            Blueprint::Suitable => suitable(input),
        }
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
