//! Inputs side by side along the innermost axis. Partner: `ops/concat.rs`.

use serde::{Deserialize, Serialize};

use super::{Arity, Family, LayerBuilder, LayerKind, Mend, mend};
use crate::base::Shape;
use crate::ops::{self, Value};

/// All inputs, one after another along the innermost axis (channels).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Concat {}

impl LayerKind for Concat {
    fn title(&self) -> &'static str {
        "Concat"
    }

    fn family(&self) -> Family {
        Family::Combine
    }

    fn help(&self) -> String {
        "Puts the channels of its inputs side by side, so that later layers see all of them.".to_owned()
    }

    fn arity(&self) -> Arity {
        Arity::Several
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let first = inputs.first().ok_or("nothing is connected to it")?;
        if first.is_empty() {
            return Err("single numbers have no axis to be joined along".into());
        }
        if let Some(other) = inputs.iter().find(|other| **other != first.with_last(other.last())) {
            return Err(format!("{first} and {other} differ in more than the innermost axis and cannot be joined"));
        }
        Ok(first.with_last(inputs.iter().map(Shape::last).sum()))
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        let axis = at.emit.type_of(inputs[0]).shape.len() - 1;
        at.emit.emit(ops::Concat { axis }, inputs)
    }

    fn mends(&self, inputs: &[Shape]) -> Vec<Mend> {
        mend::extents(inputs)
    }
}
