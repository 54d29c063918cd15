//! The questions that the Inspect page puts to a network beyond what is looked at all the time, and their answers.

use super::{Progress, Scene, survey};
use crate::base::{Error, Result};
use crate::compile::Field;
use crate::inspect::{
    self, Aim, Attribution, Excitation, Excite, GradCam, Histogram, Integrated, Occlude, Occlusion, SmoothGrad, Strong,
    Units,
};
use crate::session::Session;

/// A question with its settings.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Where the layer sees what speaks for the aim.
    GradCam(Aim),
    /// How much each input number moves the aim.
    Gradient(Aim),
    /// The same, averaged over noisy copies.
    SmoothGrad(Aim, SmoothGrad),
    /// What each input number adds to the aim, beginning at black.
    Integrated {
        /// What is explained.
        aim: Aim,
        /// Points on the path.
        steps: usize,
    },
    /// How much the aim loses where the picture is covered with grey.
    Occlusion {
        /// What is explained.
        aim: Aim,
        /// The side of the window.
        window: usize,
        /// The step between windows.
        stride: usize,
    },
    /// Pictures that excite these aims.
    Excite {
        /// What is excited.
        aims: Vec<Aim>,
        /// Steps uphill.
        steps: usize,
        /// How far each step draws back to the middle.
        decay: f64,
        /// How often the picture is blurred.
        blur_every: usize,
        /// Drives the noise at the beginning.
        seed: u64,
    },
    /// The samples that excite each channel of the layer most.
    Strongest {
        /// How many samples are looked at.
        samples: usize,
    },
    /// Samples as points, near each other where the layer gives much the same.
    Embedding {
        /// How many samples are shown.
        samples: usize,
        /// The perplexity of t-SNE; `None` for principal components.
        perplexity: Option<f32>,
    },
    /// How often numbers occur among weights, what the layer gives, and gradients; which units are dead.
    Histograms {
        /// How many samples are looked at.
        samples: usize,
    },
}

/// A sample that excites a channel, and the patch of the picture that the channel saw; without one where samples are no
/// pictures.
pub type Seen = (Strong, Option<Field>);

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// Of [`Ask::GradCam`].
    GradCam(GradCam),
    /// Of the three kinds of gradients.
    Attribution(Attribution),
    /// Of [`Ask::Occlusion`].
    Occlusion(Occlusion),
    /// Of [`Ask::Excite`], in the order of the aims.
    Excited(Vec<Excitation>),
    /// Of [`Ask::Strongest`]: for each channel the samples and the patch of the picture that it saw.
    Strongest(Vec<Vec<Seen>>),
    /// Of [`Ask::Embedding`].
    Embedding(Embedding),
    /// Of [`Ask::Histograms`].
    Histograms(Box<Histograms>),
}

/// Samples as points of a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding {
    /// The samples, by their places in the data set.
    pub samples: Vec<u32>,
    /// Where each lies, within −1…1.
    pub points: Vec<[f32; 2]>,
    /// How the layer's numbers were made fewer before, in words; empty where they were not.
    pub reduced: String,
}

/// How often numbers occur.
#[derive(Clone, Debug, PartialEq)]
pub struct Histograms {
    /// The layer's weights, by name.
    pub weights: Vec<(String, Histogram)>,
    /// What the layer gives.
    pub activations: Histogram,
    /// The gradients of the loss with respect to the layer's weights, by name; empty where truths are not known.
    pub gradients: Vec<(String, Histogram)>,
    /// What each channel gives.
    pub units: Units,
    /// How many samples were looked at.
    pub samples: usize,
}

impl Histograms {
    /// Which units are dead, in a sentence; `unit` and `sample` are what one of each is called.
    pub fn dead_words(&self, unit: &str, sample: &str) -> String {
        let count = self.units.ranges.len();
        match self.units.dead().len() {
            0 => format!("No dead {unit}s: each of {count} gives different numbers for different {sample}s."),
            1 => format!("1 of {count} {unit}s is dead: it gives the same number for every {sample}."),
            many => format!("{many} of {count} {unit}s are dead: they give the same number for every {sample}."),
        }
    }
}

