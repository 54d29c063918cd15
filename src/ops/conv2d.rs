//! Two-dimensional convolution (cross-correlation, as in Keras and PyTorch) and its two gradients; each is also the
//! gradient of the others. Partners: `device/cpu/conv2d.rs`, `shaders/conv2d*.wgsl`.
//!
//! y[oy, ox, co] = Σ ky, kx, ci: x[oy·stride + ky·dilation − top, ox·stride + kx·dilation − left, ci] · w[ky, kx, ci, co]

use serde::{Deserialize, Serialize};

use super::{Cost, Differential, Emit, Epilogue, Operation, Type, Value};

/// Rows and columns of zeros around a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Padding {
    /// Rows above.
    pub top: usize,
    /// Rows below.
    pub bottom: usize,
    /// Columns to the left.
    pub left: usize,
    /// Columns to the right.
    pub right: usize,
}

/// How a window moves over a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Geometry {
    /// Steps between windows along the height and the width.
    pub stride: [usize; 2],
    /// Zeros around the picture.
    pub padding: Padding,
    /// Distance between neighbouring taps along the height and the width.
    pub dilation: [usize; 2],
    /// Independent groups of channels; the number of input channels makes the convolution depthwise.
    pub groups: usize,
}

impl Default for Geometry {
    fn default() -> Geometry {
        Geometry { stride: [1, 1], padding: Padding::default(), dilation: [1, 1], groups: 1 }
    }
}

impl Geometry {
    /// The height and width of the result, or why the window does not fit.
    pub fn output(&self, [height, width]: [usize; 2], kernel: [usize; 2]) -> Result<[usize; 2], String> {
        let Padding { top, bottom, left, right } = self.padding;
        let along = |extent: usize, axis: usize| {
            let window = (kernel[axis] - 1) * self.dilation[axis] + 1;
            (window <= extent).then(|| (extent - window) / self.stride[axis] + 1)
        };
        match [along(height + top + bottom, 0), along(width + left + right, 1)] {
            [Some(height), Some(width)] => Ok([height, width]),
            _ => Err(format!("a {} × {} window does not fit in {height} × {width}", kernel[0], kernel[1])),
        }
    }

    fn words(&self) -> String {
        let mut words = Vec::new();
        let [sy, sx] = self.stride;
        if [sy, sx] != [1, 1] {
            words.push(format!("stride {sy}×{sx}"));
        }
        let Padding { top, bottom, left, right } = self.padding;
        if self.padding != Padding::default() {
            words.push(format!("padding {top} {bottom} {left} {right}"));
        }
        let [dy, dx] = self.dilation;
        if [dy, dx] != [1, 1] {
            words.push(format!("dilation {dy}×{dx}"));
        }
        if self.groups != 1 {
            words.push(format!("groups {}", self.groups));
        }
        words.join(", ")
    }
}

/// Convolution: x `[h, w, ci]` batched, w `[kh, kw, ci / groups, co]` → `[oh, ow, co]` batched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Conv2d {
    /// How the window moves.
    pub geometry: Geometry,
    /// What is done to the result before it is stored.
    pub epilogue: Epilogue,
}

/// The gradient of a convolution's input, which is also the transposed convolution:
/// dy `[oh, ow, co]` batched, w `[kh, kw, ci / groups, co]` → dx `[h, w, ci]` batched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Conv2dInputGradient {
    /// How the window of the convolution moves.
    pub geometry: Geometry,
    /// The height and width of dx.
    pub input: [usize; 2],
    /// What is done to the result before it is stored.
    pub epilogue: Epilogue,
}

/// The gradient of a convolution's weights, summed over the rows of the batch:
/// x `[h, w, ci]` batched, dy `[oh, ow, co]` batched → dw `[kh, kw, ci / groups, co]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Conv2dWeightGradient {
    /// How the window of the convolution moves.
    pub geometry: Geometry,
    /// The height and width of the window.
    pub kernel: [usize; 2],
}

/// The four extents of a convolution's weights: kernel height and width, input channels per group, output channels.
fn weights(w: &Type) -> Result<[usize; 4], String> {
    <[usize; 4]>::try_from(&w.shape[..]).map_err(|_| format!("weights of {} are not those of a convolution", w.shape))
}

pub(super) fn picture(x: &Type) -> Result<[usize; 3], String> {
    x.shape.picture().filter(|_| x.batched).ok_or_else(|| format!("{} is not a picture", x.shape))
}

