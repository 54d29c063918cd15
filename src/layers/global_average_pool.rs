//! Global average pooling. Partner: the means in `ops/reduce.rs`.

use serde::{Deserialize, Serialize};

use super::{Family, LayerBuilder, LayerKind, picture};
use crate::base::Shape;
use crate::ops::{Reduce, Value};

/// The mean of each channel over the whole picture: height × width × channels → channels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GlobalAveragePool {}

impl LayerKind for GlobalAveragePool {
    fn title(&self) -> &'static str {
        "Global average pool"
    }

    fn family(&self) -> Family {
        Family::Pooling
    }

    fn help(&self) -> String {
        "Keeps one number per channel, its mean: how much of this pattern is there?".to_owned()
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let [_, _, channels] = picture(inputs)?;
        Ok(Shape::from([channels]))
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        let channels = at.emit.type_of(inputs[0]).shape.last();
        let mean = at.emit.emit(Reduce { mean: true, axes: vec![0, 1], rows: false, by_product: false }, inputs);
        at.emit.reshape(mean, [channels])
    }
}
