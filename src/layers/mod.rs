//! Layers: what the boxes of a network are. One file per layer: settings, shape rule, weights, and what it computes,
//! said once, forwards, in ops (`ops`); gradients are derived from those.
//!
//! Shapes are those of one sample. Defaults are Keras's.

use std::fmt::Debug;

use crate::base::{Form, Shape, choices};
use crate::ops::{Emit, Value};

mod activation;
mod add;
mod average_pool2d;
mod batch_norm;
mod concat;
mod conv2d;
mod conv2d_transpose;
mod dense;
mod depthwise_conv2d;
mod dropout;
mod flatten;
mod global_average_pool;
mod global_max_pool;
mod initializer;
mod input;
mod layer_norm;
mod max_pool2d;
mod mend;
mod multiply;
mod pooling;
mod upsample2d;
mod window;
mod words;
mod zero_padding2d;

pub use activation::{Activation, ActivationFunction};
pub use add::Add;
pub use average_pool2d::AveragePool2d;
pub use batch_norm::BatchNorm;
pub use concat::Concat;
pub use conv2d::Conv2d;
pub use conv2d_transpose::Conv2dTranspose;
pub use dense::Dense;
pub use depthwise_conv2d::DepthwiseConv2d;
pub use dropout::Dropout;
pub use flatten::Flatten;
pub use global_average_pool::GlobalAveragePool;
pub use global_max_pool::GlobalMaxPool;
pub use initializer::Initializer;
pub use input::Input;
pub use layer_norm::LayerNorm;
pub use max_pool2d::MaxPool2d;
pub use mend::{Change, Mend};
pub use multiply::Multiply;
pub use pooling::Pooling;
pub use upsample2d::Upsample2d;
pub use window::PaddingRule;
pub use zero_padding2d::ZeroPadding2d;

/// Where a layer stands in the palette, and which colour it has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Where samples come in.
    Input,
    /// Small filters that slide over a picture.
    Convolution,
    /// Windows of which one number remains.
    Pooling,
    /// Every input meets every output.
    Dense,
    /// Functions of one number.
    Activation,
    /// Numbers brought to a common scale.
    Normalisation,
    /// What only acts while training, against learning by heart.
    Regularisation,
    /// Several inputs become one.
    Combine,
    /// The same numbers, arranged otherwise.
    Shape,
}

impl Family {
    /// Every family, in the order of the palette.
    pub const ALL: [Family; 9] = [
        Family::Input,
        Family::Convolution,
        Family::Pooling,
        Family::Dense,
        Family::Activation,
        Family::Normalisation,
        Family::Regularisation,
        Family::Combine,
        Family::Shape,
    ];

    /// Its name in the palette.
    pub fn title(self) -> &'static str {
        match self {
            Family::Input => "Input",
            Family::Convolution => "Convolution",
            Family::Pooling => "Pooling",
            Family::Dense => "Dense",
            Family::Activation => "Activation",
            Family::Normalisation => "Normalisation",
            Family::Regularisation => "Regularisation",
            Family::Combine => "Combine",
            Family::Shape => "Shape",
        }
    }
}

/// How many wires lead into a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arity {
    /// None: samples come in here.
    Zero,
    /// Exactly one.
    One,
    /// Two or more, in the order of their slots.
    Several,
}

/// A tensor that a layer owns.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightSpec {
    /// Keras's name: kernel, bias, gamma, beta, moving_mean, moving_variance.
    pub name: &'static str,
    /// The shape.
    pub shape: Shape,
    /// How its first numbers are drawn.
    pub initializer: Initializer,
    /// How many numbers each output depends on, and how many outputs depend on each input: what scales the first
    /// numbers.
    pub fans: [usize; 2],
    /// Whether gradients change it; if not, it is a running statistic.
    pub trainable: bool,
}

impl WeightSpec {
    /// A trainable tensor; fans follow from the shape as in Keras.
    pub fn new(name: &'static str, shape: impl Into<Shape>, initializer: Initializer) -> WeightSpec {
        let shape = shape.into();
        let fans = initializer::fans(&shape);
        WeightSpec { name, shape, initializer, fans, trainable: true }
    }

    /// A running statistic.
    pub fn state(name: &'static str, shape: impl Into<Shape>, initializer: Initializer) -> WeightSpec {
        WeightSpec { trainable: false, ..WeightSpec::new(name, shape, initializer) }
    }

    /// Its first numbers: a pure function of seed and stream, equal on every device.
    pub fn fill(&self, seed: u64, stream: u64) -> Vec<f32> {
        self.initializer.fill(self.shape.count(), self.fans, seed, stream)
    }
}

/// A running statistic that moves towards a new value with each training step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Average {
    /// The state.
    pub state: Value,
    /// Its value in this batch.
    pub new: Value,
    /// How much of the old stays.
    pub momentum: f32,
}

