//! The vocabulary of operations ("ops") that every network is compiled to. One file per op: attributes, shape rule,
//! gradient rule, cost. Values only: nothing here computes; `device/cpu/x.rs` and `shaders/x*.wgsl` do.
//!
//! Layout is NHWC (channels last) and weights are HWIO, as in Keras. A *batched* value has one more, outermost axis
//! that its shape does not show: the rows of the batch. A step may use fewer rows than the program was compiled for.

use std::fmt::Debug;

use serde::{Deserialize, Serialize};

use crate::base::{Shape, choices};

mod average_pool;
mod batch_norm;
mod binary;
mod broadcast;
mod concat;
mod conv2d;
mod conv2d_max_pool;
mod dropout;
mod epilogue;
mod fill;
mod input;
mod layer_norm;
mod load;
mod loss;
mod matmul;
mod max_pool;
mod pad;
mod reduce;
mod report;
mod reshape;
mod resize;
mod slice;
mod softmax;
mod transpose;
mod unary;
mod update;

pub use average_pool::{AveragePool, AveragePoolGradient};
pub use batch_norm::{BatchNorm, BatchNormGradient};
pub use binary::{Binary, BinaryFunction};
pub use broadcast::Broadcast;
pub use concat::Concat;
pub use conv2d::{Conv2d, Conv2dInputGradient, Conv2dWeightGradient, Geometry, Padding};
pub use conv2d_max_pool::{Conv2dMaxPool, Conv2dMaxPoolGradient};
pub use dropout::Dropout;
pub use epilogue::Epilogue;
use epilogue::followed_by;
pub use fill::Fill;
pub use input::Input;
pub use layer_norm::{LayerNorm, LayerNormGradient};
pub use load::{LoadBatch, LoadLabels, LoadTargets};
pub use loss::{Correct, SoftmaxCrossEntropy, SoftmaxCrossEntropyGradient, SoftmaxCrossEntropyStep};
pub use matmul::{Matmul, MatmulKind};
pub use max_pool::{MaxPool, MaxPoolGradient, Window};
pub use pad::Pad;
pub use reduce::Reduce;
pub use report::Report;
pub use reshape::Reshape;
pub use resize::{Interpolation, Resize, ResizeGradient};
pub use slice::Slice;
pub use softmax::{Softmax, SoftmaxGradient};
pub use transpose::Transpose;
pub use unary::{Function, Saved, Unary, UnaryGradient};
pub use update::{GlobalNorm, MovingAverage, Rule, Update};

/// What the numbers of a value are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Element {
    /// Real numbers: f32 on every device, f64 on the oracle.
    Real,
    /// Whole numbers (labels, places within a pooling window): u32.
    Index,
}

/// What a value is: one tensor per row of the batch, or one tensor for all.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Type {
    /// Whether there is one tensor of this shape for each row of the batch.
    pub batched: bool,
    /// The shape of one tensor.
    pub shape: Shape,
    /// What its numbers are.
    pub element: Element,
}

impl Type {
    /// One tensor of real numbers per row of the batch.
    pub fn batched(shape: impl Into<Shape>) -> Type {
        Type { batched: true, shape: shape.into(), element: Element::Real }
    }

    /// One tensor of real numbers for all rows: weights, statistics, a mean loss.
    pub fn single(shape: impl Into<Shape>) -> Type {
        Type { batched: false, shape: shape.into(), element: Element::Real }
    }

    /// The same with whole numbers.
    pub fn of_indices(self) -> Type {
        Type { element: Element::Index, ..self }
    }

    /// How many numbers it holds at this many rows.
    pub fn count(&self, rows: usize) -> usize {
        self.shape.count() * if self.batched { rows } else { 1 }
    }
}

/// The place of a value in its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Value(pub u32);

impl Value {
    /// The place as an index into the program's list of values.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Where ops are put as they are made: the program's builder.
pub trait Emit {
    /// What an existing value is.
    fn type_of(&self, value: Value) -> &Type;

    /// Appends an op and returns its outputs.
    ///
    /// # Panics
    /// If the shape rule refuses the inputs: whoever emits has checked what a user can choose before.
    fn emit_all(&mut self, op: Op, inputs: &[Value]) -> Vec<Value>;
}

impl dyn Emit + '_ {
    /// Appends an op and returns its first output.
    pub fn emit(&mut self, op: impl Into<Op>, inputs: &[Value]) -> Value {
        self.emit_all(op.into(), inputs)[0]
    }

    /// The sum of two values by NumPy's broadcasting.
    pub fn add(&mut self, a: Value, b: Value) -> Value {
        self.emit(Binary::from(BinaryFunction::Add), &[a, b])
    }

    /// The difference of two values by NumPy's broadcasting.
    pub fn subtract(&mut self, a: Value, b: Value) -> Value {
        self.emit(Binary::from(BinaryFunction::Subtract), &[a, b])
    }

    /// The product of two values, number by number, by NumPy's broadcasting.
    pub fn multiply(&mut self, a: Value, b: Value) -> Value {
        self.emit(Binary::from(BinaryFunction::Multiply), &[a, b])
    }

    /// A function of every number.
    pub fn unary(&mut self, function: Function, x: Value) -> Value {
        self.emit(Unary { function }, &[x])
    }

    /// The same numbers in another shape.
    pub fn reshape(&mut self, x: Value, shape: impl Into<Shape>) -> Value {
        let shape = shape.into();
        if self.type_of(x).shape == shape { x } else { self.emit(Reshape { shape }, &[x]) }
    }

