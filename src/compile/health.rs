//! A program that looks at each layer while training: how large its weights and their gradients are, and how many of
//! its units never answer.

use super::{Feed, Place, Plan};
use crate::ops::{Binary, BinaryFunction, Emit, Fill, Function, Reduce, Reshape, Type, Unary, Value};
use crate::program::{Builder, Program};

/// What [`Plan::health`] reports of a node, three numbers each, in this order.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// The node's number.
    pub node: u32,
    /// The node's name.
    pub name: String,
    /// Its units: channels, or numbers of a flat output.
    pub units: usize,
    /// Whether training leaves it as it is; it then has no gradients.
    pub frozen: bool,
}

impl Plan {
    /// One step that trains nothing and reports, for each node that has weights: the sums of squares of the gradients
    /// and of the weights, and how many units give exactly 0 for all rows at all places. With the nodes, in order.
    pub fn health(&self) -> (Program, Vec<Watched>) {
        let mut builder = Builder::new(self.layout().clone());
        let input = self.input(&mut builder, Feed::DataSet);
        let (outputs, _) = self.forward(&mut builder, input, true);
        let loss = self.judge(&mut builder, outputs[self.output], Feed::DataSet);
        let weights = builder.weights();
        let learning = self.learning();
        let wanted: Vec<Value> = learning.iter().map(|&place| weights[place]).collect();
        let mut gradients = vec![None; weights.len()];
        for (place, gradient) in learning.into_iter().zip(builder.gradient(loss, &wanted)) {
            gradients[place] = gradient;
        }
        let mut watched = Vec::new();
        for &place in &self.facts.order {
            let own: Vec<usize> = self.places[place]
                .iter()
                .filter_map(|place| if let Place::Weight(place) = place { Some(*place) } else { None })
                .collect();
            if own.is_empty() {
                continue;
            }
            let node = &self.design.network.nodes[place];
            let of_gradients: Vec<Value> = own.iter().filter_map(|&place| gradients[place]).collect();
            let of_weights: Vec<Value> = own.iter().map(|&place| weights[place]).collect();
            for (what, values) in [("gradient", of_gradients), ("weight", of_weights)] {
                let sum = squares(&mut builder, &values);
                builder.report(format!("{what}/{}", node.name), sum);
            }
            let dead = silent(&mut builder, outputs[place]);
            builder.report(format!("silent/{}", node.name), dead);
            let units = (&builder as &dyn Emit).type_of(outputs[place]).shape.last();
            watched.push(Watched { node: node.id, name: node.name.clone(), units, frozen: node.frozen });
        }
        (builder.finish(self.design.batch, self.design.fusions), watched)
    }
}

/// The sum of the squares of all numbers of these values.
fn squares(builder: &mut Builder, values: &[Value]) -> Value {
    let emit: &mut dyn Emit = builder;
    let mut sum = None;
    for &value in values {
        let square = emit.emit(Unary { function: Function::Square }, &[value]);
        let own = total(emit, square);
        sum = Some(match sum {
            None => own,
            Some(sum) => emit.emit(Binary::from(BinaryFunction::Add), &[sum, own]),
        });
    }
    // A frozen layer has no gradients.
    sum.unwrap_or_else(|| emit.emit(Fill { of: Type::single([]), number: 0.0 }, &[]))
}

/// How many units (the last axis) are 0 for all rows and places: each |x| summed up, then 1 where that is 0.
fn silent(builder: &mut Builder, output: Value) -> Value {
    let emit: &mut dyn Emit = builder;
    let rank = emit.type_of(output).shape.len();
    let size = emit.emit(Unary { function: Function::Abs }, &[output]);
    let axes = (0..rank.saturating_sub(1)).collect();
    let sums = emit.emit(Reduce { mean: false, axes, rows: true, by_product: false }, &[size]);
    let steep = emit.emit(Unary { function: Function::Linear { scale: -1e30, offset: 0.0 } }, &[sums]);
    let zero = emit.emit(Unary { function: Function::Exp }, &[steep]);
    total(emit, zero)
}

/// The sum of all numbers of one tensor, as `[]`.
fn total(emit: &mut dyn Emit, value: Value) -> Value {
    let axes = (0..emit.type_of(value).shape.len()).collect();
    let sum = emit.emit(Reduce { mean: false, axes, rows: false, by_product: false }, &[value]);
    emit.emit(Reshape { shape: [].into() }, &[sum])
}
