//! A network with its weights, on a device to be looked at: untrained, in training or loaded, which makes no difference.

mod ask;
mod drawn;
mod examiner;
mod glance;
mod keepsake;
mod progress;
pub mod samples;
mod subject;
mod survey;

use std::sync::Arc;

use crate::base::Result;
use crate::compile::Design;
use crate::data::{Dataset, Part};
use crate::device;
use crate::project::Trained;
use crate::session::Session;

pub use ask::{Ask, Embedding, Found, Histograms, Seen};
pub use drawn::{is_part, tinted};
pub use examiner::{Examination, Examiner, Findings};
pub use glance::{Glance, Glancing, Kernels, answered};
pub use keepsake::{Format, Sheet};
pub use progress::Progress;
pub use subject::untrained;

/// What a question is about.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The network with its weights.
    pub subject: Arc<Trained>,
    /// The samples, where they are here and fit the network.
    pub dataset: Option<Arc<Dataset>>,
    /// The part of the samples that is looked through; without one the test part, or what there is instead.
    pub part: Option<Part>,
    /// The sample that is looked at, as the network sees it.
    pub input: Option<Arc<Vec<f32>>>,
    /// The layer that is looked at, by its name.
    pub node: String,
}

/// A session that holds the network that is looked at. Other weights for the same network are written into it; another
/// network takes its place.
pub struct Study {
    device: String,
    threads: Option<usize>,
    held: Option<Held>,
    /// The first weights of a network with a seed.
    first: Option<(Design, u64, Arc<Vec<f32>>)>,
    /// The filters that were looked at last.
    kernels: Option<(Arc<Trained>, String, Option<Arc<Kernels>>)>,
}

struct Held {
    of: Arc<Trained>,
    design: Design,
    session: Session,
}

impl Study {
    /// Nothing is held yet. `device` and `threads` are those of [`device::open`].
    pub fn new(device: impl Into<String>, threads: Option<usize>) -> Study {
        Study { device: device.into(), threads, held: None, first: None, kernels: None }
    }

    /// The session with this network and these weights.
    ///
    /// # Errors
    /// If the network does not work, its weights do not fit it, or the device cannot be opened or is lost.
    pub fn open(&mut self, subject: &Arc<Trained>) -> Result<&mut Session> {
        let design = Design::of(&subject.project, &subject.interface);
        let held = match self.held.take() {
            Some(held) if Arc::ptr_eq(&held.of, subject) && !held.session.is_lost() => held,
            Some(mut held) if held.design == design && !held.session.is_lost() => {
                held.session.restore(&subject.weights, &subject.states, &[])?;
                Held { of: subject.clone(), ..held }
            }
            _ => {
                let mut session = Session::new(device::open(&self.device, self.threads)?, &design)?;
                session.restore(&subject.weights, &subject.states, &[])?;
                Held { of: subject.clone(), design, session }
            }
        };
        Ok(&mut self.held.insert(held).session)
    }

    /// Changes how many threads a session opened from now on takes.
    pub fn take_threads(&mut self, threads: Option<usize>) {
        if self.threads != threads {
            (self.threads, self.held) = (threads, None);
        }
    }

    /// The block of weights that the network's training began with, which follows from its seed.
    ///
    /// # Errors
    /// As [`Study::open`].
    pub fn first(&mut self, subject: &Arc<Trained>) -> Result<Arc<Vec<f32>>> {
        let seed = subject.project.training.seed;
        let design = Design::of(&subject.project, &subject.interface);
        if let Some((_, _, weights)) = self.first.as_ref().filter(|known| (&known.0, known.1) == (&design, seed)) {
            return Ok(weights.clone());
        }
        let weights = Arc::new(self.open(subject)?.plan().initial(seed).weights);
        self.first = Some((design, seed, weights.clone()));
        Ok(weights)
    }

    /// Answers a question that may take long; `progress` tells how far it is, and gives it up.
    ///
    /// # Errors
    /// As [`Ask::find`].
    pub fn find(&mut self, scene: &Scene, ask: &Ask, progress: &Progress) -> Result<Found> {
        progress.step(0, 0)?;
        ask.find(self.open(&scene.subject)?, scene, progress)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Options, Silent, Source};
    use crate::network::template;
    use crate::project::{DataSettings, Project};

    #[test]
    fn the_same_network_with_other_weights_keeps_its_session_and_answers_with_them() {
        let source: Source = "sample:spirals".parse().expect("a sample");
        let dataset = crate::data::open(&source, &Options::default(), &Silent).expect("it is made by the program");
        let network = template("mlp").expect("it exists").build(&dataset.shape, dataset.classes().len());
        let project = Project { network, data: DataSettings::new(source), ..Project::default() };
        let first = Arc::new(untrained(&project, &dataset).expect("it is sound"));
        let zero = Trained { weights: vec![0.0; first.weights.len()], ..(*first).clone() };
        let mut study = Study::new("cpu", Some(1));
        let sample = vec![0.5; dataset.shape.count()];
        let before = study.open(&first).and_then(|session| session.predict(&sample)).expect("it answers");
        let even = study.open(&Arc::new(zero)).and_then(|session| session.predict(&sample)).expect("it answers");
        assert!(even.iter().all(|share| *share == even[0]), "all weights are zero: {even:?}");
        let again = study.open(&first).and_then(|session| session.predict(&sample)).expect("it answers");
        assert_eq!(before, again);
    }
}
