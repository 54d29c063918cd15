//! Depthwise convolution: every channel has filters of its own. Partner: `ops/conv2d.rs`, with as many groups as
//! channels.

use serde::{Deserialize, Serialize};

use super::window::pair;
use super::words::{extents, joined, steps};
use super::{
    ActivationFunction, Family, Initializer, LayerBuilder, LayerKind, Mend, PaddingRule, WeightSpec, mend, picture,
    size,
};
use crate::base::{Form, Shape};
use crate::ops::{self, Epilogue, Geometry, Value};

/// Filters of each channel for itself: kernel `[kh, kw, 1, channels · multiplier]`, the same numbers in the same order
/// as Keras's `[kh, kw, channels, multiplier]`; bias `[channels · multiplier]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DepthwiseConv2d {
    /// How many filters each channel has.
    pub multiplier: usize,
    /// Height and width of a filter.
    pub kernel: [usize; 2],
    /// Steps between places along the height and the width.
    pub stride: [usize; 2],
    /// How the picture is padded.
    pub padding: PaddingRule,
    /// Distance between neighbouring taps of a filter.
    pub dilation: [usize; 2],
    /// What is applied to the result.
    pub activation: ActivationFunction,
    /// Whether a number per filter is added.
    pub bias: bool,
    /// How the first filters are drawn.
    pub initializer: Initializer,
}

impl Default for DepthwiseConv2d {
    fn default() -> DepthwiseConv2d {
        DepthwiseConv2d {
            multiplier: 1,
            kernel: [3, 3],
            stride: [1, 1],
            padding: PaddingRule::Valid,
            dilation: [1, 1],
            activation: ActivationFunction::Linear,
            bias: true,
            initializer: Initializer::GlorotUniform,
        }
    }
}

impl DepthwiseConv2d {
    fn geometry(&self, input: [usize; 2], channels: usize) -> Geometry {
        let padding = self.padding.padding(input, self.kernel, self.stride, self.dilation);
        Geometry { stride: self.stride, padding, dilation: self.dilation, groups: channels }
    }
}

impl LayerKind for DepthwiseConv2d {
    fn title(&self) -> &'static str {
        "Depthwise conv"
    }

    fn family(&self) -> Family {
        Family::Convolution
    }

    fn help(&self) -> String {
        format!(
            "Slides {} filters over each channel by itself: far cheaper than a full convolution, which mixes channels too.",
            extents(self.kernel)
        )
    }

    fn summary(&self) -> String {
        let filters = if self.multiplier == 1 { String::new() } else { format!("{} each", self.multiplier) };
        joined([filters, extents(self.kernel), steps(self.stride), self.padding.summary(), self.activation.summary()])
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let [height, width, channels] = picture(inputs)?;
        let multiplier = size("multiplier", self.multiplier)?;
        pair("kernel size", self.kernel)?;
        pair("stride", self.stride)?;
        pair("dilation", self.dilation)?;
        self.padding.check()?;
        let [oh, ow] = self.geometry([height, width], channels).output([height, width], self.kernel)?;
        Ok(Shape::from([oh, ow, channels * multiplier]))
    }

    fn weights(&self, inputs: &[Shape]) -> Vec<WeightSpec> {
        let [kh, kw] = self.kernel;
        let channels = inputs[0].last();
        let filters = channels * self.multiplier;
        // Keras takes the fans from its own shape of the kernel.
        let fans = [channels, self.multiplier].map(|extent| extent.saturating_mul(kh * kw));
        let kernel = WeightSpec::new("kernel", [kh, kw, 1, filters], self.initializer);
        let mut weights = vec![WeightSpec { fans, ..kernel }];
        if self.bias {
            weights.push(WeightSpec::new("bias", [filters], Initializer::Zeros));
        }
        weights
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        let x = &at.emit.type_of(inputs[0]).shape;
        let op = ops::Conv2d { geometry: self.geometry([x[0], x[1]], x.last()), epilogue: Epilogue::default() };
        let mut y = at.emit.emit(op, &[inputs[0], at.weights[0]]);
        if self.bias {
            y = at.emit.add(y, at.weights[1]);
        }
        self.activation.build(at.emit, y)
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.count("Multiplier", &mut self.multiplier, 1..=64);
        form.pair("Kernel", &mut self.kernel, 1..=64);
        form.pair("Stride", &mut self.stride, 1..=16);
        self.padding.form(form, true);
        form.pair("Dilation", &mut self.dilation, 1..=32);
        self.activation.form(form);
        form.toggle("Bias", &mut self.bias);
        self.initializer.form(form);
    }

    fn mends(&self, inputs: &[Shape]) -> Vec<Mend> {
        let with = |kernel, padding| DepthwiseConv2d { kernel, padding, ..self.clone() }.into();
        mend::windows(inputs, self.kernel, "kernel", with)
    }
}
