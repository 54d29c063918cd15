//! From a network and how it is to be trained to the programs that do it: for training, evaluating and asking. What a
//! user got wrong is an error here, so that building never panics.

use std::sync::Arc;

use crate::base::{Error, Result, Shape};
use crate::data::Augmentation;
use crate::layers::{Average, Layer, LayerBuilder};
use crate::losses::{Loss, Target};
use crate::network::{Facts, Network, facts};
use crate::ops::Value;
use crate::optimizers::Optimizer;
use crate::program::{Builder, Fusions, Layout};
use crate::project::{Interface, Project};

mod carry;
mod field;
mod health;
mod initial;
mod inquiry;
mod product;
mod programs;
mod sketch;

pub use carry::{Carried, Learned};
pub use field::Field;
pub use health::Watched;
pub use initial::Initial;
pub use inquiry::{Inquiry, Quantity};
pub use product::Product;
pub use programs::Feed;
pub use sketch::Sketch;

/// All that the programs of a network follow from.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// The network.
    pub network: Network,
    /// How wrong an answer is.
    pub loss: Loss,
    /// How weights follow their gradients.
    pub optimizer: Optimizer,
    /// The largest norm of all gradients together; larger ones are scaled down.
    pub clip: Option<f64>,
    /// The shape of one sample.
    pub input: Shape,
    /// What is to be predicted for each sample.
    pub target: Target,
    /// The factor that turns a stored number into an input, for each channel or one for all (1/255 for bytes).
    pub scale: Vec<f32>,
    /// What is added after that, for each channel or one for all.
    pub offset: Vec<f32>,
    /// How pictures are changed at random while training.
    pub augmentation: Augmentation,
    /// How much the loss of each class counts; empty if all count 1.
    pub class_weights: Vec<f32>,
    /// The largest number of rows of a step.
    pub batch: usize,
    /// Which neighbouring ops become one.
    pub fusions: Fusions,
}

impl Design {
    /// The design of a project whose samples and answers are known.
    pub fn of(project: &Project, interface: &Interface) -> Design {
        let training = &project.training;
        Design {
            network: project.network.clone(),
            loss: training.loss.clone(),
            optimizer: training.optimizer.clone(),
            clip: training.clip,
            input: interface.input.clone(),
            target: match interface.classes.len() {
                0 => Target::Numbers(interface.outputs),
                classes => Target::Classes(classes),
            },
            scale: interface.normalisation.scale.clone(),
            offset: interface.normalisation.offset.clone(),
            augmentation: project.data.augmentation.clone(),
            class_weights: interface.class_weights.clone(),
            batch: training.batch,
            fusions: Fusions::ALL,
        }
    }

    /// The design with no other fusions than these, such as those that a device has kernels for.
    pub fn within(self, fusions: Fusions) -> Design {
        Design { fusions: self.fusions.and(fusions), ..self }
    }

    /// The usual design for classes: softmax cross-entropy, Adam, batches of 32, stored bytes scaled to 0…1.
    pub fn classify(network: Network, input: Shape, classes: usize) -> Design {
        Design {
            network,
            loss: Loss::default(),
            optimizer: Optimizer::default(),
            clip: None,
            input,
            target: Target::Classes(classes),
            scale: vec![1.0 / 255.0],
            offset: vec![0.0],
            augmentation: Augmentation::default(),
            class_weights: Vec::new(),
            batch: 32,
            fusions: Fusions::ALL,
        }
    }
}

/// 1 GiB of weights; the optimiser remembers up to twice as much again.
const MOST_PARAMETERS: usize = 1 << 28;

/// Where a tensor of a node lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// At this place among the weights.
    Weight(usize),
    /// At this place among the states.
    State(usize),
}

/// A design found to be sound, and where its weights lie; it gives the programs.
#[derive(Clone, Debug)]
pub struct Plan {
    design: Design,
    facts: Facts,
    layout: Arc<Layout>,
    /// For each node, the places of its tensors.
    places: Vec<Vec<Place>>,
    output: usize,
    /// The state that holds the class weights.
    class_weights: Option<usize>,
}

impl Plan {
    /// Checks the design and lays out its weights, in the order in which the nodes run.
    ///
    /// # Errors
    /// The first thing that keeps it from running, as a sentence that names the node.
    pub fn new(design: &Design) -> Result<Plan> {
        let facts = facts(&design.network, Some(&design.input));
        if let Some(problem) = facts.problem(&design.network) {
            return Err(Error::input(problem));
        }
        let output = facts.output.clone().map_err(Error::Input)?;
        check(design, &facts)?;
        let (mut layout, places) = lay_out(&design.network, &facts);
        let weighted = !design.class_weights.is_empty();
        let class_weights = weighted.then(|| layout.add_state("class weights", [design.class_weights.len()].into()));
        Ok(Plan { design: design.clone(), facts, layout: Arc::new(layout), places, output, class_weights })
    }

