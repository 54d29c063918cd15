//! `netloom explain`: why a network answers as it does for a picture, and what it has learned to look for, as a picture.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::caching::Caching;
use super::model::{self, Split};
use crate::base::{Error, Result};
use crate::data::{self, Dataset, Source};
use crate::inspect::{self, Aim, Filters, Maps};
use crate::project::{self, Trained};
use crate::session::Session;
use crate::study::{self, Found, Progress, Scene, samples};
use crate::{evaluate, train};

mod how;
mod said;

use how::{How, Method};

#[derive(Args, Debug)]
pub struct Explain {
    /// A trained project.
    model: PathBuf,
    /// The picture; or name a sample with --data and --sample. Filters and what excites a unit need none.
    picture: Option<PathBuf>,
    /// What is asked.
    #[arg(long, value_enum)]
    method: Method,
    /// The layer; without it the last convolution, or the last layer but the answer.
    #[arg(long)]
    layer: Option<String>,
    /// The class by its name or its number, from 0; without it the class that the network answers.
    #[arg(long)]
    class: Option<String>,
    /// A channel of the layer, to be explained or excited instead of a class.
    #[arg(long)]
    channel: Option<usize>,
    /// The samples that strongest, embedding and histograms look through: `sample:digits`, …, a folder or a file.
    #[arg(long)]
    data: Option<String>,
    /// The part of --data that is looked through; without it the test part.
    #[arg(long, value_enum, requires = "data")]
    split: Option<Split>,
    /// Instead of a picture the sample at this place of --data, from 0, as `netloom evaluate --json` counts them.
    #[arg(long, requires = "data", conflicts_with = "picture")]
    sample: Option<usize>,
    #[command(flatten)]
    how: How,
    #[command(flatten)]
    caching: Caching,
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

/// What is explained, for people.
struct Subject {
    aim: Aim,
    class: Option<usize>,
}

/// What was found: the answer to a question, what a layer gives, or its filters.
enum Answer {
    Found(Found),
    Maps(Maps, Option<inspect::Arithmetic>),
    Filters(Filters),
}

impl Explain {
    pub fn carry_out(self) -> Result<i32> {
        let (trained, mut session) = model::open(&self.model, &self.device, self.threads)?;
        let trained = Arc::new(trained);
        let dataset = self.dataset(&trained)?;
        let input = self.input(&trained, dataset.as_deref())?;
        let probabilities = match &input {
            Some(input) => study::answered(&trained, session.predict(input)?),
            None => Vec::new(),
        };
        let part = self.split.map(Split::part);
        let scene = Scene { subject: trained, dataset, part, input, node: self.layer(&session)? };
        let subject = self.subject(&scene, &probabilities)?;
        let answer = self.answer(&mut session, &scene, &subject.aim)?;
        let drawn = self.draw(&scene, &answer)?;
        let png = drawn.png()?;
        project::save(&self.out, |to| to.write_all(&png))?;
        self.say(&session, &scene, &subject, &probabilities, &answer, drawn.size)?;
        Ok(0)
    }

    /// The samples that are named, where some are.
    fn dataset(&self, trained: &Trained) -> Result<Option<Arc<Dataset>>> {
        let Some(name) = &self.data else {
            return match self.method.needs_data() {
                true => {
                    Err(Error::input(format!("{} looks through samples; name them with --data.", self.method.name())))
                }
                false => Ok(None),
            };
        };
        let source: Source = name.parse()?;
        model::data_for(trained, &self.model, &source, self.caching.cache().as_ref()).map(Arc::new).map(Some)
    }

    /// The picture or sample as the network sees it, where there is one.
    fn input(&self, trained: &Trained, dataset: Option<&Dataset>) -> Result<Option<Arc<Vec<f32>>>> {
        let interface = &trained.interface;
        if let Some(path) = &self.picture {
            let bytes = data::open_picture(path, &interface.input, &trained.project.data.options)?;
            return Ok(Some(Arc::new(interface.normalisation.apply(&bytes))));
        }
        if let (Some(sample), Some(dataset)) = (self.sample, dataset) {
            let count = dataset.len();
            let none =
                || Error::input(format!("There is no sample {sample}; choose one from 0 to {}.", count.max(1) - 1));
            let found = train::sample(dataset, &interface.normalisation, sample).filter(|_| sample < count);
            return Ok(Some(Arc::new(found.ok_or_else(none)?)));
        }
        match self.method.needs_picture() {
            true => Err(Error::input(format!(
                "{} explains a picture; name one after the model, or a sample with --data and --sample.",
                self.method.name()
            ))),
            false => Ok(None),
        }
    }

