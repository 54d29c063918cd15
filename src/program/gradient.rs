//! Reverse-mode gradients: walks the ops backwards and lets each say, in ops, how its gradient flows.

use super::{Builder, Source};
use crate::ops::{Differential, Emit, Fill, Value};

impl Builder {
    /// The gradient of the number `y` `[]` with respect to each of `wrt`; `None` where y does not depend on it.
    ///
    /// # Panics
    /// If y is not a single number, or depends on one of `wrt` through an op that has no gradient.
    pub fn gradient(&mut self, y: Value, wrt: &[Value]) -> Vec<Option<Value>> {
        let of = self.type_of(y).clone();
        assert!(!of.batched && of.shape.is_empty(), "only a single number has a gradient, not {}", of.shape);
        let one = (self as &mut dyn Emit).emit(Fill { of, number: 1.0 }, &[]);
        self.gradient_from(&[(y, one)], wrt)
    }

    /// The gradient with respect to each of `wrt` of a quantity whose gradient with respect to some values is given:
    /// pairs (value, gradient of the quantity with respect to it).
    ///
    /// # Panics
    /// If the quantity depends on one of `wrt` through an op that has no gradient.
    pub fn gradient_from(&mut self, seeds: &[(Value, Value)], wrt: &[Value]) -> Vec<Option<Value>> {
        let mut depends = vec![false; self.types.len()];
        for &value in wrt {
            depends[value.index()] = true;
        }
        for instruction in &self.instructions {
            if instruction.inputs.iter().any(|input| depends[input.index()]) {
                for output in &instruction.outputs {
                    depends[output.index()] = true;
                }
            }
        }
        let mut gradients: Vec<Option<Value>> = vec![None; self.types.len()];
        for &(value, gradient) in seeds {
            self.accumulate(&mut gradients, value, gradient);
        }
        for place in (0..self.instructions.len()).rev() {
            let instruction = self.instructions[place].clone();
            let wanted: Vec<bool> = instruction.inputs.iter().map(|input| depends[input.index()]).collect();
            let dy: Vec<Option<Value>> = instruction.outputs.iter().map(|output| gradients[output.index()]).collect();
            if dy.iter().all(Option::is_none) || !wanted.contains(&true) {
                continue;
            }
            let name = instruction.op.key();
            assert!(instruction.op.is_differentiable(), "the gradient was asked of {name}, which has none");
            self.set_node(instruction.node);
            let (inputs, outputs) = (&instruction.inputs, &instruction.outputs);
            let at = Differential { inputs, outputs, gradients: &dy, wanted: &wanted };
            let flows = instruction.op.gradient(&at, self);
            for ((&input, gradient), wanted) in inputs.iter().zip(flows).zip(wanted) {
                if let Some(gradient) = gradient.filter(|_| wanted) {
                    debug_assert_eq!(self.type_of(input), self.type_of(gradient), "gradient of {name}");
                    self.accumulate(&mut gradients, input, gradient);
                }
            }
        }
        self.set_node(None);
        wrt.iter().map(|value| gradients[value.index()]).collect()
    }

    fn accumulate(&mut self, gradients: &mut [Option<Value>], value: Value, gradient: Value) {
        let sum = match gradients[value.index()] {
            Some(other) => (self as &mut dyn Emit).add(other, gradient),
            None => gradient,
        };
        gradients[value.index()] = Some(sum);
    }

    /// The values of all weights.
    pub fn weights(&self) -> Vec<Value> {
        let is_weight = |value: &usize| matches!(self.sources[*value], Source::Weight(_));
        (0..self.sources.len()).filter(is_weight).map(|value| Value(value as u32)).collect()
    }
}
