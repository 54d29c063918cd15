//! How windows of convolution and pooling layers stand on a picture: sizes, strides and TensorFlow's padding rules.

use serde::{Deserialize, Serialize};

use super::size;
use crate::base::Form;
use crate::ops::Padding;

/// How a picture is padded before a window moves over it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaddingRule {
    /// Not at all: the window stays inside.
    #[default]
    Valid,
    /// So that the result has ⌈extent / stride⌉ pixels; what is odd goes to the bottom and the right (TensorFlow).
    Same,
    /// As said.
    Explicit(Padding),
}

impl PaddingRule {
    /// The padding for a picture of this height and width. Kernel, stride and dilation are at least 1.
    pub fn padding(self, input: [usize; 2], kernel: [usize; 2], stride: [usize; 2], dilation: [usize; 2]) -> Padding {
        match self {
            PaddingRule::Valid => Padding::default(),
            PaddingRule::Explicit(padding) => padding,
            PaddingRule::Same => {
                let total = |axis: usize| {
                    let window = (kernel[axis] - 1) * dilation[axis] + 1;
                    let windows = input[axis].div_ceil(stride[axis]);
                    ((windows.max(1) - 1) * stride[axis] + window).saturating_sub(input[axis])
                };
                let [height, width] = [total(0), total(1)];
                let [top, left] = [height / 2, width / 2];
                Padding { top, bottom: height - top, left, right: width - left }
            }
        }
    }

    /// Its name among the main settings of a layer; empty where there is no padding.
    pub(super) fn summary(self) -> String {
        match self {
            PaddingRule::Valid => String::new(),
            PaddingRule::Same => "same".to_owned(),
            PaddingRule::Explicit(_) => "padded".to_owned(),
        }
    }

    /// Refuses what no picture has.
    pub(super) fn check(self) -> Result<(), String> {
        if let PaddingRule::Explicit(Padding { top, bottom, left, right }) = self {
            for side in [top, bottom, left, right] {
                size("padding", side.max(1))?;
            }
        }
        Ok(())
    }

    /// Lets a form choose one; explicit padding only if the layer takes it.
    pub(super) fn form(&mut self, form: &mut dyn Form, explicit: bool) {
        let mut chosen = match self {
            PaddingRule::Valid => 0,
            PaddingRule::Same => 1,
            PaddingRule::Explicit(_) => 2,
        };
        let options = ["Valid", "Same", "Explicit"];
        form.choice("Padding", if explicit { &options } else { &options[..2] }, &mut chosen);
        *self = match (chosen, *self) {
            (0, _) => PaddingRule::Valid,
            (1, _) => PaddingRule::Same,
            (_, PaddingRule::Explicit(padding)) => PaddingRule::Explicit(padding),
            _ => PaddingRule::Explicit(Padding::default()),
        };
        if let PaddingRule::Explicit(padding) = self {
            sides(form, padding);
        }
    }
}

/// The four sides of a padding.
pub(super) fn sides(form: &mut dyn Form, padding: &mut Padding) {
    form.count("Top", &mut padding.top, 0..=64);
    form.count("Bottom", &mut padding.bottom, 0..=64);
    form.count("Left", &mut padding.left, 0..=64);
    form.count("Right", &mut padding.right, 0..=64);
}

/// Refuses extents that no window has.
pub(super) fn pair(what: &str, values: [usize; 2]) -> Result<(), String> {
    values.iter().try_for_each(|&value| size(what, value).map(|_| ()))
}