    /// What is explained: a channel, the class that was named, or the one that is answered.
    fn subject(&self, scene: &Scene, probabilities: &[f32]) -> Result<Subject> {
        if let Some(channel) = self.channel {
            let aim = Aim::Unit { node: scene.node.clone(), channel, at: None };
            return Ok(Subject { aim, class: None });
        }
        let classes = &scene.subject.interface.classes;
        let class = match &self.class {
            Some(word) => {
                let number = || word.parse().ok().filter(|&number: &usize| number < classes.len().max(1));
                let sentence =
                    || Error::input(format!("There is no class {word}; choose one of {}.", classes.join(", ")));
                classes.iter().position(|class| class == word).or_else(number).ok_or_else(sentence)?
            }
            None if probabilities.is_empty() => 0,
            None => evaluate::answer(probabilities) as usize,
        };
        Ok(Subject { aim: Aim::Class(class), class: Some(class) })
    }

    fn layer(&self, session: &Session) -> Result<String> {
        if let Some(layer) = &self.layer {
            return session.plan().place_of(layer).map(|_| layer.clone());
        }
        let none = || Error::input("This network has no layer between input and answer; name one with --layer.");
        inspect::last_convolution(session).or_else(|| last_but_the_answer(session)).ok_or_else(none)
    }

    fn answer(&self, session: &mut Session, scene: &Scene, aim: &Aim) -> Result<Answer> {
        let input = || scene.input.as_deref().map(Vec::as_slice).unwrap_or_default();
        Ok(match self.method {
            Method::FeatureMaps => {
                let maps = inspect::feature_maps(session, input(), &[&scene.node])?.remove(0);
                let sum = match &self.how.at {
                    Some(at) => {
                        let place: Vec<usize> = at.iter().copied().chain([self.channel.unwrap_or(0)]).collect();
                        Some(inspect::arithmetic(session, input(), &scene.node, &place)?)
                    }
                    None => None,
                };
                Answer::Maps(maps, sum)
            }
            Method::Filters => {
                let weights = session.weights()?;
                let now = Filters::new(session.plan(), &weights, &scene.node)?;
                let seed = scene.subject.project.training.seed;
                let first = || Filters::new(session.plan(), &session.plan().initial(seed).weights, &scene.node);
                Answer::Filters(if self.how.change { now.since(&first()?) } else { now })
            }
            method => {
                let channels = inspect::shape_of(session, &scene.node)?.last();
                let picture = scene.subject.interface.input.picture();
                let ask = self.how.ask(method, aim.clone(), &scene.node, channels, picture);
                Answer::Found(ask.find(session, scene, &Progress::default())?)
            }
        })
    }

    fn draw(&self, scene: &Scene, answer: &Answer) -> Result<inspect::Picture> {
        let colours = self.how.colours.map();
        let nothing = || Error::input("Nothing can be drawn of samples that are no pictures; --json has the numbers.");
        match answer {
            Answer::Maps(maps, _) => Ok(maps.wall(colours, self.how.own_scale)),
            Answer::Filters(filters) => Ok(filters.wall()),
            Answer::Found(found) => {
                let explained = scene.input.as_ref().map(|input| samples::seen(&scene.subject, input));
                found.drawn(scene, explained.as_ref(), colours, self.channel)?.ok_or_else(nothing)
            }
        }
    }
}

/// The last layer before the one that gives the answer.
fn last_but_the_answer(session: &Session) -> Option<String> {
    let plan = session.plan();
    let order = &plan.facts().order;
    let inner = order.get(1..order.len().saturating_sub(1))?;
    inner.last().map(|&place| plan.design().network.nodes[place].name.clone())
}
