//! `netloom explain`: why a network answers as it does for a picture, as a picture.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::model;
use super::output::{json, line_out};
use crate::base::{Error, Result};
use crate::inspect::{self, Aim, ColourMap, Excite, Filters, Integrated, Occlude, Picture, SmoothGrad};
use crate::project::Trained;
use crate::session::Session;
use crate::{data, evaluate, project};

#[derive(Args, Debug)]
pub struct Explain {
    /// A trained project.
    model: PathBuf,
    /// The picture; filters and what excites a unit need none.
    picture: Option<PathBuf>,
    /// What is asked.
    #[arg(long, value_enum)]
    method: Method,
    /// The layer: of Grad-CAM the last convolution unless named, of the others the last layer but the answer.
    #[arg(long)]
    layer: Option<String>,
    /// The class by its name or its number, from 0; without it the class that the network answers.
    #[arg(long)]
    class: Option<String>,
    /// A channel of the layer, to be explained or excited instead of a class.
    #[arg(long)]
    channel: Option<usize>,
    /// Height and width of the window that occlusion covers; without it an eighth of the picture.
    #[arg(long, value_parser = model::positive)]
    window: Option<usize>,
    /// The PNG file to write.
    #[arg(long)]
    out: PathBuf,
    /// auto, cpu, gpu, or part of an adapter's name.
    #[arg(long, default_value = "auto")]
    device: String,
    /// Threads of the CPU device; without it all cores.
    #[arg(long, value_parser = model::positive)]
    threads: Option<usize>,
    /// One line of JSON.
    #[arg(long)]
    json: bool,
}

/// The methods, in the order of the help.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Method {
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
}

impl Method {
    fn needs_picture(self) -> bool {
        !matches!(self, Method::Filters | Method::Excite)
    }

    /// The name on the command line.
    fn name(self) -> String {
        self.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned())
    }
}

/// The picture as the network sees it, and what it answers.
struct Sample {
    input: Vec<f32>,
    shown: Picture,
    probabilities: Vec<f32>,
}

/// What is explained, for people.
struct Subject {
    aim: Aim,
    class: Option<usize>,
}

impl Explain {
    pub fn carry_out(self) -> Result<i32> {
        let (trained, mut session) = model::open(&self.model, &self.device, self.threads)?;
        let sample = self.sample(&trained, &mut session)?;
        let subject = self.subject(&trained, &session, sample.as_ref())?;
        let layer = self.layer(&session)?;
        let (drawn, value) = self.draw(&mut session, sample.as_ref(), &subject.aim, &layer)?;
        let png = drawn.png()?;
        project::save(&self.out, |to| to.write_all(&png))?;
        let class = subject.class.and_then(|class| trained.interface.classes.get(class));
        let probability = subject.class.zip(sample.as_ref()).and_then(|(class, s)| s.probabilities.get(class).copied());
        if self.json {
            let [height, width] = drawn.size;
            json(&json!({
                "out": self.out.to_string_lossy(), "method": self.method.name(), "layer": layer, "class": class,
                "channel": self.channel, "probability": probability, "value": value, "height": height, "width": width,
                "device": session.device().name,
            }))?;
            return Ok(0);
        }
        let mut words = format!("{}: {}", self.out.display(), self.method.name());
        if matches!(self.method, Method::GradCam | Method::FeatureMaps | Method::Filters) || self.channel.is_some() {
            words += &format!(" of {layer}");
        }
        if let (Some(class), false) = (class, matches!(self.method, Method::FeatureMaps | Method::Filters)) {
            words += &format!(" for {class}");
        }
        if let Some(probability) = probability {
            words += &format!(" ({:.1} %)", 100.0 * probability);
        }
        line_out(&words)?;
        Ok(0)
    }

    fn sample(&self, trained: &Trained, session: &mut Session) -> Result<Option<Sample>> {
        let Some(path) = &self.picture else {
            return match self.method.needs_picture() {
                true => {
                    Err(Error::input(format!("{} explains a picture; name one after the model.", self.method.name())))
                }
                false => Ok(None),
            };
        };
        let shape = &trained.interface.input;
        let bytes = data::open_picture(path, shape, &trained.project.data.options)?;
        let input = trained.interface.normalisation.apply(&bytes);
        let shown = Picture::of_sample(&input, shape, &inspect::pixel_range(session));
        let output = session.predict(&input)?;
        let probabilities = match output[..] {
            [second] if trained.interface.classes.len() == 2 => vec![1.0 - second, second],
            _ => output,
        };
        Ok(Some(Sample { input, shown, probabilities }))
    }

