//! What follows from a network: for each node its shape or the reason why it has none, its weights and its cost. Never
//! fails, whatever a file or a hand made of the network.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Network, Node};
use crate::base::Shape;
use crate::layers::{Arity, Layer, LayerBuilder, WeightSpec};
use crate::ops::{Emit, Input, Type, Value};
use crate::program::{Builder, Layout};

/// More numbers than this in one tensor fit no device.
const LARGEST: usize = 1 << 30;

/// What follows for one node.
#[derive(Clone, Debug, PartialEq)]
pub struct NodeFacts {
    /// Its number.
    pub id: u32,
    /// The shape of its output for one sample, or why it has none, as a sentence without a full stop.
    pub shape: Result<Shape, String>,
    /// The places in [`Network::nodes`] of the nodes that lead into it, in the order of their slots.
    pub inputs: Vec<usize>,
    /// The tensors it owns; none if it has no shape.
    pub weights: Vec<WeightSpec>,
    /// Floating-point operations for one sample, forwards.
    pub flops: f64,
}

impl NodeFacts {
    /// How many numbers training changes by gradients.
    pub fn parameters(&self) -> usize {
        self.weights.iter().filter(|weight| weight.trainable).map(|weight| weight.shape.count()).sum()
    }
}

/// What follows from a network.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// For each node, in the order of [`Network::nodes`].
    pub nodes: Vec<NodeFacts>,
    /// The places of the nodes such that each stands behind its inputs; nodes on loops and behind them are missing.
    pub order: Vec<usize>,
    /// The place of the node that gives the answer: the only one whose output leads nowhere; or why there is none.
    pub output: Result<usize, String>,
}

impl Facts {
    /// What follows for the node with this number.
    pub fn node(&self, id: u32) -> Option<&NodeFacts> {
        self.nodes.iter().find(|node| node.id == id)
    }

    /// How many numbers training changes by gradients.
    pub fn parameters(&self) -> usize {
        self.nodes.iter().map(NodeFacts::parameters).sum()
    }

    /// Floating-point operations for one sample, forwards.
    pub fn flops(&self) -> f64 {
        self.nodes.iter().map(|node| node.flops).sum()
    }

    /// The shape of the answer for one sample, if all is well.
    pub fn answer(&self) -> Option<&Shape> {
        self.output.as_ref().ok().and_then(|&place| self.nodes[place].shape.as_ref().ok())
    }

    /// The first thing that keeps the network from running, as a sentence that names the node.
    pub fn problem(&self, network: &Network) -> Option<String> {
        let reason = |(node, facts): (&Node, &NodeFacts)| {
            facts.shape.as_ref().err().map(|reason| format!("{}: {reason}", node.name))
        };
        // What is wrong with a node comes before what follows from it for those behind.
        let ordered = self.order.iter().find_map(|&place| reason((&network.nodes[place], &self.nodes[place])));
        ordered
            .or_else(|| network.nodes.iter().zip(&self.nodes).find_map(reason))
            .or_else(|| self.output.as_ref().err().cloned())
    }
}

/// Works out what follows from a network. With `input`, that is the shape of one sample, whatever the input says.
pub fn facts(network: &Network, input: Option<&Shape>) -> Facts {
    let places: HashMap<u32, usize> =
        network.nodes.iter().enumerate().rev().map(|(place, node)| (node.id, place)).collect();
    let inputs: Vec<Vec<usize>> = network
        .nodes
        .iter()
        .map(|node| network.inputs(node.id).iter().filter_map(|from| places.get(from).copied()).collect())
        .collect();
    let order = order(&inputs);
    let blank = |(node, inputs): (&Node, Vec<usize>)| NodeFacts {
        id: node.id,
        shape: Err("is on a loop or behind one: a network only runs forwards".into()),
        inputs,
        weights: Vec::new(),
        flops: 0.0,
    };
    let mut nodes: Vec<NodeFacts> = network.nodes.iter().zip(inputs).map(blank).collect();
    for &place in &order {
        let found = shape(network, &nodes, place, input);
        if let Ok((inputs, _)) = &found {
            nodes[place].weights = network.nodes[place].layer.weights(inputs);
            nodes[place].flops = flops(&network.nodes[place].layer, inputs, &nodes[place].weights);
        }
        nodes[place].shape = found.map(|(_, shape)| shape);
    }
    let output = output(network, &nodes);
    Facts { nodes, order, output }
}

