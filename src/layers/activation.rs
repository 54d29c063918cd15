//! Activation functions: as a layer, and as a setting of the layers that end with one.

use serde::{Deserialize, Serialize};

use super::{Family, LayerBuilder, LayerKind, choose, one};
use crate::base::{Form, Shape};
use crate::ops::{Emit, Function, Softmax, Value};

/// A function of every number (softmax: of the numbers along the innermost axis together).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActivationFunction {
    /// x
    #[default]
    Linear,
    /// max(x, 0)
    Relu,
    /// x for x > 0, else 0.3 · x
    LeakyRelu,
    /// x for x > 0, else eˣ − 1
    Elu,
    /// ELU scaled so that numbers keep mean 0 and variance 1
    Selu,
    /// x · Φ(x), Φ the normal distribution
    Gelu,
    /// x · σ(x), also called swish
    Silu,
    /// 1 / (1 + e⁻ˣ)
    Sigmoid,
    /// tanh x
    Tanh,
    /// ln(1 + eˣ)
    Softplus,
    /// eˣ / Σ eˣ over the innermost axis
    Softmax,
}

impl ActivationFunction {
    /// Each with its name for people.
    pub const ALL: [(ActivationFunction, &'static str); 11] = [
        (ActivationFunction::Linear, "Linear"),
        (ActivationFunction::Relu, "ReLU"),
        (ActivationFunction::LeakyRelu, "Leaky ReLU"),
        (ActivationFunction::Elu, "ELU"),
        (ActivationFunction::Selu, "SELU"),
        (ActivationFunction::Gelu, "GELU"),
        (ActivationFunction::Silu, "SiLU"),
        (ActivationFunction::Sigmoid, "Sigmoid"),
        (ActivationFunction::Tanh, "Tanh"),
        (ActivationFunction::Softplus, "Softplus"),
        (ActivationFunction::Softmax, "Softmax"),
    ];

    /// Applies it.
    pub fn build(self, emit: &mut dyn Emit, x: Value) -> Value {
        let function = match self {
            ActivationFunction::Linear => return x,
            ActivationFunction::Softmax => return emit.emit(Softmax { log: false }, &[x]),
            ActivationFunction::Relu => Function::Relu,
            ActivationFunction::LeakyRelu => Function::LeakyRelu { slope: 0.3 },
            ActivationFunction::Elu => Function::Elu { alpha: 1.0 },
            ActivationFunction::Selu => Function::Selu,
            ActivationFunction::Gelu => Function::Gelu,
            ActivationFunction::Silu => Function::Silu,
            ActivationFunction::Sigmoid => Function::Sigmoid,
            ActivationFunction::Tanh => Function::Tanh,
            ActivationFunction::Softplus => Function::Softplus,
        };
        emit.unary(function, x)
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        ActivationFunction::ALL.iter().find(|(function, _)| *function == self).map_or("", |&(_, title)| title)
    }

    /// Its name among the main settings of a layer that ends with it; empty where it does nothing.
    pub(super) fn summary(self) -> String {
        if self == ActivationFunction::Linear { String::new() } else { self.title().to_owned() }
    }

    /// Lets a form choose one.
    pub fn form(&mut self, form: &mut dyn Form) {
        choose(form, "Activation", &ActivationFunction::ALL, self);
    }
}

/// An activation function as a layer of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Activation {
    /// The function.
    pub function: ActivationFunction,
}

impl Default for Activation {
    fn default() -> Activation {
        Activation { function: ActivationFunction::Relu }
    }
}

impl LayerKind for Activation {
    fn title(&self) -> &'static str {
        "Activation"
    }

    fn family(&self) -> Family {
        Family::Activation
    }

    fn help(&self) -> String {
        format!(
            "Bends every number by a fixed curve, here {}; without curves, many layers could do no more than one.",
            self.function.title()
        )
    }

    fn summary(&self) -> String {
        self.function.title().to_owned()
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let shape = one(inputs)?;
        if shape.is_empty() && self.function == ActivationFunction::Softmax {
            return Err("a single number has no softmax".into());
        }
        Ok(shape.clone())
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        self.function.build(at.emit, inputs[0])
    }

    fn form(&mut self, form: &mut dyn Form) {
        self.function.form(form);
    }
}
