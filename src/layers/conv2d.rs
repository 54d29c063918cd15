//! Two-dimensional convolution. Partner: `ops/conv2d.rs`.

use serde::{Deserialize, Serialize};

use super::window::pair;
use super::words::{extents, joined, steps};
use super::{
    ActivationFunction, Family, Initializer, Layer, LayerBuilder, LayerKind, Mend, PaddingRule, WeightSpec, mend,
    picture, size,
};
use crate::base::{Form, Shape};
use crate::ops::{self, Epilogue, Geometry, Value};

/// Filters that slide over a picture: kernel `[kh, kw, channels / groups, filters]`, bias `[filters]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Conv2d {
    /// How many filters, which is how many channels come out.
    pub filters: usize,
    /// Height and width of a filter.
    pub kernel: [usize; 2],
    /// Steps between places along the height and the width.
    pub stride: [usize; 2],
    /// How the picture is padded.
    pub padding: PaddingRule,
    /// Distance between neighbouring taps of a filter.
    pub dilation: [usize; 2],
    /// Independent groups of channels.
    pub groups: usize,
    /// What is applied to the result.
    pub activation: ActivationFunction,
    /// Whether a number per filter is added.
    pub bias: bool,
    /// How the first filters are drawn.
    pub initializer: Initializer,
}

impl Default for Conv2d {
    fn default() -> Conv2d {
        Conv2d {
            filters: 32,
            kernel: [3, 3],
            stride: [1, 1],
            padding: PaddingRule::Valid,
            dilation: [1, 1],
            groups: 1,
            activation: ActivationFunction::Linear,
            bias: true,
            initializer: Initializer::GlorotUniform,
        }
    }
}

impl Conv2d {
    fn geometry(&self, input: [usize; 2]) -> Geometry {
        let Conv2d { stride, dilation, groups, .. } = *self;
        Geometry { stride, padding: self.padding.padding(input, self.kernel, stride, dilation), dilation, groups }
    }
}

impl LayerKind for Conv2d {
    fn title(&self) -> &'static str {
        "Conv 2D"
    }

    fn family(&self) -> Family {
        Family::Convolution
    }

    fn help(&self) -> String {
        format!(
            "Slides {filters} small {} filters over the picture; each answers strongly where its pattern occurs.",
            extents(self.kernel),
            filters = self.filters
        )
    }

    fn summary(&self) -> String {
        let filters = format!("{} filters", self.filters);
        joined([filters, extents(self.kernel), steps(self.stride), self.padding.summary(), self.activation.summary()])
    }

    fn shape(&self, inputs: &[Shape]) -> Result<Shape, String> {
        let [height, width, channels] = picture(inputs)?;
        let filters = size("number of filters", self.filters)?;
        pair("kernel size", self.kernel)?;
        pair("stride", self.stride)?;
        pair("dilation", self.dilation)?;
        self.padding.check()?;
        let groups = size("number of groups", self.groups)?;
        if channels % groups != 0 {
            return Err(format!("{channels} channels do not divide into {groups} groups"));
        }
        if filters % groups != 0 {
            return Err(format!("{filters} filters do not divide into {groups} groups"));
        }
        let [oh, ow] = self.geometry([height, width]).output([height, width], self.kernel)?;
        Ok(Shape::from([oh, ow, filters]))
    }

    fn weights(&self, inputs: &[Shape]) -> Vec<WeightSpec> {
        let [kh, kw] = self.kernel;
        let kernel = [kh, kw, inputs[0].last() / self.groups, self.filters];
        let mut weights = vec![WeightSpec::new("kernel", kernel, self.initializer)];
        if self.bias {
            weights.push(WeightSpec::new("bias", [self.filters], Initializer::Zeros));
        }
        weights
    }

    fn build(&self, at: &mut LayerBuilder, inputs: &[Value]) -> Value {
        let x = &at.emit.type_of(inputs[0]).shape;
        let op = ops::Conv2d { geometry: self.geometry([x[0], x[1]]), epilogue: Epilogue::default() };
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
        form.pair("Dilation", &mut self.dilation, 1..=32);
        form.count("Groups", &mut self.groups, 1..=4096);
        self.activation.form(form);
        form.toggle("Bias", &mut self.bias);
        self.initializer.form(form);
    }

    fn mends(&self, inputs: &[Shape]) -> Vec<Mend> {
        let with = |kernel, padding| Conv2d { kernel, padding, ..self.clone() }.into();
        let mut mends = mend::windows(inputs, self.kernel, "kernel", with);
        mends.push(Mend::become_layer("Use one group", Conv2d { groups: 1, ..self.clone() }));
        mends
    }

    fn with_outputs(&self, outputs: usize) -> Option<Layer> {
        Some(Conv2d { filters: outputs, ..self.clone() }.into())
    }
}