/// The nodes such that each stands behind its inputs, as far as there are no loops (Kahn, 1962); nodes keep their
/// order in the network where wires leave it open.
fn order(inputs: &[Vec<usize>]) -> Vec<usize> {
    let mut order = Vec::with_capacity(inputs.len());
    let mut waiting: Vec<usize> = (0..inputs.len()).collect();
    let mut done = vec![false; inputs.len()];
    loop {
        let before = order.len();
        waiting.retain(|&place| {
            let ready = inputs[place].iter().all(|&from| done[from]);
            if ready {
                done[place] = true;
                order.push(place);
            }
            !ready
        });
        if order.len() == before {
            return order;
        }
    }
}

/// The shapes of a node's inputs and of its output, or why it has none.
fn shape(
    network: &Network,
    nodes: &[NodeFacts],
    place: usize,
    input: Option<&Shape>,
) -> Result<(Vec<Shape>, Shape), String> {
    let node = &network.nodes[place];
    identity(network, place)?;
    let wires = nodes[place].inputs.len();
    match (node.layer.arity(), wires) {
        (Arity::Zero, 0) | (Arity::One, 1) | (Arity::Several, 2..) => {}
        (Arity::Zero, _) => return Err("takes no wires: samples come in here".into()),
        (_, 0) => return Err("nothing is connected to it".into()),
        (Arity::One, _) => return Err(format!("takes one wire, not {wires}")),
        (Arity::Several, _) => return Err("needs at least two wires".into()),
    }
    let mut shapes = Vec::with_capacity(wires);
    for &from in &nodes[place].inputs {
        let shape = nodes[from].shape.as_ref();
        shapes.push(shape.map_err(|_| format!("waits for {}", network.nodes[from].name))?.clone());
    }
    let shape = match (&node.layer, input) {
        (Layer::Input(_), Some(given)) => {
            let stand_in: Layer = crate::layers::Input { shape: given.clone() }.into();
            stand_in.shape(&shapes)?
        }
        _ => node.layer.shape(&shapes)?,
    };
    let weights = node.layer.weights(&shapes);
    for tensor in weights.iter().map(|weight| &weight.shape).chain([&shape]) {
        if tensor.checked_count().is_none_or(|count| count > LARGEST) {
            return Err(format!("{tensor} is more than any device holds"));
        }
    }
    Ok((shapes, shape))
}

/// Whether a node can be told from the others.
fn identity(network: &Network, place: usize) -> Result<(), String> {
    let node = &network.nodes[place];
    let earlier = &network.nodes[..place];
    if node.name.is_empty() {
        return Err("has no name".into());
    }
    if earlier.iter().any(|other| other.id == node.id) {
        return Err(format!("another layer has the number {} too", node.id));
    }
    if earlier.iter().any(|other| other.name == node.name) {
        return Err(format!("another layer is called {} too", node.name));
    }
    let is_input = |node: &Node| node.layer.arity() == Arity::Zero;
    match earlier.iter().find(|other| is_input(node) && is_input(other)) {
        Some(other) => Err(format!("samples already come in at {}", other.name)),
        None => Ok(()),
    }
}

/// What one sample costs, forwards: the ops that the layer is built of, priced.
fn flops(layer: &Layer, inputs: &[Shape], weights: &[WeightSpec]) -> f64 {
    let mut builder = Builder::new(Arc::new(Layout::default()));
    let mut given = |of: Type| (&mut builder as &mut dyn Emit).emit(Input { of }, &[]);
    let mut values: Vec<Value> = inputs.iter().map(|shape| given(Type::batched(shape.clone()))).collect();
    let weights: Vec<Value> = weights.iter().map(|weight| given(Type::single(weight.shape.clone()))).collect();
    if values.is_empty() {
        values.push(given(Type::batched([1])));
    }
    let mut at = LayerBuilder { emit: &mut builder, training: false, node: 0, weights: &weights, averages: Vec::new() };
    let output = layer.build(&mut at, &values);
    builder.name("output", output);
    builder.finish(1, crate::program::Fusions::NONE).flops(1)
}

/// The only node whose output leads nowhere.
fn output(network: &Network, nodes: &[NodeFacts]) -> Result<usize, String> {
    let mut leads_on = vec![false; nodes.len()];
    for &from in nodes.iter().flat_map(|node| &node.inputs) {
        leads_on[from] = true;
    }
    let ends: Vec<usize> = (0..nodes.len()).filter(|&place| !leads_on[place]).collect();
    match ends[..] {
        [end] if network.nodes[end].layer.arity() == Arity::Zero => Err("there is nothing behind the input".into()),
        [end] => Ok(end),
        [] if nodes.is_empty() => Err("the network is empty: add an input and layers behind it".into()),
        [] => Err("no layer gives the answer: the wires run in a loop".into()),
        [first, second, ..] => Err(format!(
            "{} and {} both lead nowhere, but a network gives one answer: connect or remove one",
            network.nodes[first].name, network.nodes[second].name
        )),
    }
}
