//! Zeros around a picture. Partner: `ops/pad.rs`.

use serde::{Deserialize, Serialize};

use super::window::sides;
use super::{Family, LayerBuilder, LayerKind, PaddingRule, picture};
use crate::base::{Form, Shape};
use crate::ops::{Pad, Padding, Value};

/// Rows and columns of zeros around a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ZeroPadding2d {
    /// How many on each side.
    pub padding: Padding,
}

impl Default for ZeroPadding2d {
    fn default() -> ZeroPadding2d {
        ZeroPadding2d { padding: Padding { top: 1, bottom: 1, left: 1, right: 1 } }
    }
}

impl LayerKind for ZeroPadding2d {
    fn title(&self) -> &'static str {
        "Zero padding"
    }

    fn family(&self) -> Family {
        Family::Shape
    }

    fn help(&self) -> String {
        "Puts a border of zeros around the picture, so that windows reach its edges.".to_owned()
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let [height, width, channels] = picture(inputs)?;
        PaddingRule::Explicit(self.padding).check()?;
        let Padding { top, bottom, left, right } = self.padding;
        Ok(Shape::from([height + top + bottom, width + left + right, channels]))
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        let Padding { top, bottom, left, right } = self.padding;
        at.emit.emit(Pad { before: vec![top, left, 0], after: vec![bottom, right, 0] }, inputs)
    }

    fn form(&mut self, form: &mut dyn Form) {
        sides(form, &mut self.padding);
    }
}
