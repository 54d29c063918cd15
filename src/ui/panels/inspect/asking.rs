//! What the Inspect page asks, as it follows from what is chosen.

use std::sync::Arc;

use super::view::{Grown, InspectView, Saliency, Tab, Target};
use crate::inspect::{Aim, SmoothGrad};
use crate::project::Trained;
use crate::study::{Ask, Glancing, Scene};

impl InspectView {
    /// What is asked about the layer that is chosen.
    pub fn scene(&self, subject: &Arc<Trained>) -> Option<Scene> {
        Some(Scene {
            subject: subject.clone(),
            dataset: self.dataset().cloned(),
            part: self.part,
            input: self.input.clone(),
            node: self.node.clone()?,
        })
    }

    /// What is to be looked at all the time.
    pub fn glancing(&self, subject: &Arc<Trained>) -> Option<Glancing> {
        let scene = self.scene(subject)?;
        let also = self.ask().filter(|ask| ask.is_quick() && scene.input.is_some());
        Some(Glancing { scene, at: Some((self.channel, self.place())), filters: true, also })
    }

    /// What else is to be found, what matters most first.
    pub fn asks(&self) -> Vec<Ask> {
        let long = |ask: &Ask| !ask.is_quick() && (self.input.is_some() || !ask.needs_input());
        let mut asks: Vec<Ask> = self.ask().filter(long).into_iter().collect();
        if self.dataset().is_some() && self.tab != Tab::Strongest && self.layers.shown(self.node.as_deref()) {
            asks.push(Ask::Strongest { samples: self.settings.samples });
        }
        asks
    }

    /// The class that the network answers.
    pub(super) fn answer(&self) -> Option<usize> {
        let answer = &self.glance.as_ref()?.answer;
        (!answer.is_empty()).then(|| crate::evaluate::answer(answer) as usize)
    }

    /// The class that a picture is grown for.
    pub(super) fn grown_class(&self) -> usize {
        match self.settings.target {
            Target::Class(class) => class,
            _ => self.answer().unwrap_or(0),
        }
    }

    /// What explanations explain.
    pub(super) fn aim(&self) -> Option<Aim> {
        Some(match self.settings.target {
            Target::Answer => Aim::Class(self.answer()?),
            Target::Class(class) => Aim::Class(class),
            Target::Channel => Aim::Unit { node: self.node.clone()?, channel: self.channel, at: None },
        })
    }

    /// The question of the view in the middle.
    pub fn ask(&self) -> Option<Ask> {
        let settings = &self.settings;
        Some(match self.tab {
            Tab::Maps | Tab::Filters => return None,
            Tab::Excite => {
                let node = self.node.clone()?;
                let unit = |channel: usize| Aim::Unit { node: node.clone(), channel, at: None };
                let aims = match settings.grown {
                    Grown::Channel => vec![unit(self.channel)],
                    Grown::Class => vec![Aim::Class(self.grown_class())],
                    Grown::Layer => (0..self.layer()?.channels().min(64)).map(unit).collect(),
                };
                let (decay, blur_every, seed) = (settings.decay, settings.blur, settings.seed as u64);
                Ask::Excite { aims, steps: settings.climb, decay, blur_every, seed }
            }
            Tab::GradCam => Ask::GradCam(self.aim()?),
            Tab::Saliency => match settings.saliency {
                Saliency::Gradient => Ask::Gradient(self.aim()?),
                Saliency::Smooth => {
                    let how = SmoothGrad { samples: settings.copies, noise: settings.noise, seed: 0 };
                    Ask::SmoothGrad(self.aim()?, how)
                }
                Saliency::Integrated => Ask::Integrated { aim: self.aim()?, steps: settings.steps },
            },
            Tab::Occlusion => {
                let [height, width, _] = self.sheet.as_ref()?.shape.picture()?;
                let side = if settings.window > 0 { settings.window } else { height.max(width).div_ceil(8) };
                let window = side.min(height.min(width));
                Ask::Occlusion { aim: self.aim()?, window, stride: (window / 2).max(1) }
            }
            Tab::Strongest => Ask::Strongest { samples: settings.samples },
            Tab::Embedding => {
                let perplexity = settings.tsne.then_some(settings.perplexity as f32);
                Ask::Embedding { samples: settings.points, perplexity }
            }
            Tab::Histograms => Ask::Histograms { samples: settings.samples },
        })
    }
}
