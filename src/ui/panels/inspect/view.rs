//! What the Inspect page shows: the sample, the layer, the channel, the view and its settings, and what was answered.

use std::sync::Arc;

use super::layers::Layers;
use super::sheet::{Sheet, Tool};
use super::textures::Textures;
use crate::base::{Error, Result};
use crate::data::{Dataset, Part};
use crate::inspect::{Aim, ColourMap, SmoothGrad};
use crate::project::Trained;
use crate::study::{Ask, Found, Glance, Glancing, Progress, Scene};
use crate::ui::State;

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

/// An answer that took long, and what it was found for.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The question.
    pub ask: Ask,
    /// What it was about.
    pub scene: Scene,
    /// The answer, or why there is none.
    pub found: Result<Arc<Found>>,
}

/// What the Inspect page shows.
#[derive(Default)]
pub struct InspectView {
    /// The view in the middle.
    pub tab: Tab,
    /// The part that samples are chosen from; `None` for all.
    pub part: Option<Part>,
    /// The class that samples are chosen from; `None` for all.
    pub class: Option<u32>,
    /// The sample of the data set that was chosen last, by its place.
    pub sample: Option<u32>,
    /// The layer, by its name.
    pub node: Option<String>,
    /// The channel of the layer.
    pub channel: usize,
    /// The row and column under the pointer, or where it was last.
    pub at: [usize; 2],
    /// The settings of the views.
    pub settings: Settings,
    /// What is asked about, as the network sees it.
    pub input: Option<Arc<Vec<f32>>>,
    /// What was seen last.
    pub glance: Option<Arc<Glance>>,
    /// Why nothing could be seen.
    pub trouble: Option<Error>,
    /// Answers that took long, one of each kind.
    pub answered: Vec<Answered>,
    /// What is being found, and how far it is.
    pub finding: Option<(Ask, Arc<Progress>)>,
    /// The samples that were lassoed.
    pub lassoed: Vec<u32>,
    pub(super) lasso: Vec<eframe::egui::Pos2>,
    pub(super) sheet: Option<Sheet>,
    pub(super) tool: Tool,
    pub(super) turn: super::sheet::Turn,
    pub(super) stroke: Option<[f32; 2]>,
    pub(super) layers: Layers,
    pub(super) textures: Textures,
    pub(super) columns: usize,
    /// Counts what was seen, so that textures know when they are old.
    pub(super) seen: u64,
    /// Counts answers that took long, for the same reason.
    pub(super) answers: u64,
    /// Asks for the keys: the chosen channel is to be scrolled into sight.
    pub(super) reveal: bool,
    dataset: Option<Arc<Dataset>>,
}

impl InspectView {
    /// Brings what is chosen into accord with the network and the samples, as far as either has changed.
    pub fn settle(&mut self, subject: &Arc<Trained>, dataset: Option<&Arc<Dataset>>) {
        let fits = |dataset: &&Arc<Dataset>| dataset.shape == subject.interface.input;
        let dataset = dataset.filter(fits);
        if self.layers.take(subject) {
            self.glance = None;
            self.answered.clear();
            self.trouble = None;
        }
        if self.node.as_ref().and_then(|node| self.layers.find(node)).is_none() {
            let layer = match self.tab {
                Tab::GradCam => self.layers.last_pictures(),
                _ => self.layers.favourite(),
            };
            self.node = layer.or(self.layers.favourite()).map(|layer| layer.name.clone());
            self.channel = 0;
        }
        let same = match (&self.dataset, dataset) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        let fitting = |sheet: &Sheet| sheet.shape == subject.interface.input;
        if !same {
            self.dataset = dataset.cloned();
            self.lassoed.clear();
            if self.sheet.as_ref().is_some_and(|sheet| sheet.sample.is_some()) {
                (self.sheet, self.sample) = (None, None);
            }
        }
        if !self.sheet.as_ref().is_some_and(fitting) {
            self.sheet = None;
        }
        if self.sheet.is_none()
            && let Some(dataset) = dataset
        {
            let sample = self.sample.filter(|&sample| (sample as usize) < dataset.len());
            match sample.or_else(|| self.first(dataset)) {
                Some(sample) => self.choose(dataset, sample),
                None => self.class = None,
            }
        }
        if self.sheet.is_none() && subject.interface.input.picture().is_some() {
            self.sheet = Some(Sheet::blank(&subject.interface.input));
            self.input = None;
        }
        if self.input.is_none() {
            let normalisation = &subject.interface.normalisation;
            self.input = self.sheet.as_ref().map(|sheet| Arc::new(sheet.ready(&self.turn, normalisation)));
        }
        let channels = self.node.as_ref().and_then(|node| self.layers.find(node)).map_or(1, |layer| layer.channels());
        self.channel = self.channel.min(channels.saturating_sub(1));
    }

    fn first(&self, dataset: &Dataset) -> Option<u32> {
        let part = self.part.or_else(|| (!dataset.part(Part::Test).is_empty()).then_some(Part::Test));
        let fits = |sample: &u32| self.class.is_none_or(|class| dataset.labels().get(*sample as usize) == Some(&class));
        match part {
            Some(part) => dataset.part(part).iter().copied().find(fits),
            None => (0..dataset.len() as u32).find(fits),
        }
    }

