//! Dense layer. Partner: `ops/matmul.rs`.

use serde::{Deserialize, Serialize};

use super::words::joined;
use super::{
    ActivationFunction, Family, Initializer, Layer, LayerBuilder, LayerKind, Mend, WeightSpec, mend, one, size,
};
use crate::base::{Form, Shape};
use crate::ops::{Matmul, Value};

/// Every input meets every output: kernel `[inputs, units]`, bias `[units]`, along the innermost axis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dense {
    /// How many outputs.
    pub units: usize,
    /// What is applied to the result.
    pub activation: ActivationFunction,
    /// Whether a number per unit is added.
    pub bias: bool,
    /// How the first weights are drawn.
    pub initializer: Initializer,
}

impl Default for Dense {
    fn default() -> Dense {
        Dense { units: 64, activation: ActivationFunction::Linear, bias: true, initializer: Initializer::GlorotUniform }
    }
}

impl LayerKind for Dense {
    fn title(&self) -> &'static str {
        "Dense"
    }

    fn family(&self) -> Family {
        Family::Dense
    }

    fn help(&self) -> String {
        format!(
            "Each of the {} units weighs all inputs and adds them up; acts along the innermost axis, so flatten pictures before.",
            self.units
        )
    }

    fn summary(&self) -> String {
        joined([format!("{} units", self.units), self.activation.summary()])
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let shape = one(inputs)?;
        let units = size("number of units", self.units)?;
        if shape.is_empty() {
            return Err("needs at least one axis".into());
        }
        Ok(shape.with_last(units))
    }

    fn weights(&self, inputs: &[Shape]) -> Vec<WeightSpec> {
        let mut weights = vec![WeightSpec::new("kernel", [inputs[0].last(), self.units], self.initializer)];
        if self.bias {
            weights.push(WeightSpec::new("bias", [self.units], Initializer::Zeros));
        }
        weights
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        let mut y = at.emit.emit(Matmul::fold(false), &[inputs[0], at.weights[0]]);
        if self.bias {
            y = at.emit.add(y, at.weights[1]);
        }
        self.activation.build(at.emit, y)
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.count("Units", &mut self.units, 1..=65_536);
        self.activation.form(form);
        form.toggle("Bias", &mut self.bias);
        self.initializer.form(form);
    }

    fn remark(&self, inputs: &[Shape]) -> Option<String> {
        let [places @ .., _] = &inputs.first()?[..] else { return None };
        (!places.is_empty()).then(|| format!("acts on each of {} places", Shape::from(places)))
    }

    fn mends(&self, inputs: &[Shape]) -> Vec<Mend> {
        if inputs.first().is_some_and(|shape| shape.len() > 1) { mend::rows() } else { Vec::new() }
    }

    fn with_outputs(&self, outputs: usize) -> Option<Layer> {
        Some(Dense { units: outputs, ..self.clone() }.into())
    }
}
