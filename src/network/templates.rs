//! Ready-made networks that fit any picture size and number of classes; tables get dense layers only.

use super::{Network, Node};
use crate::base::{Error, Result, Shape};
use crate::layers::{
    Activation, ActivationFunction, Add, AveragePool2d, BatchNorm, Conv2d, Dense, Dropout, Flatten, GlobalAveragePool,
    Initializer, Input, Layer, MaxPool2d, PaddingRule,
};

/// A ready-made network.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// The name in commands: "mnist-cnn".
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// What it is good for, in a sentence.
    pub help: &'static str,
    build: fn(&Shape, usize) -> Network,
}

impl Template {
    /// The network for samples of this shape and this many outputs. Where pictures are too small for it, the facts of
    /// the network say so.
    pub fn build(&self, input: &Shape, outputs: usize) -> Network {
        let mut network = (self.build)(input, outputs);
        network.tidy();
        network
    }

    /// The network that predicts so many numbers rather than classes: its answers are not made probabilities.
    pub fn build_for_numbers(&self, input: &Shape, outputs: usize) -> Network {
        let mut network = self.build(input, outputs);
        if let Some(Node { layer: Layer::Dense(answer), .. }) = network.nodes.last_mut() {
            answer.activation = ActivationFunction::Linear;
        }
        network
    }
}

/// All templates, simple ones first.
pub fn templates() -> &'static [Template] {
    &[
        Template {
            name: "perceptron",
            title: "Perceptron",
            help: "One dense layer: each class weighs every pixel. The simplest thing that learns.",
            build: perceptron,
        },
        Template {
            name: "mlp",
            title: "Multilayer perceptron",
            help: "A hidden layer of 128 units: learns fast, and works for tables too.",
            build: mlp,
        },
        Template {
            name: "lenet",
            title: "LeNet-5",
            help: "LeCun's network of 1998, which read the digits on cheques.",
            build: lenet,
        },
        Template {
            name: "mnist-cnn",
            title: "MNIST CNN",
            help: "Three small convolutions: 99 % on handwritten digits within minutes.",
            build: mnist_cnn,
        },
        Template {
            name: "vgg-small",
            title: "VGG, small",
            help: "Pairs of 3 × 3 convolutions, wider as the picture shrinks: for small colour pictures.",
            build: vgg_small,
        },
        Template {
            name: "resnet-small",
            title: "ResNet, small",
            help: "Eight layers with shortcuts and batch normalisation: for colour pictures, few parameters.",
            build: resnet_small,
        },
    ]
}

/// The template with this name.
///
/// # Errors
/// If there is none; the sentence names those that there are.
pub fn template(name: &str) -> Result<&'static Template> {
    let names = || templates().iter().map(|template| template.name).collect::<Vec<_>>().join(", ");
    let missing = || Error::input(format!("There is no network {name}: it is neither a file nor one of {}.", names()));
    templates().iter().find(|template| template.name == name).ok_or_else(missing)
}

/// A network that grows at one end.
struct Chain {
    network: Network,
    end: u32,
}

impl Chain {
    fn new(input: &Shape) -> Chain {
        let mut network = Network::default();
        let end = network.add(Input { shape: input.clone() }, [0.0, 0.0]);
        Chain { network, end }
    }

    fn then(mut self, layer: impl Into<crate::layers::Layer>) -> Chain {
        self.end = self.network.append(self.end, layer);
        self
    }

    fn dense(self, units: usize, activation: ActivationFunction) -> Chain {
        self.then(Dense { units, activation, ..Dense::default() })
    }

    fn answer(self, outputs: usize) -> Network {
        self.dense(outputs, ActivationFunction::Softmax).network
    }
}

fn perceptron(input: &Shape, outputs: usize) -> Network {
    Chain::new(input).then(Flatten {}).answer(outputs)
}

fn mlp(input: &Shape, outputs: usize) -> Network {
    if input.picture().is_none() {
        return table(input, outputs);
    }
    let chain = Chain::new(input).then(Flatten {}).dense(128, ActivationFunction::Relu);
    chain.then(Dropout { rate: 0.2 }).answer(outputs)
}

