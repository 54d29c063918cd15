//! A network with its weights, on a device to be looked at: untrained, in training or loaded, which makes no difference.

mod examiner;
mod keepsake;
mod subject;

use std::sync::Arc;

use crate::base::Result;
use crate::compile::Design;
use crate::device;
use crate::project::Trained;
use crate::session::Session;

pub use examiner::{Examiner, Findings, Found};
pub use keepsake::{Format, Sheet};
pub use subject::untrained;

/// A session that holds the network that is looked at. Other weights for the same network are written into it; another
/// network takes its place.
pub struct Study {
    device: String,
    threads: Option<usize>,
    held: Option<Held>,
}

struct Held {
    of: Arc<Trained>,
    design: Design,
    session: Session,
}

impl Study {
    /// Nothing is held yet. `device` and `threads` are those of [`device::open`].
    pub fn new(device: impl Into<String>, threads: Option<usize>) -> Study {
        Study { device: device.into(), threads, held: None }
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
