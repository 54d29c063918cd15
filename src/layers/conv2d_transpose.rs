//! Transposed convolution, which enlarges pictures. Partner: the input gradient in `ops/conv2d.rs`.

use serde::{Deserialize, Serialize};

use super::window::pair;
use super::words::{each, extents, joined, steps};
use super::{
    ActivationFunction, Family, Initializer, Layer, LayerBuilder, LayerKind, PaddingRule, WeightSpec, picture, size,
};
use crate::base::{Form, Shape};
use crate::ops::{Conv2dInputGradient, Epilogue, Geometry, Padding, Value};

/// The reverse of a convolution's shape rule: kernel `[kh, kw, filters, channels]` as in Keras, bias `[filters]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conv2dTranspose {
    /// How many channels come out.
    pub filters: usize,
    /// Height and width of a filter.
    pub kernel: [usize; 2],
    /// How many times higher and wider the result is.
    pub stride: [usize; 2],
    /// What is cut from the result: nothing, all beyond stride times the input, or as said.
    pub padding: PaddingRule,
    /// What is applied to the result.
    pub activation: ActivationFunction,
    /// Whether a number per filter is added.
    pub bias: bool,
    /// How the first filters are drawn.
    pub initializer: Initializer,
}

impl Default for Conv2dTranspose {
    fn default() -> Conv2dTranspose {
        Conv2dTranspose {
            filters: 32,
            kernel: [3, 3],
            stride: [1, 1],
            padding: PaddingRule::Valid,
            activation: ActivationFunction::Linear,
            bias: true,
            initializer: Initializer::GlorotUniform,
        }
    }
}

impl Conv2dTranspose {
    /// The height and width of the result: Keras's for valid and same padding, PyTorch's for explicit padding.
    fn output(&self, input: [usize; 2]) -> Result<[usize; 2], String> {
        let cut = match self.padding {
            PaddingRule::Explicit(Padding { top, bottom, left, right }) => [top + bottom, left + right],
            _ => [0, 0],
        };
        let along = |axis: usize| {
            let [extent, kernel, stride] = [input[axis], self.kernel[axis], self.stride[axis]];
            match self.padding {
                PaddingRule::Valid => extent * stride + kernel.saturating_sub(stride),
                PaddingRule::Same => extent * stride,
                PaddingRule::Explicit(_) => ((extent - 1) * stride + kernel).saturating_sub(cut[axis]),
            }
        };
        let output = [along(0), along(1)];
        if output.contains(&0) {
            return Err(format!("the padding leaves nothing of {} × {}", input[0], input[1]));
        }
        Ok(output)
    }

    /// The convolution whose input gradient this is.
    fn geometry(&self, output: [usize; 2]) -> Geometry {
        let padding = self.padding.padding(output, self.kernel, self.stride, [1, 1]);
        Geometry { stride: self.stride, padding, dilation: [1, 1], groups: 1 }
    }
}

impl LayerKind for Conv2dTranspose {
    fn title(&self) -> &'static str {
        "Transposed conv"
    }

    fn family(&self) -> Family {
        Family::Convolution
    }

    fn help(&self) -> String {
        format!(
            "Paints {filters} small {} filters for every input pixel: makes a picture {} times larger by a learned rule.",
            extents(self.kernel),
            each(self.stride),
            filters = self.filters
        )
    }

    fn summary(&self) -> String {
        let filters = format!("{} filters", self.filters);
        joined([filters, extents(self.kernel), steps(self.stride), self.padding.summary(), self.activation.summary()])
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let [height, width, _] = picture(inputs)?;
        let filters = size("number of filters", self.filters)?;
        pair("kernel size", self.kernel)?;
        pair("stride", self.stride)?;
        self.padding.check()?;
        let output = self.output([height, width])?;
        match self.geometry(output).output(output, self.kernel) {
            Ok(found) if found == [height, width] => Ok(Shape::from([output[0], output[1], filters])),
            _ => Err(format!("the padding cuts more of {} × {} than the window adds", output[0], output[1])),
        }
    }

    fn weights(&self, inputs: &[Shape]) -> Vec<WeightSpec> {
        let [kh, kw] = self.kernel;
        let kernel = [kh, kw, self.filters, inputs[0].last()];
        let mut weights = vec![WeightSpec::new("kernel", kernel, self.initializer)];
        if self.bias {
            weights.push(WeightSpec::new("bias", [self.filters], Initializer::Zeros));
        }
        weights
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        let x = &at.emit.type_of(inputs[0]).shape;
        let input = self.output([x[0], x[1]]).unwrap_or([x[0], x[1]]);
        let op = Conv2dInputGradient { geometry: self.geometry(input), input, epilogue: Epilogue::default() };
        let mut y = at.emit.emit(op, &[inputs[0], at.weights[0]]);
        if self.bias {
            y = at.emit.add(y, at.weights[1]);
        }
        self.activation.build(at.emit, y)
    }

    fn form(&mut self, form: &mut dyn Form) {
        form.count("Filters", &mut self.filters, 1..=4096);
        form.pair("Kernel", &mut self.kernel, 1..=64);
        form.pair("Stride", &mut self.stride, 1..=16);
        self.padding.form(form, true);
        self.activation.form(form);
        form.toggle("Bias", &mut self.bias);
        self.initializer.form(form);
    }

    fn with_outputs(&self, outputs: usize) -> Option<Layer> {
        Some(Conv2dTranspose { filters: outputs, ..self.clone() }.into())
    }
}