/// Two hidden layers: what every template is where there are no pictures.
fn table(input: &Shape, outputs: usize) -> Network {
    let chain = Chain::new(input).then(Flatten {});
    chain.dense(64, ActivationFunction::Relu).dense(64, ActivationFunction::Relu).answer(outputs)
}

fn conv(filters: usize, size: usize, padding: PaddingRule, activation: ActivationFunction) -> Conv2d {
    Conv2d { filters, kernel: [size, size], padding, activation, ..Conv2d::default() }
}

/// Keras's and PyTorch's usual first example; 93,322 parameters for 28×28×1 and 10 classes.
fn mnist_cnn(input: &Shape, outputs: usize) -> Network {
    if input.picture().is_none() {
        return table(input, outputs);
    }
    let conv = |filters| conv(filters, 3, PaddingRule::Valid, ActivationFunction::Relu);
    let chain = Chain::new(input).then(conv(32)).then(MaxPool2d::default());
    let chain = chain.then(conv(64)).then(MaxPool2d::default()).then(conv(64));
    chain.then(Flatten {}).dense(64, ActivationFunction::Relu).answer(outputs)
}

/// LeCun et al., "Gradient-based learning applied to document recognition", 1998, with every map of the second
/// convolution seeing every map of the first, and softmax at the end.
fn lenet(input: &Shape, outputs: usize) -> Network {
    if input.picture().is_none() {
        return table(input, outputs);
    }
    let tanh = ActivationFunction::Tanh;
    let chain = Chain::new(input).then(conv(6, 5, PaddingRule::Same, tanh)).then(AveragePool2d::default());
    let chain = chain.then(conv(16, 5, PaddingRule::Valid, tanh)).then(AveragePool2d::default());
    chain.then(Flatten {}).dense(120, tanh).dense(84, tanh).answer(outputs)
}

/// Simonyan and Zisserman, 2015, with three blocks.
fn vgg_small(input: &Shape, outputs: usize) -> Network {
    if input.picture().is_none() {
        return table(input, outputs);
    }
    let mut chain = Chain::new(input);
    for filters in [32, 64, 128] {
        let conv = || Conv2d {
            initializer: Initializer::HeNormal,
            ..conv(filters, 3, PaddingRule::Same, ActivationFunction::Relu)
        };
        chain = chain.then(conv()).then(conv()).then(MaxPool2d::default());
    }
    let chain = chain.then(Flatten {}).dense(128, ActivationFunction::Relu);
    chain.then(Dropout { rate: 0.5 }).answer(outputs)
}

/// He et al., 2016, section 4.2, with one block in each of the three stages (ResNet-8) and projections as shortcuts.
fn resnet_small(input: &Shape, outputs: usize) -> Network {
    if input.picture().is_none() {
        return table(input, outputs);
    }
    let relu = || Activation { function: ActivationFunction::Relu };
    let conv = |filters, size, stride| Conv2d {
        stride: [stride, stride],
        bias: false,
        initializer: Initializer::HeNormal,
        ..conv(filters, size, PaddingRule::Same, ActivationFunction::Linear)
    };
    let mut chain = Chain::new(input).then(conv(16, 3, 1)).then(BatchNorm::default()).then(relu());
    for (filters, stride) in [(16, 1), (32, 2), (64, 2)] {
        let start = chain.end;
        let mut shortcut = start;
        chain = chain.then(conv(filters, 3, stride)).then(BatchNorm::default()).then(relu());
        chain = chain.then(conv(filters, 3, 1)).then(BatchNorm::default());
        if stride != 1 {
            let projection = chain.network.append(start, conv(filters, 1, stride));
            shortcut = chain.network.append(projection, BatchNorm::default());
        }
        chain = chain.then(Add {});
        chain.network.connect(shortcut, chain.end);
        chain = chain.then(relu());
    }
    chain.then(GlobalAveragePool {}).answer(outputs)
}
