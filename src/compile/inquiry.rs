//! Questions to a network as programs: what its nodes give, what their numbers are summed up from, and the gradient of
//! any value with respect to any others.

use super::Plan;
use super::programs::{Feed, emit, given};
use crate::base::{Error, Result};
use crate::ops::{Emit, Fill, Function, Op, Softmax, Unary, Value};
use crate::program::{Builder, Program};

/// What is to be found out about some samples.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Inquiry {
    /// The nodes whose outputs are wanted.
    pub nodes: Vec<String>,
    /// The nodes with a [`Product`](super::Product) whose sums, before the activation, and operands are wanted.
    pub sums: Vec<String>,
    /// What is differentiated.
    pub of: Option<Quantity>,
    /// The nodes with respect to whose outputs the gradient is wanted; the input is a node too.
    pub with_respect_to: Vec<String>,
    /// Whether the gradient with respect to every weight is wanted.
    pub weights: bool,
}

/// What can be differentiated. All but the loss have many numbers: the host weighs them with a "seed" of the same
/// shape, and what is differentiated is the weighted sum.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Quantity {
    /// What the network says before the softmax or sigmoid that makes probabilities of it.
    Scores,
    /// The output of a node.
    Node(String),
    /// The mean loss over the rows, against the "target" that the host writes.
    Loss,
}

impl Plan {
    /// The program that answers an inquiry for steps of up to `rows` rows, with dropout off and running statistics
    /// used. The host writes "input" (ready numbers, not scaled) and "seed" or "target"; it reads "output", and as far
    /// as they are asked for "node/NAME", "sum/NAME", "operand/NAME", "quantity", "gradient/NAME" (each row's own) and
    /// "weight gradient/NAME/TENSOR" (summed over rows).
    ///
    /// # Errors
    /// If there is no such node, or none that sums up products.
    pub fn inquiry(&self, inquiry: &Inquiry, rows: usize) -> Result<Program> {
        let mut builder = Builder::new(self.layout().clone());
        let input = self.input(&mut builder, Feed::Host);
        let (outputs, _) = self.forward(&mut builder, input, false);
        let answer = self.answer(&mut builder, outputs[self.output]);
        let value = |name: &String| self.place_of(name).map(|place| outputs[place]);
        for name in &inquiry.nodes {
            builder.name(format!("node/{name}"), value(name)?);
        }
        for name in &inquiry.sums {
            let found = self.find_product(&builder, self.place_of(name)?, value(name)?);
            let found = found.ok_or_else(|| Error::input(format!("{name} does not sum up products of weights.")))?;
            builder.name(format!("sum/{name}"), found.sum);
            builder.name(format!("operand/{name}"), found.operand);
        }
        let Some(quantity) = &inquiry.of else { return Ok(builder.finish(rows, self.design().fusions)) };
        let of = match quantity {
            Quantity::Scores => scores(&builder, answer),
            Quantity::Node(name) => value(name)?,
            Quantity::Loss => self.judge(&mut builder, outputs[self.output], Feed::Host),
        };
        let of_type = builder.type_of(of).clone();
        let seed = match quantity {
            Quantity::Loss => emit(&mut builder).emit(Fill { of: of_type, number: 1.0 }, &[]),
            _ => given(&mut builder, "seed", of_type),
        };
        builder.name("quantity", of);
        let mut variables: Vec<(String, Value)> = Vec::new();
        for name in &inquiry.with_respect_to {
            variables.push((format!("gradient/{name}"), value(name)?));
        }
        if inquiry.weights {
            let names = self.layout().weights.iter().map(|slot| format!("weight gradient/{}", slot.name));
            variables.extend(names.zip(builder.weights()));
        }
        let values: Vec<Value> = variables.iter().map(|&(_, value)| value).collect();
        let gradients = builder.gradient_from(&[(of, seed)], &values);
        for ((name, value), gradient) in variables.into_iter().zip(gradients) {
            let of = builder.type_of(value).clone();
            let gradient = gradient.unwrap_or_else(|| emit(&mut builder).emit(Fill { of, number: 0.0 }, &[]));
            builder.name(name, gradient);
        }
        Ok(builder.finish(rows, self.design().fusions))
    }

    /// The place of the node with this name.
    ///
    /// # Errors
    /// If there is none; the sentence names those that there are.
    pub fn place_of(&self, name: &str) -> Result<usize> {
        let nodes = &self.design().network.nodes;
        let sentence = || {
            let names: Vec<&str> = self.facts().order.iter().map(|&place| nodes[place].name.as_str()).collect();
            Error::input(format!("There is no layer {name}; choose one of {}.", names.join(", ")))
        };
        nodes.iter().position(|node| node.name == name).ok_or_else(sentence)
    }
}

/// What probabilities are made of: the input of the softmax or sigmoid that ends a network, else the answer itself.
fn scores(builder: &Builder, answer: Value) -> Value {
    let mut value = answer;
    while let Some(origin) = builder.origin(value) {
        match &origin.op {
            Op::Reshape(_) => value = origin.inputs[0],
            Op::Softmax(Softmax { log: false }) | Op::Unary(Unary { function: Function::Sigmoid }) => {
                return origin.inputs[0];
            }
            _ => break,
        }
    }
    answer
}
