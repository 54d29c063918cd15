//! The methods of `netloom explain` and their settings; without them, those of the window.

use clap::{Args, ValueEnum};

use crate::cli::model;
use crate::inspect::{Aim, ColourMap, SmoothGrad};
use crate::study::Ask;

/// The methods, in the order of the help.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Method {
    /// Where a layer sees what speaks for the class.
    GradCam,
    /// How much each pixel moves the score.
    Saliency,
    /// The same, averaged over noisy copies.
    SmoothGrad,
    /// What each pixel adds to the score, beginning at black.
    IntegratedGradients,
    /// How much the score loses where the picture is covered.
    Occlusion,
    /// What a layer gives for the picture, channel by channel.
    FeatureMaps,
    /// What a layer has learned to look for.
    Filters,
    /// A picture that excites the class or channel most.
    Excite,
    /// The samples that excite each channel most, with the patch that it saw.
    Strongest,
    /// Samples as points, near each other where the layer gives much the same.
    Embedding,
    /// How often numbers occur among weights, what the layer gives, and gradients; which units are dead.
    Histograms,
}

impl Method {
    pub fn needs_data(self) -> bool {
        matches!(self, Method::Strongest | Method::Embedding | Method::Histograms)
    }

    pub fn needs_picture(self) -> bool {
        !self.needs_data() && !matches!(self, Method::Filters | Method::Excite)
    }

    /// The name on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned())
    }

    /// Whether it is about a layer rather than the whole network.
    pub fn is_of_layer(self) -> bool {
        self.needs_data() || matches!(self, Method::GradCam | Method::FeatureMaps | Method::Filters)
    }

    /// Whether it is about a class, where no channel is named.
    pub fn is_of_class(self) -> bool {
        !self.needs_data() && !matches!(self, Method::FeatureMaps | Method::Filters)
    }
}

/// Colours of numbers by their names on the command line.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Colours {
    Viridis,
    Magma,
    Grey,
    BlueRed,
    BlueOrange,
}

impl Colours {
    pub fn map(self) -> ColourMap {
        match self {
            Colours::Viridis => ColourMap::Viridis,
            Colours::Magma => ColourMap::Magma,
            Colours::Grey => ColourMap::Grey,
            Colours::BlueRed => ColourMap::Diverging,
            Colours::BlueOrange => ColourMap::Weights,
        }
    }
}

/// The settings of the methods.
#[derive(Args, Debug)]
pub struct How {
    /// Of occlusion, height and width of the window that covers; without it an eighth of the picture.
    #[arg(long, value_parser = model::positive)]
    window: Option<usize>,
    /// Of occlusion, the step between windows; without it half a window.
    #[arg(long, value_parser = model::positive)]
    stride: Option<usize>,
    /// Of integrated gradients the points on the way (64), of excite the steps uphill (96).
    #[arg(long, value_parser = steps)]
    steps: Option<usize>,
    /// Of smooth-grad, how many noisy copies are averaged.
    #[arg(long, default_value = "32", value_parser = model::positive)]
    copies: usize,
    /// Of smooth-grad, the deviation of the noise as a part of the picture's range.
    #[arg(long, default_value = "0.15", value_parser = part)]
    noise: f64,
    /// Of excite, how far each step draws back to grey, from 0 to 1.
    #[arg(long, default_value = "0.01", value_parser = part)]
    decay: f64,
    /// Of excite, after how many steps the picture is blurred a little; 0 for never.
    #[arg(long, default_value = "4")]
    blur_every: usize,
    /// Of smooth-grad and excite, drives the noise.
    #[arg(long, default_value = "0")]
    seed: u64,
    /// Of excite, grows a picture for each channel of the layer, up to 64.
    #[arg(long)]
    every_channel: bool,
    /// Of strongest and histograms, how many samples are looked through (1000); of embedding, how many are shown (600).
    #[arg(long, value_parser = model::positive)]
    samples: Option<usize>,
    /// Of embedding, t-SNE rather than principal components.
    #[arg(long)]
    tsne: bool,
    /// About how many neighbours count in t-SNE.
    #[arg(long, default_value = "30", value_parser = model::positive_number)]
    perplexity: f64,
    /// Of filters, their change since training began.
    #[arg(long)]
    pub change: bool,
    /// Of feature maps, each on its own scale.
    #[arg(long)]
    pub own_scale: bool,
    /// Of feature maps, row and column of a number of --channel whose products and bias are told: "5,7".
    #[arg(long, value_parser = place)]
    pub at: Option<[usize; 2]>,
    /// How numbers become colours.
    #[arg(long, value_enum, default_value = "viridis")]
    pub colours: Colours,
}

impl How {
    /// The question of a method; `channels` is how many the layer has, `picture` the shape of the network's pictures.
    pub fn ask(&self, method: Method, aim: Aim, node: &str, channels: usize, picture: Option<[usize; 3]>) -> Ask {
        let samples = self.samples.unwrap_or(1000);
        match method {
            Method::GradCam => Ask::GradCam(aim),
            Method::SmoothGrad => {
                Ask::SmoothGrad(aim, SmoothGrad { samples: self.copies, noise: self.noise, seed: self.seed })
            }
            Method::IntegratedGradients => Ask::Integrated { aim, steps: self.steps.unwrap_or(64) },
            Method::Occlusion => {
                let [height, width, _] = picture.unwrap_or([1; 3]);
                let window = self.window.unwrap_or(height.max(width).div_ceil(8));
                let covered = window.min(height.min(width));
                Ask::Occlusion { aim, window, stride: self.stride.unwrap_or((covered / 2).max(1)) }
            }
            Method::Excite => {
                let unit = |channel| Aim::Unit { node: node.to_owned(), channel, at: None };
                let aims = if self.every_channel { (0..channels.min(64)).map(unit).collect() } else { vec![aim] };
                let (decay, blur_every, seed) = (self.decay, self.blur_every, self.seed);
                Ask::Excite { aims, steps: self.steps.unwrap_or(96), decay, blur_every, seed }
            }
            Method::Strongest => Ask::Strongest { samples },
            Method::Embedding => {
                let perplexity = self.tsne.then_some(self.perplexity as f32);
                Ask::Embedding { samples: self.samples.unwrap_or(600), perplexity }
            }
            Method::Histograms => Ask::Histograms { samples },
            Method::Saliency | Method::FeatureMaps | Method::Filters => Ask::Gradient(aim),
        }
    }
}

/// A number of steps.
fn steps(word: &str) -> Result<usize, String> {
    match word.parse::<usize>() {
        Ok(number) if (1..=1000).contains(&number) => Ok(number),
        _ => Err("must be a whole number from 1 to 1000".into()),
    }
}

/// A part of a whole.
fn part(word: &str) -> Result<f64, String> {
    match word.parse::<f64>() {
        Ok(number) if (0.0..=1.0).contains(&number) => Ok(number),
        _ => Err("must be a number from 0 to 1".into()),
    }
}

/// Row and column.
fn place(word: &str) -> Result<[usize; 2], String> {
    let parts: Vec<usize> = word.split(',').filter_map(|part| part.trim().parse().ok()).collect();
    <[usize; 2]>::try_from(parts).map_err(|_| "must be a row and a column, as in 5,7".into())
}