impl Operation for Conv2d {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let (own, extra) = self.epilogue.check(inputs)?;
        let [x, w] = super::exactly(own)?;
        let [height, width, channels] = picture(x)?;
        let [kh, kw, group, filters] = weights(w)?;
        if group * self.geometry.groups != channels || filters % self.geometry.groups != 0 {
            return Err(format!("weights of {} do not fit {channels} channels", w.shape));
        }
        let [oh, ow] = self.geometry.output([height, width], [kh, kw])?;
        let result = Type::batched([oh, ow, filters]);
        self.epilogue.fits(extra, &result)?;
        Ok(vec![result])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(dy) = at.dy() else { return Vec::new() };
        let [x, w] = [at.inputs[0], at.inputs[1]];
        let geometry = self.geometry;
        let [h, wd] = [emit.type_of(x).shape[0], emit.type_of(x).shape[1]];
        let kernel = [emit.type_of(w).shape[0], emit.type_of(w).shape[1]];
        let dx = Conv2dInputGradient { geometry, input: [h, wd], epilogue: Epilogue::default() };
        vec![
            at.wanted[0].then(|| emit.emit(dx, &[dy, w])),
            at.wanted[1].then(|| emit.emit(Conv2dWeightGradient { geometry, kernel }, &[x, dy])),
        ]
    }

    fn cost(&self, inputs: &[&Type], outputs: &[&Type], rows: usize) -> Cost {
        product_cost(inputs[1], outputs[0], rows)
    }

    fn words(&self) -> String {
        format!("{}{}", self.geometry.words(), self.epilogue.words())
    }
}

impl Operation for Conv2dInputGradient {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let (own, extra) = self.epilogue.check(inputs)?;
        let [dy, w] = super::exactly(own)?;
        let [oh, ow, filters] = picture(dy)?;
        let [kh, kw, group, co] = weights(w)?;
        if filters != co || self.geometry.output(self.input, [kh, kw])? != [oh, ow] {
            return Err(format!("a gradient of {} does not fit weights of {}", dy.shape, w.shape));
        }
        let result = Type::batched([self.input[0], self.input[1], group * self.geometry.groups]);
        self.epilogue.fits(extra, &result)?;
        Ok(vec![result])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(upstream) = at.dy() else { return Vec::new() };
        let [dy, w] = [at.inputs[0], at.inputs[1]];
        let geometry = self.geometry;
        let kernel = [emit.type_of(w).shape[0], emit.type_of(w).shape[1]];
        vec![
            at.wanted[0].then(|| emit.emit(Conv2d { geometry, epilogue: Epilogue::default() }, &[upstream, w])),
            at.wanted[1].then(|| emit.emit(Conv2dWeightGradient { geometry, kernel }, &[upstream, dy])),
        ]
    }

    fn cost(&self, inputs: &[&Type], _outputs: &[&Type], rows: usize) -> Cost {
        product_cost(inputs[1], inputs[0], rows)
    }

    fn words(&self) -> String {
        format!("{}{}", self.geometry.words(), self.epilogue.words())
    }
}

impl Operation for Conv2dWeightGradient {
    fn outputs(&self, inputs: &[&Type]) -> Result<Vec<Type>, String> {
        let [x, dy] = super::exactly(inputs)?;
        let [h, w, channels] = picture(x)?;
        let [oh, ow, filters] = picture(dy)?;
        if self.geometry.output([h, w], self.kernel)? != [oh, ow] {
            return Err(format!("a gradient of {} does not fit {}", dy.shape, x.shape));
        }
        let [kh, kw] = self.kernel;
        Ok(vec![Type::single([kh, kw, channels / self.geometry.groups, filters])])
    }

    fn gradient(&self, at: &Differential, emit: &mut dyn Emit) -> Vec<Option<Value>> {
        let Some(upstream) = at.dy() else { return Vec::new() };
        let [x, dy] = [at.inputs[0], at.inputs[1]];
        let geometry = self.geometry;
        let input = [emit.type_of(x).shape[0], emit.type_of(x).shape[1]];
        let dx = Conv2dInputGradient { geometry, input, epilogue: Epilogue::default() };
        vec![
            at.wanted[0].then(|| emit.emit(dx, &[dy, upstream])),
            at.wanted[1].then(|| emit.emit(Conv2d { geometry, epilogue: Epilogue::default() }, &[x, upstream])),
        ]
    }

    fn cost(&self, inputs: &[&Type], outputs: &[&Type], rows: usize) -> Cost {
        product_cost(outputs[0], inputs[1], rows)
    }

    fn words(&self) -> String {
        self.geometry.words()
    }
}

/// Two operations for each weight and each pixel of the convolution's result.
pub(super) fn product_cost(weights: &Type, result: &Type, rows: usize) -> Cost {
    let taps = weights.shape.count() / result.shape.last();
    Cost { flops: 2.0 * taps as f64 * result.count(rows) as f64 }
}
