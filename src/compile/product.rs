//! Nodes that sum up products of inputs and weights, recognised by the op that they are built of.

use std::sync::Arc;

use super::Plan;
use super::programs::Feed;
use crate::base::{Result, Shape};
use crate::ops::{Binary, BinaryFunction, Emit, Matmul, MatmulKind, Op, Value};
use crate::program::Builder;

/// A sum of products: operand and kernel through an op, plus a bias.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// A convolution, its input gradient (a transposed convolution), or a matrix product that folds.
    pub op: Op,
    /// The shape of what comes in, for one sample.
    pub operand: Shape,
    /// The shape of what comes in before it was flattened, where the product acts on what was.
    pub unflattened: Option<Shape>,
    /// The shape of the sum.
    pub sum: Shape,
    /// The place of the kernel among the layout's weights.
    pub kernel: usize,
    /// The place of the bias among the layout's weights, a number for each channel of the sum.
    pub bias: Option<usize>,
    /// What is done to the sum then, in words of the program: "relu"; empty if nothing.
    pub then: String,
}

/// The values of a product in a program.
pub(super) struct Found {
    pub product: Product,
    pub operand: Value,
    pub sum: Value,
}

impl Plan {
    /// The sum of products that this node computes, if that is what it does.
    ///
    /// # Errors
    /// If there is no such node.
    pub fn product(&self, node: &str) -> Result<Option<Product>> {
        let place = self.place_of(node)?;
        let (builder, outputs) = self.unrolled();
        Ok(self.find_product(&builder, place, outputs[place]).map(|found| found.product))
    }

    /// The network as ops, not yet a program, and the output of each node.
    pub(super) fn unrolled(&self) -> (Builder, Vec<Value>) {
        let mut builder = Builder::new(Arc::clone(self.layout()));
        let input = self.input(&mut builder, Feed::Host);
        let (outputs, _) = self.forward(&mut builder, input, false);
        (builder, outputs)
    }

    /// Goes back from a node's output to the product that it is made of, if there is one.
    pub(super) fn find_product(&self, builder: &Builder, place: usize, output: Value) -> Option<Found> {
        let node = self.design().network.nodes[place].id;
        let is_weight = |value: &&Value| value.index() < self.layout().weights.len();
        let (mut value, mut sum, mut bias) = (output, output, None);
        let mut then = Vec::new();
        loop {
            let origin = builder.origin(value).filter(|origin| origin.node == Some(node))?;
            let weight = origin.inputs.get(1).filter(is_weight).map(|weight| weight.index());
            match (&origin.op, weight) {
                (
                    Op::Conv2d(_)
                    | Op::Conv2dInputGradient(_)
                    | Op::Matmul(Matmul { kind: MatmulKind::Fold, transpose_b: false, .. }),
                    Some(kernel),
                ) => {
                    if bias.is_none() {
                        sum = value;
                    }
                    then.reverse();
                    let operand = origin.inputs[0];
                    let shape = |value| builder.type_of(value).shape.clone();
                    let reshaped = builder.origin(operand).filter(|before| matches!(before.op, Op::Reshape(_)));
                    let product = Product {
                        op: origin.op.clone(),
                        operand: shape(operand),
                        unflattened: reshaped.map(|before| shape(before.inputs[0])),
                        sum: shape(sum),
                        kernel,
                        bias,
                        then: then.join(", "),
                    };
                    return Some(Found { product, operand, sum });
                }
                (Op::Binary(Binary { function: BinaryFunction::Add, activation: None }), Some(added)) => {
                    (bias, sum) = (Some(added), value);
                }
                (op, _) => {
                    bias = None;
                    let words = op.words();
                    then.push(if words.is_empty() { op.key().to_owned() } else { words });
                }
            }
            value = *origin.inputs.first()?;
        }
    }
}
