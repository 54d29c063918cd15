//! Max pooling and its gradient. Partners: `device/cpu/pool.rs`, `shaders/max_pool*.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Differential, Emit, Geometry, Operation, Padding, Type, Value};

/// A pooling window and how it moves. Padded pixels never count; a window never lies in the padding alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Window {
    /// Height and width.
    pub size: [usize; 2],
    /// Steps between windows along the height and the width.
    pub stride: [usize; 2],
    /// Pixels around the picture, fewer than the window has.
    pub padding: Padding,
}

impl Default for Window {
    fn default() -> Window {
        Window { size: [2, 2], stride: [2, 2], padding: Padding::default() }
    }
}

impl Window {
    /// The window that covers a whole picture.
    pub fn whole([height, width]: [usize; 2]) -> Window {
        Window { size: [height, width], stride: [1, 1], padding: Padding::default() }
    }

    /// The height and width of the result, or why the window does not fit.
    pub fn output(&self, input: [usize; 2]) -> Result<[usize; 2], String> {
        let Padding { top, bottom, left, right } = self.padding;
        if top.max(bottom) >= self.size[0] || left.max(right) >= self.size[1] {
            return Err("the padding is as wide as the window".into());
        }
        Geometry { stride: self.stride, padding: self.padding, ..Geometry::default() }.output(input, self.size)
    }

    /// Whether no pixel is in two windows and no window reaches over the edge.
    pub fn is_apart(&self) -> bool {
        self.padding == Padding::default() && (0..2).all(|axis| self.stride[axis] >= self.size[axis])
    }

    /// "2×2, stride 2×2": the settings in words.
    pub fn words(&self) -> String {
        let Padding { top, bottom, left, right } = self.padding;
        let padding = if self.padding == Padding::default() {
            String::new()
        } else {
            format!(", padding {top} {bottom} {left} {right}")
        };
        format!("{}×{}, stride {}×{}{padding}", self.size[0], self.size[1], self.stride[0], self.stride[1])
    }

    /// The type of the pooled picture.
    pub(super) fn pooled(&self, x: &Type) -> Result<Type, String> {
        let Some([height, width, channels]) = x.shape.picture().filter(|_| x.batched) else {
            return Err(format!("{} is not a picture", x.shape));
        };
        let [oh, ow] = self.output([height, width])?;
        Ok(Type::batched([oh, ow, channels]))
    }

    /// The type of the picture of this height and width whose pooled picture has the type of `dy`.
    pub(super) fn unpooled(&self, input: [usize; 2], dy: &Type) -> Result<Type, String> {
        match dy.shape.picture() {
            Some([oh, ow, channels]) if self.output(input)? == [oh, ow] => {
                Ok(Type::batched([input[0], input[1], channels]))
            }
            _ => Err(format!("{} is not what this window makes of {}×{}", dy.shape, input[0], input[1])),
        }
    }
}

/// The largest number of each window and channel: x `[h, w, c]` batched → y `[oh, ow, c]` batched, and the place of
/// that number in its window, `ky · width + kx`, as an index of the same shape. Of equal numbers the first wins, row
/// by row, as in Keras and PyTorch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MaxPool {
    /// The window.
    pub window: Window,
}

/// The gradient of max pooling: place `[oh, ow, c]` of indices and dy `[oh, ow, c]`, batched → dx `[h, w, c]`
/// batched: each dy goes where its number came from; where windows overlap, they add up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MaxPoolGradient {
    /// The window.
    pub window: Window,
    /// The height and width of dx.
    pub input: [usize; 2],
}

impl Operation for MaxPool {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x] = super::exactly(inputs)?;
        let pooled = self.window.pooled(x)?;
        Ok(vec![pooled.clone(), pooled.of_indices()])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let x = &emit.type_of(at.inputs[0]).shape;
        let op = MaxPoolGradient { window: self.window, input: [x[0], x[1]] };
        vec![Some(emit.emit(op, &[at.outputs[1], dy]))]
    }

    fn words(&self) -> String {
        self.window.words()
    }
}

impl Operation for MaxPoolGradient {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [place, dy] = super::exactly(inputs)?;
        if *place != dy.clone().of_indices() {
            return Err("the places of the largest numbers differ in shape from the gradient".into());
        }
        Ok(vec![self.window.unpooled(self.input, dy)?])
    }

    fn is_differentiable(&self) -> bool {
        false
    }

    fn words(&self) -> String {
        self.window.words()
    }
}