    /// What is explained: a channel, the class that was named, or the one that is answered.
    fn subject(&self, trained: &Trained, session: &Session, sample: Option<&Sample>) -> Result<Subject> {
        if let Some(channel) = self.channel {
            let aim = Aim::Unit { node: self.layer(session)?, channel, at: None };
            return Ok(Subject { aim, class: None });
        }
        let classes = &trained.interface.classes;
        let class = match &self.class {
            Some(word) => {
                let number = || word.parse().ok().filter(|&number: &usize| number < classes.len().max(1));
                let sentence =
                    || Error::input(format!("There is no class {word}; choose one of {}.", classes.join(", ")));
                classes.iter().position(|class| class == word).or_else(number).ok_or_else(sentence)?
            }
            None => sample.map_or(0, |sample| evaluate::answer(&sample.probabilities) as usize),
        };
        Ok(Subject { aim: Aim::Class(class), class: Some(class) })
    }

    fn layer(&self, session: &Session) -> Result<String> {
        if let Some(layer) = &self.layer {
            return session.plan().place_of(layer).map(|_| layer.clone());
        }
        let none = || Error::input("This network has no layer that gives pictures; name one with --layer.");
        inspect::last_convolution(session).ok_or_else(none)
    }

    /// The picture, and the value of what is explained where there is one.
    fn draw(
        &self,
        session: &mut Session,
        sample: Option<&Sample>,
        aim: &Aim,
        layer: &str,
    ) -> Result<(Picture, Option<f32>)> {
        let Some(Sample { input, shown, .. }) = sample else { return self.draw_without(session, aim, layer) };
        let range = inspect::pixel_range(session);
        let flat = |part: f32| -> Vec<f32> {
            (0..input.len())
                .map(|place| range[place % range.len()])
                .map(|[low, high]| low + part * (high - low))
                .collect()
        };
        Ok(match self.method {
            Method::GradCam => {
                let cam = inspect::grad_cam(session, input, layer, aim)?;
                (shown.beside_heat(|size| cam.over(size)), Some(cam.value))
            }
            Method::Saliency => {
                let found = inspect::gradient(session, input, aim)?;
                (shown.beside_sizes(&found.strengths()), Some(found.value))
            }
            Method::SmoothGrad => {
                let found = inspect::smooth_grad(session, input, aim, &SmoothGrad::default())?;
                (shown.beside_sizes(&found.strengths()), Some(found.value))
            }
            Method::IntegratedGradients => {
                let baseline = flat(0.0);
                let how = Integrated { steps: 64, baseline: &baseline };
                let found = inspect::integrated_gradients(session, input, aim, &how)?;
                (shown.beside_signs(&found.sums()), Some(found.value))
            }
            Method::Occlusion => {
                let side = self.window.unwrap_or(shown.size[0].max(shown.size[1]).div_ceil(8));
                let window = shown.size.map(|extent| side.min(extent));
                let stride = window.map(|extent| (extent / 2).max(1));
                let cover = flat(0.5);
                let found = inspect::occlusion(session, input, aim, &Occlude { window, stride, cover: &cover })?;
                (shown.beside_signs(&found.map), Some(found.value))
            }
            Method::FeatureMaps => {
                let maps = inspect::feature_maps(session, input, &[layer])?.remove(0);
                (maps.wall(ColourMap::Viridis), None)
            }
            Method::Filters | Method::Excite => return self.draw_without(session, aim, layer),
        })
    }

    fn draw_without(&self, session: &mut Session, aim: &Aim, layer: &str) -> Result<(Picture, Option<f32>)> {
        if self.method == Method::Filters {
            let weights = session.weights()?;
            return Ok((Filters::new(session.plan(), &weights, layer)?.wall(), None));
        }
        let range = inspect::pixel_range(session);
        let found = inspect::excite(session, aim, &Excite::within(range.clone()))?;
        let shape = &session.plan().design().input;
        Ok((Picture::of_sample(&found.input, shape, &range).alone(), found.values.last().copied()))
    }
}
