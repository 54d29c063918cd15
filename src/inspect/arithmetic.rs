//! The arithmetic behind one number of a layer: every product of an input and a weight, and the bias, that add up to it.

use super::maps::{one_sample, shape_of};
use crate::base::{Error, Result, Shape};
use crate::compile::{Inquiry, Product};
use crate::ops::{Conv2d, Conv2dInputGradient, Op};
use crate::session::{Seeds, Session};

/// Where a number comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Arithmetic {
    /// The products, weights in their order in memory; taps that lie in the padding are left out.
    pub terms: Vec<Term>,
    /// What is added to the products.
    pub bias: Option<f32>,
    /// The products and the bias, added up here in double precision.
    pub sum: f64,
    /// The same sum as the device found it.
    pub before: f32,
    /// What is done to it then: "relu"; empty if nothing.
    pub then: String,
    /// The number that is shown.
    pub value: f32,
}

/// A product.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The place of the input among the numbers of [`Arithmetic`]'s operand: row, column and channel of a picture.
    pub from: Vec<usize>,
    /// The place in the kernel: row, column, input channel, output channel; or input, output.
    pub tap: Vec<usize>,
    /// The input.
    pub input: f32,
    /// The weight.
    pub weight: f32,
}

impl Term {
    /// The product.
    pub fn product(&self) -> f64 {
        f64::from(self.input) * f64::from(self.weight)
    }
}

/// The arithmetic behind the number at a place (row, column and channel; or the places along all axes) of a node's
/// output for one ready input.
///
/// # Errors
/// If the node does not sum up products, or has no such place.
pub fn arithmetic(session: &mut Session, input: &[f32], node: &str, at: &[usize]) -> Result<Arithmetic> {
    let none = || Error::input(format!("{node} does not sum up products of inputs and weights."));
    let product = session.plan().product(node)?.ok_or_else(none)?;
    if at.len() != product.sum.len() || at.iter().zip(&product.sum[..]).any(|(place, extent)| place >= extent) {
        return Err(Error::input(format!("{node} is {}, so there is no place {at:?} in it.", product.sum)));
    }
    let inquiry = Inquiry { nodes: vec![node.into()], sums: vec![node.into()], ..Inquiry::default() };
    let reply = session.inquire(&inquiry, one_sample(session, input)?, Seeds::None)?;
    let weights = session.weights()?;
    let layout = session.layout().clone();
    let (kernel, operand) = (&layout.weights[product.kernel], &reply.operands[0]);
    let term = |(from, tap): (Vec<usize>, Vec<usize>)| {
        let weight = weights[kernel.offset + flat(&kernel.shape, &tap)];
        let input = operand[flat(&product.operand, &from)];
        Term { from, tap, input, weight }
    };
    let terms: Vec<Term> = pairs(&product, &kernel.shape, at).into_iter().map(term).collect();
    let channel = at.last().copied().unwrap_or(0);
    let bias = product.bias.map(|place| weights[layout.weights[place].offset + channel]);
    let sum = terms.iter().map(Term::product).sum::<f64>() + bias.map_or(0.0, f64::from);
    // Where the output has another shape than the sum, it is only arranged otherwise.
    let shown = if shape_of(session, node)?.count() == product.sum.count() { flat(&product.sum, at) } else { 0 };
    let before = reply.sums[0][flat(&product.sum, at)];
    Ok(Arithmetic { terms, bias, sum, before, then: product.then, value: reply.nodes[0][shown] })
}

fn flat(shape: &Shape, at: &[usize]) -> usize {
    shape.strides().iter().zip(at).map(|(stride, place)| stride * place).sum()
}

/// The places in operand and kernel whose products make the number at this place.
fn pairs(product: &Product, kernel: &Shape, at: &[usize]) -> Vec<(Vec<usize>, Vec<usize>)> {
    match &product.op {
        Op::Conv2d(op) => convolution(op, &product.operand, kernel, at),
        Op::Conv2dInputGradient(op) => transposed(op, &product.operand, kernel, at),
        _ => {
            let (leading, unit) = at.split_at(at.len().saturating_sub(1));
            let pair = |input: usize| ([leading, &[input]].concat(), vec![input, unit[0]]);
            (0..product.operand.last()).map(pair).collect()
        }
    }
}

fn convolution(op: &Conv2d, x: &Shape, kernel: &Shape, at: &[usize]) -> Vec<(Vec<usize>, Vec<usize>)> {
    let geometry = &op.geometry;
    let before = [geometry.padding.top, geometry.padding.left];
    let [group, filters] = [kernel[2], kernel[3]];
    let first = at[2] / (filters / geometry.groups) * group;
    let place = |axis: usize, tap: usize| {
        let padded = at[axis] * geometry.stride[axis] + tap * geometry.dilation[axis];
        padded.checked_sub(before[axis]).filter(|&place| place < x[axis])
    };
    let mut pairs = Vec::new();
    for ky in 0..kernel[0] {
        for kx in 0..kernel[1] {
            let (Some(y), Some(x)) = (place(0, ky), place(1, kx)) else { continue };
            pairs.extend((0..group).map(|channel| (vec![y, x, first + channel], vec![ky, kx, channel, at[2]])));
        }
    }
    pairs
}

fn transposed(op: &Conv2dInputGradient, dy: &Shape, kernel: &Shape, at: &[usize]) -> Vec<(Vec<usize>, Vec<usize>)> {
    let geometry = &op.geometry;
    let before = [geometry.padding.top, geometry.padding.left];
    let [group, filters] = [kernel[2], kernel[3]];
    let first = at[2] / group * (filters / geometry.groups);
    let place = |axis: usize, tap: usize| {
        let reached = (at[axis] + before[axis]).checked_sub(tap * geometry.dilation[axis])?;
        let even = reached.is_multiple_of(geometry.stride[axis]);
        Some(reached / geometry.stride[axis]).filter(|&place| even && place < dy[axis])
    };
    let mut pairs = Vec::new();
    for ky in 0..kernel[0] {
        for kx in 0..kernel[1] {
            let (Some(y), Some(x)) = (place(0, ky), place(1, kx)) else { continue };
            let each = first..first + filters / geometry.groups;
            pairs.extend(each.map(|channel| (vec![y, x, channel], vec![ky, kx, at[2] % group, channel])));
        }
    }
    pairs
}
