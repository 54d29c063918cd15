//! Max pooling. Partner: `ops/max_pool.rs`.

use serde::{Deserialize, Serialize};

use super::window::pair;
use super::words::{each, extents, joined};
use super::{Family, LayerBuilder, LayerKind, Mend, PaddingRule, mend, picture};
use crate::base::{Form, Shape};
use crate::ops::{self, Value, Window};

/// The largest number of each window of each channel; padded pixels never count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct MaxPool2d {
    /// Height and width of the window.
    pub window: [usize; 2],
    /// Steps between windows along the height and the width.
    pub stride: [usize; 2],
    /// How the picture is padded.
    pub padding: PaddingRule,
}

impl Default for MaxPool2d {
    fn default() -> MaxPool2d {
        MaxPool2d { window: [2, 2], stride: [2, 2], padding: PaddingRule::Valid }
    }
}

impl MaxPool2d {
    fn window(&self, input: [usize; 2]) -> Window {
        let padding = self.padding.padding(input, self.window, self.stride, [1, 1]);
        Window { size: self.window, stride: self.stride, padding }
    }
}

impl LayerKind for MaxPool2d {
    fn title(&self) -> &'static str {
        "Max pool"
    }

    fn family(&self) -> Family {
        Family::Pooling
    }

    fn help(&self) -> String {
        format!(
            "Keeps the largest number of each {} window: the picture shrinks, what was found stays.",
            extents(self.window)
        )
    }

    fn summary(&self) -> String {
        joined([extents(self.window), format!("stride {}", each(self.stride)), self.padding.summary()])
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let [height, width, channels] = picture(inputs)?;
        pair("window", self.window)?;
        pair("stride", self.stride)?;
        self.padding.check()?;
        let [oh, ow] = self.window([height, width]).output([height, width])?;
        Ok(Shape::from([oh, ow, channels]))
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        let x = &at.emit.type_of(inputs[0]).shape;
        let window = self.window([x[0], x[1]]);
        at.emit.emit_all(ops::MaxPool { window }.into(), inputs)[0]
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.pair("Window", &mut self.window, 1..=64);
        form.pair("Stride", &mut self.stride, 1..=64);
        self.padding.form(form, true);
    }

    fn mends(&self, inputs: &[Shape]) -> Vec<Mend> {
        let with = |window, padding| MaxPool2d { window, padding, ..self.clone() }.into();
        mend::windows(inputs, self.window, "window", with)
    }
}
