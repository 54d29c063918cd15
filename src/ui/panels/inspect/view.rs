//! What the Inspect page shows: the sample, the layer, the channel, the view and its settings, and what was answered.

use std::sync::Arc;

use super::layers::{Layers, Listed};
use super::sheet::{Sheet, Tool};
use super::textures::Textures;
use crate::base::{Error, Result};
use crate::data::{Dataset, Part};
use crate::project::Trained;
use crate::study::{Ask, Found, Glance, Progress, Scene};
use crate::ui::State;

pub use super::settings::{Grown, Saliency, Settings, Tab, Target};

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
    /// The row and column that are marked.
    pub at: [usize; 2],
    /// Whether a click has chosen that place; before, it is where the channel gives most.
    pub(super) placed: bool,
    /// The row and column under the pointer, while it is over the map of the channel.
    pub(super) pointed: Option<[usize; 2]>,
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
    /// What lies under a mask that is being drawn.
    pub(super) under: Option<Vec<f32>>,
    pub(super) layers: Layers,
    pub(super) textures: Textures,
    pub(super) columns: usize,
    /// The ends of each map's own scale, where each has one.
    pub(super) own: Vec<[f32; 2]>,
    /// Whether all products behind a number are listed.
    pub(super) all_products: bool,
    /// How wide the settings of the view in front were when they were drawn last.
    pub(super) controls: f32,
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
        if self.layer().is_none() {
            let layer = match self.tab {
                Tab::GradCam => self.layers.last_pictures(),
                _ => self.layers.favourite(),
            };
            self.node = layer.or(self.layers.favourite()).map(|layer| layer.name.clone());
            (self.channel, self.placed) = (0, false);
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
        let channels = self.layer().map_or(1, Listed::channels);
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

    /// The latest answer of the same kind, for the layer that is chosen.
    pub(super) fn found(&self, ask: &Ask) -> Option<&Answered> {
        let kind = std::mem::discriminant(ask);
        self.answered.iter().find(|answered| {
            let layer = !ask.needs_node() || Some(&answered.scene.node) == self.node.as_ref();
            std::mem::discriminant(&answered.ask) == kind && layer
        })
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
                let of_layer = Some(&glance.of.scene.node) == self.node.as_ref();
                if let Some(maps) = glance.maps.as_ref().filter(|_| of_layer && !self.placed) {
                    self.at = maps.strongest(self.channel);
                    self.placed = true;
                }
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

    /// The place whose arithmetic is shown: under the pointer, or else the one that is marked.
    pub(super) fn place(&self) -> [usize; 2] {
        self.pointed.unwrap_or(self.at)
    }

    /// The layer that is chosen.
    pub(super) fn layer(&self) -> Option<&Listed> {
        self.node.as_ref().and_then(|node| self.layers.find(node))
    }

    /// What a channel of the layer is called.
    pub(super) fn word(&self) -> &'static str {
        self.layer().map_or("channel", Listed::channel_word)
    }

    /// Whether so many input channels of the layer are the red, green and blue of a picture.
    pub(super) fn sees_colours(&self, inputs: usize) -> bool {
        let picture = self.sheet.as_ref().is_some_and(|sheet| sheet.shape.picture().is_some());
        inputs == 3 && picture && self.layer().is_some_and(|layer| layer.fed_with_sample)
    }

    /// What samples are called.
    pub(super) fn noun(&self) -> &'static str {
        let pictures = self.sheet.as_ref().is_some_and(|sheet| sheet.shape.picture().is_some());
        if pictures { "pictures" } else { "samples" }
    }

    /// The part that is looked through, in a word: that which was chosen, or else the first that has samples.
    pub(super) fn looked_through(&self) -> &'static str {
        let full = |part: &Part| self.dataset.as_ref().is_some_and(|dataset| !dataset.part(*part).is_empty());
        match self.part.into_iter().chain([Part::Test, Part::Validation, Part::Train]).find(full) {
            Some(Part::Validation) => "validation",
            Some(Part::Train) => "training",
            _ => "test",
        }
    }

    /// The sample was changed by hand.
    pub(super) fn touched(&mut self) {
        self.input = None;
    }
}

impl State {
    /// Shows why the network answers as it does for a sample of the data set: its Grad-CAM; of a sample that is no picture
    /// what the layers give for it.
    pub fn explain(&mut self, sample: usize) {
        self.page = crate::ui::Page::Inspect;
        let is_picture = self.data.ready().is_none_or(|dataset| dataset.shape.picture().is_some());
        let view = &mut self.inspect_view;
        view.tab = if is_picture { Tab::GradCam } else { Tab::Maps };
        (view.part, view.class) = (None, None);
        view.settings.target = Target::Answer;
        // The last convolution, the usual place: found when the page is drawn.
        (view.node, view.sheet, view.sample, view.input) = (None, None, Some(sample as u32), None);
        (view.turn, view.tool) = Default::default();
    }
}
