//! Learned filters as small pictures.

use crate::base::{Error, Result, Shape};
use crate::compile::Plan;
use crate::ops::Op;

/// The kernel of a node, arranged height × width × inputs × outputs whatever the node.
#[derive(Clone, Debug, PartialEq)]
pub struct Filters {
    /// Height and width of a filter. Of a node that acts on flattened pictures, those of the pictures.
    pub size: [usize; 2],
    /// Input channels of a filter.
    pub inputs: usize,
    /// How many filters there are.
    pub outputs: usize,
    /// The weights, outputs fastest, then inputs, then columns.
    pub weights: Vec<f32>,
}

impl Filters {
    /// The filters of a node out of the block of weights (as read from a session, or as first drawn).
    ///
    /// # Errors
    /// If the node does not exist or has none.
    pub fn new(plan: &Plan, block: &[f32], node: &str) -> Result<Filters> {
        let none = || Error::input(format!("{node} has no filters: it does not weigh its inputs."));
        let product = plan.product(node)?.ok_or_else(none)?;
        let slot = &plan.layout().weights[product.kernel];
        let numbers = &block[slot.offset..][..slot.shape.count()];
        let [height, width, inputs, outputs] =
            match (&slot.shape[..], product.unflattened.as_ref().map(|shape| &shape[..])) {
                (&[height, width, inputs, outputs], _) => [height, width, inputs, outputs],
                (&[_, outputs], Some(&[height, width, channels])) => [height, width, channels, outputs],
                (shape, _) => [1, 1, shape[..shape.len() - 1].iter().product(), *shape.last().unwrap_or(&1)],
            };
        let weights = match product.op {
            // A transposed convolution's kernel has its outputs before its inputs.
            Op::Conv2dInputGradient(_) => {
                let swapped = |tap: &[f32]| -> Vec<f32> {
                    (0..inputs * outputs).map(|place| tap[place % inputs * outputs + place / inputs]).collect()
                };
                let weights = numbers.chunks(inputs * outputs).flat_map(swapped).collect();
                return Ok(Filters { size: [height, width], inputs: outputs, outputs: inputs, weights });
            }
            _ => numbers.to_vec(),
        };
        Ok(Filters { size: [height, width], inputs, outputs, weights })
    }

    /// One filter's weights for one input channel, row by row.
    pub fn tile(&self, output: usize, input: usize) -> Vec<f32> {
        let from = input * self.outputs + output;
        self.weights.iter().skip(from).step_by(self.inputs * self.outputs).copied().collect()
    }

    /// One filter with all its input channels, height × width × inputs: a colour picture where there are three.
    pub fn composite(&self, output: usize) -> (Shape, Vec<f32>) {
        let numbers = self.weights.iter().skip(output).step_by(self.outputs).copied().collect();
        (Shape::from([self.size[0], self.size[1], self.inputs]), numbers)
    }

    /// How the filters have changed since another state of the same node, as when training began.
    pub fn since(&self, before: &Filters) -> Filters {
        let weights = self.weights.iter().zip(&before.weights).map(|(now, then)| now - then).collect();
        Filters { weights, ..self.clone() }
    }

    /// The root of the mean square of each filter's weights: how strong it is, or of a change how large.
    pub fn strengths(&self) -> Vec<f32> {
        let strength = |output: usize| {
            let each = self.weights.iter().skip(output).step_by(self.outputs);
            (each.map(|weight| weight * weight).sum::<f32>() / (self.weights.len() / self.outputs) as f32).sqrt()
        };
        (0..self.outputs).map(strength).collect()
    }
}
