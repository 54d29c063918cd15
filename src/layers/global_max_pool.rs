//! Global max pooling. Partner: the max pooling in `ops/max_pool.rs`.

use serde::{Deserialize, Serialize};

use super::{Family, LayerBuilder, LayerKind, picture};
use crate::base::Shape;
use crate::ops::{self, Value, Window};

/// The largest number of each channel over the whole picture: height × width × channels → channels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GlobalMaxPool {}

impl LayerKind for GlobalMaxPool {
    fn title(&self) -> &'static str {
        "Global max pool"
    }

    fn family(&self) -> Family {
        Family::Pooling
    }

    fn help(&self) -> String {
        "Keeps one number per channel, its largest: was this pattern anywhere?".to_owned()
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let [_, _, channels] = picture(inputs)?;
        Ok(Shape::from([channels]))
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        let x = &at.emit.type_of(inputs[0]).shape;
        let (window, channels) = (Window::whole([x[0], x[1]]), x.last());
        let largest = at.emit.emit(ops::MaxPool { window }, inputs);
        at.emit.reshape(largest, [channels])
    }
}
