//! All numbers of a sample in one row. Partner: `ops/reshape.rs`.

use serde::{Deserialize, Serialize};

use super::{Family, LayerBuilder, LayerKind, one};
use crate::base::Shape;
use crate::ops::Value;

/// The same numbers along one axis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Flatten {}

impl LayerKind for Flatten {
    fn title(&self) -> &'static str {
        "Flatten"
    }

    fn family(&self) -> Family {
        Family::Shape
    }

    fn help(&self) -> String {
        "Lays all numbers of a picture in one row, as dense layers want them; costs nothing.".to_owned()
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        Ok(Shape::from([one(inputs)?.count()]))
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        let count = at.emit.type_of(inputs[0]).shape.count();
        at.emit.reshape(inputs[0], [count])
    }
}