    /// The design.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// What follows from the network for samples of the design's shape.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Where weights and states lie; the same in all programs of this plan.
    pub fn layout(&self) -> &Arc<Layout> {
        &self.layout
    }

    /// Appends the network; returns the output of each node and the running statistics that move.
    fn forward(&self, builder: &mut Builder, input: Value, training: bool) -> (Vec<Value>, Vec<Average>) {
        let mut outputs = vec![input; self.facts.nodes.len()];
        let mut averages = Vec::new();
        for &place in &self.facts.order {
            let node = &self.design.network.nodes[place];
            let inputs: Vec<Value> = match node.layer {
                Layer::Input(_) => vec![input],
                _ => self.facts.nodes[place].inputs.iter().map(|&from| outputs[from]).collect(),
            };
            let weights: Vec<Value> = self.places[place].iter().map(|&at| value(builder, at)).collect();
            builder.set_node(Some(node.id));
            // The running statistics of a frozen layer are used as they are, as in Keras; dropout has no weights.
            let training = training && (!node.frozen || weights.is_empty());
            let mut at =
                LayerBuilder { emit: builder, training, node: node.id, weights: &weights, averages: Vec::new() };
            outputs[place] = node.layer.build(&mut at, &inputs);
            averages.append(&mut at.averages);
        }
        builder.set_node(None);
        (outputs, averages)
    }

    /// The places among the weights of those that training changes: those of layers that are not frozen.
    fn learning(&self) -> Vec<usize> {
        let nodes = self.design.network.nodes.iter().zip(&self.places).filter(|(node, _)| !node.frozen);
        let mut places: Vec<usize> = nodes
            .flat_map(|(_, places)| places)
            .filter_map(|place| if let Place::Weight(place) = place { Some(*place) } else { None })
            .collect();
        places.sort_unstable();
        places
    }
}

/// Lays out the weights and states of the nodes that run, in the order in which they run; for each node, the places of
/// its tensors.
fn lay_out(network: &Network, facts: &Facts) -> (Layout, Vec<Vec<Place>>) {
    let mut layout = Layout::default();
    let mut places = vec![Vec::new(); facts.nodes.len()];
    for &place in &facts.order {
        let node = &network.nodes[place].name;
        for weight in &facts.nodes[place].weights {
            let (name, shape) = (format!("{node}/{}", weight.name), weight.shape.clone());
            places[place].push(match weight.trainable {
                true => Place::Weight(layout.add_weight(name, shape)),
                false => Place::State(layout.add_state(name, shape)),
            });
        }
    }
    (layout, places)
}

/// The value of a tensor in a program.
fn value(builder: &Builder, place: Place) -> Value {
    match place {
        Place::Weight(place) => builder.weight(place),
        Place::State(place) => builder.state(place),
    }
}

/// Checks what the facts of the network do not cover.
fn check(design: &Design, facts: &Facts) -> Result<()> {
    let refuse = |reason: String| Err(Error::input(reason));
    if !(1..=1 << 20).contains(&design.batch) {
        return refuse(format!("a batch has from 1 to {} samples, not {}", 1 << 20, design.batch));
    }
    if facts.parameters() > MOST_PARAMETERS {
        let millions = facts.parameters() / 1_000_000;
        return refuse(format!("the network has {millions} million parameters, more than can be trained here"));
    }
    if let Some(answer) = facts.answer() {
        let named = |reason| Error::input(format!("{}: {reason}", design.loss.title()));
        design.loss.check(answer, design.target).map_err(named)?;
    }
    design.optimizer.check().map_err(Error::Input)?;
    if design.clip.is_some_and(|clip| !(clip > 0.0 && clip.is_finite())) {
        return refuse("the norm to which gradients are clipped must be above 0".into());
    }
    design.augmentation.check()?;
    let channels = design.input.last();
    if [design.scale.len(), design.offset.len()].iter().any(|&count| count != 1 && count != channels) {
        return refuse(format!("the samples have {channels} channels, but their scaling is for another number"));
    }
    match design.target {
        _ if design.class_weights.is_empty() => Ok(()),
        Target::Classes(classes) if design.class_weights.len() == classes => Ok(()),
        Target::Classes(classes) => {
            refuse(format!("{} class weights for {classes} classes", design.class_weights.len()))
        }
        Target::Numbers(_) => refuse("class weights need classes, but the data has numbers to predict".into()),
    }
}