/// What a layer is built into: the program in the making, and what belongs to the layer there.
pub struct LayerBuilder<'a> {
    /// Where ops are put.
    pub emit: &'a mut dyn Emit,
    /// Whether the program trains; otherwise dropout does nothing and running statistics are used.
    pub training: bool,
    /// The node's number, which tells the random numbers of nodes apart.
    pub node: u32,
    /// The layer's tensors, in the order of [`LayerKind::weights`].
    pub weights: &'a [Value],
    /// The running statistics that this layer moves; filled by [`LayerKind::build`].
    pub averages: Vec<Average>,
}

/// The meaning of a layer.
pub trait LayerKind: Debug {
    /// Its name for people: "Conv 2D".
    fn title(&self) -> &'static str;

    /// Where it stands in the palette.
    fn family(&self) -> Family;

    /// What it does, with its own numbers, in a sentence for someone who meets it for the first time.
    fn help(&self) -> String;

    /// Its main settings in a few words: "32 filters · 3×3 · ReLU"; empty where there are none.
    fn summary(&self) -> String {
        String::new()
    }

    /// How many wires lead into it.
    fn arity(&self) -> Arity {
        Arity::One
    }

    /// The shape of its output, or why these inputs or settings do not work, as a sentence without a full stop.
    /// There are as many inputs as [`LayerKind::arity`] says. Every setting that a file could hold gets an answer.
    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String>;

    /// The tensors it owns, for inputs that [`LayerKind::shape`] accepts.
    fn weights(&self, _inputs: &[Shape]) -> Vec<WeightSpec> {
        Vec::new()
    }

    /// What it computes, for inputs that [`LayerKind::shape`] accepts.
    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value;

    /// Shows its settings.
    fn form(&mut self, _form: &mut dyn Form) {}

    /// What these inputs make of it that is seldom meant, though it works; as a sentence without a full stop.
    fn remark(&self, _inputs: &[Shape]) -> Option<String> {
        None
    }

    /// What might help where [`LayerKind::shape`] refuses these inputs or [`LayerKind::remark`] remarks on them, the
    /// likeliest first. Whoever offers them tries them out.
    fn mends(&self, _inputs: &[Shape]) -> Vec<Mend> {
        Vec::new()
    }

    /// The same layer with this innermost extent of its output, where a setting says that extent.
    fn with_outputs(&self, _outputs: usize) -> Option<Layer> {
        None
    }
}

choices! {
    /// One layer with its settings.
    pub enum Layer: LayerKind {
        Input(Input) = "input",
        Conv2d(Conv2d) = "conv2d",
        DepthwiseConv2d(DepthwiseConv2d) = "depthwise_conv2d",
        Conv2dTranspose(Conv2dTranspose) = "conv2d_transpose",
        MaxPool2d(MaxPool2d) = "max_pool2d",
        AveragePool2d(AveragePool2d) = "average_pool2d",
        GlobalAveragePool(GlobalAveragePool) = "global_average_pool",
        GlobalMaxPool(GlobalMaxPool) = "global_max_pool",
        Dense(Dense) = "dense",
        Activation(Activation) = "activation",
        BatchNorm(BatchNorm) = "batch_norm",
        LayerNorm(LayerNorm) = "layer_norm",
        Dropout(Dropout) = "dropout",
        Add(Add) = "add",
        Multiply(Multiply) = "multiply",
        Concat(Concat) = "concat",
        Flatten(Flatten) = "flatten",
        ZeroPadding2d(ZeroPadding2d) = "zero_padding2d",
        Upsample2d(Upsample2d) = "upsample2d",
    }
}

/// The one input of a layer whose arity is one.
fn one(inputs: &[Shape]) -> Result<&Shape, String> {
    inputs.first().ok_or_else(|| "nothing is connected to it".into())
}

/// The height, width and channels of the one input.
fn picture(inputs: &[Shape]) -> Result<[usize; 3], String> {
    let shape = one(inputs)?;
    shape.picture().ok_or_else(|| format!("needs a picture (height × width × channels), not {shape}"))
}

/// The size, if it is one that a layer can have.
fn size(what: &str, value: usize) -> Result<usize, String> {
    const LARGEST: usize = 1 << 20;
    match value {
        1..=LARGEST => Ok(value),
        0 => Err(format!("the {what} must be at least 1")),
        _ => Err(format!("the {what} {value} is larger than {LARGEST}")),
    }
}

/// Lets a form choose among named values.
fn choose<T: PartialEq + Copy>(form: &mut dyn Form, label: &str, options: &[(T, &str)], value: &mut T) {
    let names: Vec<&str> = options.iter().map(|&(_, name)| name).collect();
    let mut chosen = options.iter().position(|(option, _)| option == value).unwrap_or(0);
    form.choice(label, &names, &mut chosen);
    if let Some(&(option, _)) = options.get(chosen) {
        *value = option;
    }
}
