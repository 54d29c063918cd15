//! Pictures enlarged by whole factors. Partner: `ops/resize.rs`.

use serde::{Deserialize, Serialize};

use super::window::pair;
use super::words::each;
use super::{Family, LayerBuilder, LayerKind, choose, picture};
use crate::base::{Form, Shape};
use crate::ops::{Interpolation, Resize, Value};

/// A picture some times higher and wider.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Upsample2d {
    /// How many times higher and wider.
    pub factor: [usize; 2],
    /// How pixels between pixels are found.
    pub interpolation: Interpolation,
}

impl Default for Upsample2d {
    fn default() -> Upsample2d {
        Upsample2d { factor: [2, 2], interpolation: Interpolation::Nearest }
    }
}

impl LayerKind for Upsample2d {
    fn title(&self) -> &'static str {
        "Upsample"
    }

    fn family(&self) -> Family {
        Family::Shape
    }

    fn help(&self) -> String {
        format!(
            "Makes the picture {} times larger, by repeating pixels or by blending between them; nothing is learned.",
            each(self.factor)
        )
    }

    fn summary(&self) -> String {
        format!("{} times larger", each(self.factor))
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let [height, width, channels] = picture(inputs)?;
        pair("factor", self.factor)?;
        Ok(Shape::from([height * self.factor[0], width * self.factor[1], channels]))
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        at.emit.emit(Resize { factor: self.factor, interpolation: self.interpolation }, inputs)
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.pair("Factor", &mut self.factor, 1..=16);
        let options = [(Interpolation::Nearest, "Nearest"), (Interpolation::Bilinear, "Bilinear")];
        choose(form, "Interpolation", &options, &mut self.interpolation);
    }
}
