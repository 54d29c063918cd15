//! Netloom's templates in Burn. Partner: `src/network/templates.rs` of the main package.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Dropout, DropoutConfig, Linear, LinearConfig, PaddingConfig2d};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

/// Pictures [batch, channels, height, width] to logits [batch, classes].
pub trait Network: Module {
    fn forward(&self, x: Tensor<4>) -> Tensor<2>;
}

fn conv(from: usize, to: usize) -> Conv2dConfig {
    Conv2dConfig::new([from, to], [3, 3])
}

fn pool() -> MaxPool2d {
    MaxPool2dConfig::new([2, 2]).init()
}

#[derive(Module, Debug)]
pub struct Mlp {
    hidden: Linear,
    dropout: Dropout,
    answer: Linear,
}

impl Mlp {
    pub fn new(device: &Device) -> Mlp {
        Mlp {
            hidden: LinearConfig::new(784, 128).init(device),
            dropout: DropoutConfig::new(0.2).init(),
            answer: LinearConfig::new(128, 10).init(device),
        }
    }
}

impl Network for Mlp {
    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let x = relu(self.hidden.forward(x.flatten(1, 3)));
        self.answer.forward(self.dropout.forward(x))
    }
}

#[derive(Module, Debug)]
pub struct MnistCnn {
    convs: Vec<Conv2d>,
    pool: MaxPool2d,
    hidden: Linear,
    answer: Linear,
}

impl MnistCnn {
    pub fn new(device: &Device) -> MnistCnn {
        MnistCnn {
            convs: [(1, 32), (32, 64), (64, 64)].map(|(from, to)| conv(from, to).init(device)).into(),
            pool: pool(),
            hidden: LinearConfig::new(576, 64).init(device),
            answer: LinearConfig::new(64, 10).init(device),
        }
    }
}

impl Network for MnistCnn {
    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let x = self.pool.forward(relu(self.convs[0].forward(x)));
        let x = self.pool.forward(relu(self.convs[1].forward(x)));
        let x = relu(self.convs[2].forward(x));
        self.answer.forward(relu(self.hidden.forward(x.flatten(1, 3))))
    }
}

#[derive(Module, Debug)]
pub struct VggSmall {
    convs: Vec<Conv2d>,
    pool: MaxPool2d,
    hidden: Linear,
    dropout: Dropout,
    answer: Linear,
}

impl VggSmall {
    pub fn new(device: &Device) -> VggSmall {
        let sizes = [(3, 32), (32, 32), (32, 64), (64, 64), (64, 128), (128, 128)];
        let conv = |(from, to)| conv(from, to).with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1)).init(device);
        VggSmall {
            convs: sizes.map(conv).into(),
            pool: pool(),
            hidden: LinearConfig::new(2048, 128).init(device),
            dropout: DropoutConfig::new(0.5).init(),
            answer: LinearConfig::new(128, 10).init(device),
        }
    }
}

impl Network for VggSmall {
    fn forward(&self, mut x: Tensor<4>) -> Tensor<2> {
        for pair in self.convs.chunks(2) {
            x = relu(pair[1].forward(relu(pair[0].forward(x))));
            x = self.pool.forward(x);
        }
        let x = relu(self.hidden.forward(x.flatten(1, 3)));
        self.answer.forward(self.dropout.forward(x))
    }
}

#[derive(Module, Debug)]
struct NormedConv {
    conv: Conv2d,
    norm: BatchNorm,
}

impl NormedConv {
    fn new(from: usize, to: usize, size: usize, stride: usize, device: &Device) -> NormedConv {
        let edge = size / 2;
        let config = Conv2dConfig::new([from, to], [size, size]).with_stride([stride, stride]).with_bias(false);
        let config = config.with_padding(PaddingConfig2d::Explicit(edge, edge, edge, edge));
        let norm = BatchNormConfig::new(to).with_epsilon(1e-3).with_momentum(0.01);
        NormedConv { conv: config.init(device), norm: norm.init(device) }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.norm.forward(self.conv.forward(x))
    }
}

#[derive(Module, Debug)]
struct Block {
    first: NormedConv,
    second: NormedConv,
    projection: Option<NormedConv>,
}

impl Block {
    fn new(from: usize, to: usize, stride: usize, device: &Device) -> Block {
        Block {
            first: NormedConv::new(from, to, 3, stride, device),
            second: NormedConv::new(to, to, 3, 1, device),
            projection: (stride != 1).then(|| NormedConv::new(from, to, 1, stride, device)),
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let y = self.second.forward(relu(self.first.forward(x.clone())));
        let shortcut = match &self.projection {
            Some(projection) => projection.forward(x),
            None => x,
        };
        relu(y + shortcut)
    }
}

#[derive(Module, Debug)]
pub struct ResnetSmall {
    stem: NormedConv,
    blocks: Vec<Block>,
    answer: Linear,
}

impl ResnetSmall {
    pub fn new(device: &Device) -> ResnetSmall {
        let blocks = [(16, 16, 1), (16, 32, 2), (32, 64, 2)];
        ResnetSmall {
            stem: NormedConv::new(3, 16, 3, 1, device),
            blocks: blocks.map(|(from, to, stride)| Block::new(from, to, stride, device)).into(),
            answer: LinearConfig::new(64, 10).init(device),
        }
    }
}

impl Network for ResnetSmall {
    fn forward(&self, x: Tensor<4>) -> Tensor<2> {
        let mut x = relu(self.stem.forward(x));
        for block in &self.blocks {
            x = block.forward(x);
        }
        self.answer.forward(x.mean_dims(&[2, 3]).flatten(1, 3))
    }
}
