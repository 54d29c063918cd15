//! What max and average pooling have in common: how their windows stand on a picture.

use serde::{Deserialize, Serialize};

use super::window::pair;
use super::words::{each, extents, joined};
use super::{Layer, Mend, PaddingRule, mend, picture};
use crate::base::{Form, Shape};
use crate::ops::Window;

/// How the windows of a pooling stand on a picture; padded pixels never count.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pooling {
    /// Height and width of the window.
    pub window: [usize; 2],
    /// Steps between windows along the height and the width.
    pub stride: [usize; 2],
    /// How the picture is padded.
    pub padding: PaddingRule,
}

impl Default for Pooling {
    fn default() -> Pooling {
        Pooling { window: [2, 2], stride: [2, 2], padding: PaddingRule::Valid }
    }
}

impl Pooling {
    /// The windows on a picture of this shape, height × width × channels.
    pub(super) fn on(&self, picture: &Shape) -> Window {
        let padding = self.padding.padding([picture[0], picture[1]], self.window, self.stride, [1, 1]);
        Window { size: self.window, stride: self.stride, padding }
    }

    /// Its main settings in a few words.
    pub(super) fn summary(&self) -> String {
        joined([extents(self.window), format!("stride {}", each(self.stride)), self.padding.summary()])
    }

    /// What becomes of a picture, or why nothing does.
    pub(super) fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let [height, width, channels] = picture(inputs)?;
        pair("window", self.window)?;
        pair("stride", self.stride)?;
        self.padding.check()?;
        let [oh, ow] = self.on(&inputs[0]).output([height, width])?;
        Ok(Shape::from([oh, ow, channels]))
    }

    /// Shows its settings.
    pub(super) fn form(&mut self, form: &mut dyn Form) {
        form.pair("Window", &mut self.window, 1..=64);
        form.pair("Stride", &mut self.stride, 1..=64);
        self.padding.form(form, true);
    }

    /// What would cure a window that does not fit; `with` makes the layer with other windows.
    pub(super) fn mends(&self, inputs: &[Shape], with: impl Fn(Pooling) -> Layer) -> Vec<Mend> {
        let with = |window, padding| with(Pooling { window, padding, ..self.clone() });
        mend::windows(inputs, self.window, "window", with)
    }
}
