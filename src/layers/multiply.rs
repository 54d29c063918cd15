//! The product of all inputs, number by number. Partner: `ops/binary.rs`.

use serde::{Deserialize, Serialize};

use super::{Arity, Family, LayerBuilder, LayerKind, Mend, mend};
use crate::base::Shape;
use crate::ops::Value;

/// The product of all inputs, number by number; extents of 1 stretch, and channels alone meet every pixel (NumPy's
/// broadcasting).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Multiply {}

impl LayerKind for Multiply {
    fn title(&self) -> &'static str {
        "Multiply"
    }

    fn family(&self) -> Family {
        Family::Combine
    }

    fn help(&self) -> String {
        "Multiplies its inputs number by number: one input opens and closes gates for the other.".to_owned()
    }

    fn arity(&self) -> Arity {
        Arity::Several
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let [first, others @ ..] = inputs else { return Err("nothing is connected to it".into()) };
        others.iter().try_fold(first.clone(), |shape, other| {
            shape.broadcast(other).ok_or_else(|| format!("{shape} and {other} cannot be multiplied"))
        })
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        inputs[1..].iter().fold(inputs[0], |all, &input| at.emit.multiply(all, input))
    }

    fn mends(&self, inputs: &[Shape]) -> Vec<Mend> {
        mend::projections(inputs)
    }
}
