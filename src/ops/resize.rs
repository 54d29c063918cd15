//! Pictures enlarged, and the gradient of that. Partners: `device/cpu/resize.rs`, `shaders/resize*.wgsl`.

use serde::{Deserialize, Serialize};

use super::{Differential, Emit, Operation, Type, Value};

/// How pixels between pixels are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Interpolation {
    /// The pixel that contains the point.
    #[default]
    Nearest,
    /// The mean of the four pixels around the point, weighted by nearness (half-pixel centres, edges repeated, as in
    /// Keras's UpSampling2D and PyTorch's align_corners=False).
    Bilinear,
}

/// x `[h, w, c]` batched → y `[fy·h, fx·w, c]` batched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Resize {
    /// How many times higher and wider y is.
    pub factor: [usize; 2],
    /// How pixels between pixels are found.
    pub interpolation: Interpolation,
}

/// Its gradient: dy `[fy·h, fx·w, c]` batched → dx `[h, w, c]` batched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResizeGradient {
    /// How many times higher and wider dy is.
    pub factor: [usize; 2],
    /// How pixels between pixels were found.
    pub interpolation: Interpolation,
}

impl Default for Resize {
    fn default() -> Resize {
        Resize { factor: [2, 2], interpolation: Interpolation::Nearest }
    }
}

impl Default for ResizeGradient {
    fn default() -> ResizeGradient {
        ResizeGradient { factor: [2, 2], interpolation: Interpolation::Nearest }
    }
}

fn words(factor: [usize; 2], interpolation: Interpolation) -> String {
    let kind = match interpolation {
        Interpolation::Nearest => "nearest",
        Interpolation::Bilinear => "bilinear",
    };
    format!("{}×{}, {kind}", factor[0], factor[1])
}

impl Operation for Resize {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x] = super::exactly(inputs)?;
        let [h, w, c] = x.shape.picture().filter(|_| x.batched).ok_or(format!("{} is not a picture", x.shape))?;
        Ok(vec![Type::batched([h * self.factor[0], w * self.factor[1], c])])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let op = ResizeGradient { factor: self.factor, interpolation: self.interpolation };
        vec![Some(emit.emit(op, &[dy]))]
    }

    fn words(&self) -> String {
        words(self.factor, self.interpolation)
    }
}

impl Operation for ResizeGradient {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [dy] = super::exactly(inputs)?;
        let picture = dy.shape.picture().filter(|[h, w, _]| h % self.factor[0] == 0 && w % self.factor[1] == 0);
        let [h, w, c] = picture.ok_or(format!("{} is not an enlarged picture", dy.shape))?;
        Ok(vec![Type::batched([h / self.factor[0], w / self.factor[1], c])])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(upstream) = at.dy() else { return Vec::new() };
        let op = Resize { factor: self.factor, interpolation: self.interpolation };
        vec![Some(emit.emit(op, &[upstream]))]
    }

    fn words(&self) -> String {
        words(self.factor, self.interpolation)
    }
}
