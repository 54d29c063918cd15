//! Average pooling. Partner: `ops/average_pool.rs`.

use serde::{Deserialize, Serialize};

use super::words::extents;
use super::{Family, LayerBuilder, LayerKind, Mend, Pooling};
use crate::base::{Form, Shape};
use crate::ops::{self, Value};

/// The mean of each window of each channel; padded pixels never count.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AveragePool2d {
    /// How the windows stand.
    #[serde(flatten)]
    pub pooling: Pooling,
}

impl LayerKind for AveragePool2d {
    fn title(&self) -> &'static str {
        "Average pool"
    }

    fn family(&self) -> Family {
        Family::Pooling
    }

    fn help(&self) -> String {
        format!(
            "Keeps the mean of each {} window: the picture shrinks and grows smoother.",
            extents(self.pooling.window)
        )
    }

    fn summary(&self) -> String {
        self.pooling.summary()
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        self.pooling.shape(inputs)
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        let window = self.pooling.on(&at.emit.type_of(inputs[0]).shape);
        at.emit.emit(ops::AveragePool { window }, inputs)
    }

    fn form(&mut self, form: &mut dyn Form) {
        self.pooling.form(form);
    }

    fn mends(&self, inputs: &[Shape]) -> Vec<Mend> {
        self.pooling.mends(inputs, |pooling| AveragePool2d { pooling }.into())
    }
}
