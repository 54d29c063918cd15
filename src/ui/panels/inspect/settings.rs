//! What the views of the Inspect page show and how: which view, what is explained, and the numbers of each.

use crate::inspect::ColourMap;

/// What the middle of the page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// What the layer gives, channel by channel.
    #[default]
    Maps,
    /// The layer's weights.
    Filters,
    /// A picture grown to excite a channel or a class.
    Excite,
    /// Where the layer sees what speaks for a class.
    GradCam,
    /// Which pixels an answer hangs on, by gradients.
    Saliency,
    /// The same, by covering.
    Occlusion,
    /// The samples that excite each channel most.
    Strongest,
    /// Samples as points.
    Embedding,
    /// How often numbers occur.
    Histograms,
}

/// What an explanation explains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Target {
    /// The class that the network answers.
    #[default]
    Answer,
    /// A class.
    Class(usize),
    /// The chosen channel.
    Channel,
}

/// The kinds of saliency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Saliency {
    /// The gradient.
    #[default]
    Gradient,
    /// Averaged over noisy copies.
    Smooth,
    /// Integrated along the way from black.
    Integrated,
}

/// What is grown to excite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grown {
    /// The chosen channel.
    #[default]
    Channel,
    /// A class.
    Class,
    /// Each channel of the layer.
    Layer,
}

/// The settings of all views.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// How numbers become colours.
    pub colours: ColourMap,
    /// Whether each channel has a scale of its own.
    pub own_scale: bool,
    /// How large a map on the wall is, in points.
    pub zoom: f32,
    /// What is explained.
    pub target: Target,
    /// The kind of saliency.
    pub saliency: Saliency,
    /// The noise of SmoothGrad, as a part of the range.
    pub noise: f64,
    /// Noisy copies of SmoothGrad.
    pub copies: usize,
    /// Points on the way of integrated gradients.
    pub steps: usize,
    /// The side of the window that covers; 0 for an eighth of the picture.
    pub window: usize,
    /// What is grown.
    pub grown: Grown,
    /// Steps uphill.
    pub climb: usize,
    /// How far each step draws back.
    pub decay: f64,
    /// How often the grown picture is blurred.
    pub blur: usize,
    /// Where it begins.
    pub seed: usize,
    /// Whether filters show their change since the first weights.
    pub change: bool,
    /// Whether samples lie by t-SNE rather than principal components.
    pub tsne: bool,
    /// About how many neighbours count in t-SNE.
    pub perplexity: f64,
    /// How many samples are points.
    pub points: usize,
    /// How many samples are looked through for the strongest and for histograms.
    pub samples: usize,
}

impl Settings {
    /// Makes the tiles of walls larger or smaller by a factor.
    pub(super) fn zoom_by(&mut self, factor: f32) {
        self.zoom = (self.zoom * factor).clamp(32.0, 640.0);
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            colours: ColourMap::Viridis,
            own_scale: false,
            zoom: 100.0,
            target: Target::Answer,
            saliency: Saliency::Gradient,
            noise: 0.15,
            copies: 32,
            steps: 64,
            window: 0,
            grown: Grown::Channel,
            climb: 96,
            decay: 0.01,
            blur: 4,
            seed: 0,
            change: false,
            tsne: false,
            perplexity: 30.0,
            points: 600,
            samples: 1000,
        }
    }
}
