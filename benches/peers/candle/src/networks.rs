//! Netloom's templates in candle. Partner: `src/network/templates.rs` of the main package.

use candle_core::{Result, Tensor};
use candle_nn::{
    BatchNorm, Conv2d, Conv2dConfig, Dropout, Linear, Module, ModuleT, VarBuilder, batch_norm, conv2d, conv2d_no_bias,
    linear,
};

/// Pictures [batch, channels, height, width] to logits [batch, classes].
pub trait Network {
    fn forward(&self, x: &Tensor, training: bool) -> Result<Tensor>;
}

/// The network with this name, and the shape of the pictures that it is measured with.
pub fn build(name: &str, at: VarBuilder) -> Result<(Box<dyn Network>, [usize; 3])> {
    Ok(match name {
        "mlp" => (Box::new(Mlp::new(at)?), [1, 28, 28]),
        "mnist-cnn" => (Box::new(Plain::mnist_cnn(at)?), [1, 28, 28]),
        "vgg-small" => (Box::new(Plain::vgg_small(at)?), [3, 32, 32]),
        "resnet-small" => (Box::new(Resnet::new(at)?), [3, 32, 32]),
        other => candle_core::bail!("there is no network {other}"),
    })
}

struct Mlp {
    hidden: Linear,
    dropout: Dropout,
    answer: Linear,
}

impl Mlp {
    fn new(at: VarBuilder) -> Result<Mlp> {
        let (hidden, answer) = (linear(784, 128, at.pp("hidden"))?, linear(128, 10, at.pp("answer"))?);
        Ok(Mlp { hidden, dropout: Dropout::new(0.2), answer })
    }
}

impl Network for Mlp {
    fn forward(&self, x: &Tensor, training: bool) -> Result<Tensor> {
        let x = self.hidden.forward(&x.flatten_from(1)?)?.relu()?;
        self.answer.forward(&self.dropout.forward(&x, training)?)
    }
}

/// Convolutions, some with a pool behind them, and two dense layers.
struct Plain {
    convs: Vec<(Conv2d, bool)>,
    hidden: Linear,
    dropout: Option<Dropout>,
    answer: Linear,
}

impl Plain {
    fn convs(at: &VarBuilder, padding: usize, sizes: &[(usize, usize, bool)]) -> Result<Vec<(Conv2d, bool)>> {
        let config = Conv2dConfig { padding, ..Conv2dConfig::default() };
        let conv = |(place, &(from, to, pool)): (usize, &(usize, usize, bool))| {
            Ok((conv2d(from, to, 3, config, at.pp(format!("conv{place}")))?, pool))
        };
        sizes.iter().enumerate().map(conv).collect()
    }

    fn mnist_cnn(at: VarBuilder) -> Result<Plain> {
        let convs = Plain::convs(&at, 0, &[(1, 32, true), (32, 64, true), (64, 64, false)])?;
        let (hidden, answer) = (linear(576, 64, at.pp("hidden"))?, linear(64, 10, at.pp("answer"))?);
        Ok(Plain { convs, hidden, dropout: None, answer })
    }

    fn vgg_small(at: VarBuilder) -> Result<Plain> {
        let sizes =
            [(3, 32, false), (32, 32, true), (32, 64, false), (64, 64, true), (64, 128, false), (128, 128, true)];
        let convs = Plain::convs(&at, 1, &sizes)?;
        let (hidden, answer) = (linear(2048, 128, at.pp("hidden"))?, linear(128, 10, at.pp("answer"))?);
        Ok(Plain { convs, hidden, dropout: Some(Dropout::new(0.5)), answer })
    }
}

impl Network for Plain {
    fn forward(&self, x: &Tensor, training: bool) -> Result<Tensor> {
        let mut x = x.clone();
        for (conv, pool) in &self.convs {
            x = conv.forward(&x)?.relu()?;
            if *pool {
                x = x.max_pool2d(2)?;
            }
        }
        let mut x = self.hidden.forward(&x.flatten_from(1)?)?.relu()?;
        if let Some(dropout) = &self.dropout {
            x = dropout.forward(&x, training)?;
        }
        self.answer.forward(&x)
    }
}

struct NormedConv {
    conv: Conv2d,
    norm: BatchNorm,
}

impl NormedConv {
    fn new(from: usize, to: usize, size: usize, stride: usize, at: VarBuilder) -> Result<NormedConv> {
        let config = Conv2dConfig { stride, padding: size / 2, ..Conv2dConfig::default() };
        let conv = conv2d_no_bias(from, to, size, config, at.pp("conv"))?;
        Ok(NormedConv { conv, norm: batch_norm(to, 1e-3, at.pp("norm"))? })
    }

    fn forward(&self, x: &Tensor, training: bool) -> Result<Tensor> {
        self.norm.forward_t(&self.conv.forward(x)?, training)
    }
}

struct Block {
    first: NormedConv,
    second: NormedConv,
    projection: Option<NormedConv>,
}

struct Resnet {
    stem: NormedConv,
    blocks: Vec<Block>,
    answer: Linear,
}

impl Resnet {
    fn new(at: VarBuilder) -> Result<Resnet> {
        let block = |(from, to, stride)| {
            let at = at.pp(format!("block{to}"));
            let projection =
                if stride == 1 { None } else { Some(NormedConv::new(from, to, 1, stride, at.pp("projection"))?) };
            let first = NormedConv::new(from, to, 3, stride, at.pp("first"))?;
            Ok(Block { first, second: NormedConv::new(to, to, 3, 1, at.pp("second"))?, projection })
        };
        Ok(Resnet {
            stem: NormedConv::new(3, 16, 3, 1, at.pp("stem"))?,
            blocks: [(16, 16, 1), (16, 32, 2), (32, 64, 2)].into_iter().map(block).collect::<Result<_>>()?,
            answer: linear(64, 10, at.pp("answer"))?,
        })
    }
}

impl Network for Resnet {
    fn forward(&self, x: &Tensor, training: bool) -> Result<Tensor> {
        let mut x = self.stem.forward(x, training)?.relu()?;
        for block in &self.blocks {
            let y = block.first.forward(&x, training)?.relu()?;
            let y = block.second.forward(&y, training)?;
            let shortcut = match &block.projection {
                Some(projection) => projection.forward(&x, training)?,
                None => x,
            };
            x = (y + shortcut)?.relu()?;
        }
        self.answer.forward(&x.mean((2, 3))?)
    }
}
