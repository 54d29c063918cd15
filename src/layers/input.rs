//! Where samples enter a network.

use serde::{Deserialize, Serialize};

use super::{Arity, Family, LayerBuilder, LayerKind, size};
use crate::base::{Form, Shape};
use crate::ops::Value;

/// Where samples enter a network. The data set's shape takes the place of this one when there is a data set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Input {
    /// The shape of one sample: height × width × channels, or one axis for a table.
    pub shape: Shape,
}

impl Default for Input {
    fn default() -> Input {
        Input { shape: Shape::from([28, 28, 1]) }
    }
}

impl LayerKind for Input {
    fn title(&self) -> &'static str {
        "Input"
    }

    fn family(&self) -> Family {
        Family::Input
    }

    fn help(&self) -> String {
        "Takes in the samples: pictures as height × width × channels, or the columns of a table.".to_owned()
    }

    fn arity(&self) -> Arity {
        Arity::Zero
    }

    fn shape(&self, _inputs: &[Shape]) -> Result<Shape, String> {
        if self.shape.is_empty() || self.shape.len() > 4 {
            return Err(format!("a sample has 1 to 4 axes, not {}", self.shape.len()));
        }
        for &extent in self.shape.iter() {
            size("extent of a sample", extent)?;
        }
        Ok(self.shape.clone())
    }

    /// `inputs` holds the batch itself, from wherever the program takes it.
    fn build(&self, _at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        inputs[0]
    }

    fn form(&mut self, form: &mut dyn Form) {
        match self.shape.picture() {
            Some([height, width, mut channels]) => {
                let mut extents = [height, width];
                form.pair("Height and width", &mut extents, 1..=1024);
                form.count("Channels", &mut channels, 1..=64);
                self.shape = Shape::from([extents[0], extents[1], channels]);
            }
            None => {
                let mut columns = self.shape.count();
                form.count("Columns", &mut columns, 1..=65_536);
                // A shape that this form cannot show stays as it is unless it is changed.
                if columns != self.shape.count() {
                    self.shape = Shape::from([columns]);
                }
            }
        }
    }
}