    /// Looks at a sample of the data set.
    pub fn choose(&mut self, dataset: &Dataset, sample: u32) {
        if let Some(sheet) = Sheet::of(dataset, sample) {
            (self.sheet, self.sample) = (Some(sheet), Some(sample));
            self.turn = Default::default();
            self.input = None;
        }
    }

    /// Looks at a picture that was opened or pasted.
    pub fn take_picture(&mut self, name: String, shape: &crate::base::Shape, bytes: &[u8]) {
        self.sheet = Some(Sheet::named(name, shape, bytes));
        self.turn = Default::default();
        self.input = None;
    }

    /// Goes to the next or an earlier sample of the part and class that are chosen.
    pub(super) fn go(&mut self, dataset: &Dataset, by: isize) {
        let fits = |sample: &u32| self.class.is_none_or(|class| dataset.labels().get(*sample as usize) == Some(&class));
        let all: Vec<u32> = match self.part {
            Some(part) => dataset.part(part).iter().copied().filter(fits).collect(),
            None => (0..dataset.len() as u32).filter(fits).collect(),
        };
        if all.is_empty() {
            return;
        }
        let place = self.sample.and_then(|sample| all.iter().position(|&other| other == sample));
        let next = match place {
            Some(place) => (place as isize + by).rem_euclid(all.len() as isize) as usize,
            None => 0,
        };
        self.choose(dataset, all[next]);
    }

    /// What is asked about the layer that is chosen.
    pub fn scene(&self, subject: &Arc<Trained>) -> Option<Scene> {
        Some(Scene {
            subject: subject.clone(),
            dataset: self.dataset.clone(),
            input: self.input.clone(),
            node: self.node.clone()?,
        })
    }

    /// What is to be looked at all the time.
    pub fn glancing(&self, subject: &Arc<Trained>) -> Option<Glancing> {
        let scene = self.scene(subject)?;
        let also = self.ask().filter(|ask| ask.is_quick() && scene.input.is_some());
        Some(Glancing { scene, at: Some((self.channel, self.at)), filters: true, also })
    }

    /// What else is to be found, what matters most first.
    pub fn asks(&self) -> Vec<Ask> {
        let long = |ask: &Ask| !ask.is_quick() && (self.input.is_some() || !ask.needs_input());
        let mut asks: Vec<Ask> = self.ask().filter(long).into_iter().collect();
        if self.dataset.is_some() && self.tab != Tab::Strongest && self.layers.shown(self.node.as_deref()) {
            asks.push(Ask::Strongest { samples: self.settings.samples });
        }
        asks
    }

    /// The class that the network answers.
    pub(super) fn answer(&self) -> Option<usize> {
        let answer = &self.glance.as_ref()?.answer;
        (!answer.is_empty()).then(|| crate::evaluate::answer(answer) as usize)
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
                    Grown::Class => match settings.target {
                        Target::Class(class) => vec![Aim::Class(class)],
                        _ => vec![Aim::Class(self.answer().unwrap_or(0))],
                    },
                    Grown::Layer => (0..self.layers.find(&node)?.channels().min(64)).map(unit).collect(),
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

    /// The latest answer of the same kind, for the layer that is chosen.
    pub(super) fn found(&self, ask: &Ask) -> Option<&Answered> {
        let kind = std::mem::discriminant(ask);
        self.answered.iter().find(|answered| {
            let layer = !ask.needs_node() || Some(&answered.scene.node) == self.node.as_ref();
            std::mem::discriminant(&answered.ask) == kind && layer
        })
    }

    /// Whether an answer of the same kind is being found.
    pub(super) fn is_finding(&self, ask: &Ask) -> bool {
        let kind = std::mem::discriminant(ask);
        self.finding.as_ref().is_some_and(|(finding, _)| std::mem::discriminant(finding) == kind)
    }

    /// Forgets an answer, so that it is found anew.
    pub(super) fn forget(&mut self, ask: &Ask) {
        let kind = std::mem::discriminant(ask);
        self.answered.retain(|answered| std::mem::discriminant(&answered.ask) != kind);
    }

    /// Takes in what was seen.
    pub fn take_glance(&mut self, glance: Result<Glance>) {
        match glance {
            Ok(glance) => {
                self.seen += 1;
                (self.glance, self.trouble) = (Some(Arc::new(glance)), None);
            }
            Err(error) => (self.glance, self.trouble) = (None, Some(error)),
        }
    }

    /// Takes in an answer.
    pub fn take_answer(&mut self, answered: Answered) {
        let kind = std::mem::discriminant(&answered.ask);
        self.answered.retain(|other| std::mem::discriminant(&other.ask) != kind);
        self.answers += 1;
        self.answered.push(answered);
    }

    /// The samples, where they fit the network.
    pub(super) fn dataset(&self) -> Option<&Arc<Dataset>> {
        self.dataset.as_ref()
    }

    /// The sample was changed by hand.
    pub(super) fn touched(&mut self) {
        self.input = None;
    }
}

impl State {
    /// Shows why the network answers as it does for a sample of the data set: its Grad-CAM.
    pub fn explain(&mut self, sample: usize) {
        self.page = crate::ui::Page::Inspect;
        let view = &mut self.inspect_view;
        (view.tab, view.part, view.class) = (Tab::GradCam, None, None);
        view.settings.target = Target::Answer;
        // The last convolution, the usual place: found when the page is drawn.
        (view.node, view.sheet, view.sample, view.input) = (None, None, Some(sample as u32), None);
        (view.turn, view.tool) = Default::default();
    }
}