    /// Sums `x` down to the type that was broadcast to give it: the gradient of broadcasting.
    pub fn sum_to(&mut self, x: Value, wanted: &Type) -> Value {
        let from = self.type_of(x).clone();
        let missing = from.shape.len() - wanted.shape.len();
        let axes: Vec<usize> = (0..from.shape.len())
            .filter(|&axis| axis < missing || (wanted.shape[axis - missing] == 1 && from.shape[axis] != 1))
            .collect();
        let rows = from.batched && !wanted.batched;
        let summed = if axes.is_empty() && !rows {
            x
        } else {
            self.emit(Reduce { mean: false, axes, rows, by_product: false }, &[x])
        };
        self.reshape(summed, wanted.shape.clone())
    }
}

/// What a gradient rule is told: the op's inputs and outputs, the gradients of its outputs, and which are wanted.
pub struct Differential<'a> {
    /// The inputs of the op.
    pub inputs: &'a [Value],
    /// Its outputs.
    pub outputs: &'a [Value],
    /// The gradient of the loss with respect to each output; `None` where the loss does not depend on it.
    pub gradients: &'a [Option<Value>],
    /// For each input, whether its gradient is wanted.
    pub wanted: &'a [bool],
}

impl Differential<'_> {
    /// The gradient of the first output (rules are called only when some output has one).
    pub fn dy(&self) -> Option<Value> {
        self.gradients[0]
    }
}

/// How much an op computes and moves at a number of rows, for estimates and profiles.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Floating-point operations; a multiply-add counts as two.
    pub flops: f64,
}

/// The meaning of an op.
pub trait Operation: Debug {
    /// The types of the outputs, or why these inputs do not fit.
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String>;

    /// The gradient with respect to each wanted input, in ops: d loss/d input from d loss/d output.
    ///
    /// The default says that no gradient flows (labels, updates, the gradient ops of kinked functions).
    fn gradient(&self, _at: &Differential, _emit: &mut dyn Emit) -> Vec<Option<Value>> {
        Vec::new()
    }

    /// Whether [`Operation::gradient`] gives the true derivative for real inputs. Ops that do not can only stand
    /// behind the last wanted gradient.
    fn is_differentiable(&self) -> bool {
        true
    }

    /// Whether the op acts by changing a store (weights, running statistics, reports) rather than by its outputs.
    fn has_effect(&self) -> bool {
        false
    }

    /// What one run costs. The default is one operation per output number.
    fn cost(&self, inputs: &[&Type], outputs: &[&Type], rows: usize) -> Cost {
        let _ = inputs;
        Cost { flops: outputs.iter().map(|output| output.count(rows) as f64).sum() }
    }

    /// The settings in words for the program's text, such as `stride 2×2`; empty if there are none.
    fn words(&self) -> String {
        String::new()
    }
}

choices! {
    /// One operation with its attributes.
    pub enum Op: Operation {
        Input(Input) = "input",
        Fill(Fill) = "fill",
        LoadBatch(LoadBatch) = "load_batch",
        LoadLabels(LoadLabels) = "load_labels",
        LoadTargets(LoadTargets) = "load_targets",
        Matmul(Matmul) = "matmul",
        Conv2d(Conv2d) = "conv2d",
        Conv2dInputGradient(Conv2dInputGradient) = "conv2d_input_gradient",
        Conv2dWeightGradient(Conv2dWeightGradient) = "conv2d_weight_gradient",
        Conv2dMaxPool(Conv2dMaxPool) = "conv2d_max_pool",
        Conv2dMaxPoolGradient(Conv2dMaxPoolGradient) = "conv2d_max_pool_gradient",
        MaxPool(MaxPool) = "max_pool",
        MaxPoolGradient(MaxPoolGradient) = "max_pool_gradient",
        AveragePool(AveragePool) = "average_pool",
        AveragePoolGradient(AveragePoolGradient) = "average_pool_gradient",
        Unary(Unary) = "unary",
        UnaryGradient(UnaryGradient) = "unary_gradient",
        Binary(Binary) = "binary",
        Reduce(Reduce) = "reduce",
        Broadcast(Broadcast) = "broadcast",
        Softmax(Softmax) = "softmax",
        SoftmaxGradient(SoftmaxGradient) = "softmax_gradient",
        LayerNorm(LayerNorm) = "layer_norm",
        LayerNormGradient(LayerNormGradient) = "layer_norm_gradient",
        BatchNorm(BatchNorm) = "batch_norm",
        BatchNormGradient(BatchNormGradient) = "batch_norm_gradient",
        Reshape(Reshape) = "reshape",
        Transpose(Transpose) = "transpose",
        Concat(Concat) = "concat",
        Slice(Slice) = "slice",
        Pad(Pad) = "pad",
        Resize(Resize) = "resize",
        ResizeGradient(ResizeGradient) = "resize_gradient",
        Dropout(Dropout) = "dropout",
        SoftmaxCrossEntropy(SoftmaxCrossEntropy) = "softmax_cross_entropy",
        SoftmaxCrossEntropyGradient(SoftmaxCrossEntropyGradient) = "softmax_cross_entropy_gradient",
        SoftmaxCrossEntropyStep(SoftmaxCrossEntropyStep) = "softmax_cross_entropy_step",
        Correct(Correct) = "correct",
        Report(Report) = "report",
        MovingAverage(MovingAverage) = "moving_average",
        GlobalNorm(GlobalNorm) = "global_norm",
        Update(Update) = "update",
    }
}

/// The inputs, if there are as many as the op takes.
fn exactly<'a, const N: usize>(inputs: &[&'a Type]) -> Result<[&'a Type; N], String> {
    inputs.try_into().map_err(|_| format!("takes {N} inputs, not {}", inputs.len()))
}