impl Ask {
    /// Whether it is answered with one pass back, so that it can follow the mouse.
    pub fn is_quick(&self) -> bool {
        matches!(self, Ask::GradCam(_) | Ask::Gradient(_))
    }

    /// Whether the answer hangs on the sample.
    pub fn needs_input(&self) -> bool {
        !matches!(self, Ask::Excite { .. } | Ask::Strongest { .. } | Ask::Embedding { .. } | Ask::Histograms { .. })
    }

    /// Whether it looks through the samples.
    pub fn needs_data(&self) -> bool {
        matches!(self, Ask::Strongest { .. } | Ask::Embedding { .. } | Ask::Histograms { .. })
    }

    /// Whether the answer hangs on the layer.
    pub fn needs_node(&self) -> bool {
        matches!(self, Ask::GradCam(_) | Ask::Strongest { .. } | Ask::Embedding { .. } | Ask::Histograms { .. })
    }

    /// Finds the answer.
    ///
    /// # Errors
    /// If it cannot be answered for this network, sample or layer, or was given up.
    pub fn find(&self, session: &mut Session, scene: &Scene, progress: &Progress) -> Result<Found> {
        let missing = || Error::input("Choose a picture first.");
        let input = || scene.input.as_deref().map(Vec::as_slice).ok_or_else(missing);
        let step = &mut |done, total| progress.step(done, total);
        let range = inspect::pixel_range(session);
        let plain = |count: usize, part: f32| -> Vec<f32> {
            let of = |place: usize| {
                let [low, high] = range[place % range.len().max(1)];
                low + part * (high - low)
            };
            (0..count).map(of).collect()
        };
        Ok(match self {
            Ask::GradCam(aim) => Found::GradCam(inspect::grad_cam(session, input()?, &scene.node, aim)?),
            Ask::Gradient(aim) => Found::Attribution(inspect::gradient(session, input()?, aim)?),
            Ask::SmoothGrad(aim, how) => {
                Found::Attribution(inspect::smooth_grad_step_by_step(session, input()?, aim, how, step)?)
            }
            Ask::Integrated { aim, steps } => {
                let baseline = plain(input()?.len(), 0.0);
                let how = Integrated { steps: *steps, baseline: &baseline };
                Found::Attribution(inspect::integrated_gradients_step_by_step(session, input()?, aim, &how, step)?)
            }
            Ask::Occlusion { aim, window, stride } => {
                let cover = plain(input()?.len(), 0.5);
                let picture = session.plan().design().input.picture().unwrap_or([1, 1, 1]);
                let window = [picture[0], picture[1]].map(|extent| (*window).min(extent));
                let how = Occlude { window, stride: [*stride; 2], cover: &cover };
                Found::Occlusion(inspect::occlusion_step_by_step(session, input()?, aim, &how, step)?)
            }
            Ask::Excite { aims, steps, decay, blur_every, seed } => {
                let how = Excite {
                    steps: *steps,
                    decay: *decay,
                    blur_every: *blur_every,
                    seed: *seed,
                    ..Excite::within(range)
                };
                let mut excited = Vec::new();
                for place in 0..aims.len() {
                    let step = &mut |done, total| progress.step(place * total + done, aims.len() * total);
                    excited.push(inspect::excite_step_by_step(session, &aims[place], &how, step)?);
                }
                Found::Excited(excited)
            }
            Ask::Strongest { samples } => Found::Strongest(survey::strongest(session, scene, *samples, progress)?),
            Ask::Embedding { samples, perplexity } => {
                Found::Embedding(survey::embedding(session, scene, *samples, *perplexity, progress)?)
            }
            Ask::Histograms { samples } => {
                Found::Histograms(Box::new(survey::histograms(session, scene, *samples, progress)?))
            }
        })
    }
}
