//! Which network the pages Evaluate and Inspect are about: the one in training with its present weights, the one that
//! was trained, or the one that was drawn with its first weights.

use std::sync::Arc;

use eframe::egui::Context;

use crate::base::Result;
use crate::data::Dataset;
use crate::project::{Project, Trained};
use crate::study;
use crate::train::{Command, Latest, Worker};
use crate::ui::{Page, State};

/// Keeps [`State::subject`] what it should be.
pub struct Subject {
    first: Latest<Drawn, Result<Arc<Trained>>>,
    asked: Option<Drawn>,
    /// Whether the training thread was told to share its weights.
    shared: bool,
}

/// A network that was drawn, and the samples that it is for.
#[derive(Clone)]
struct Drawn {
    project: Project,
    dataset: Arc<Dataset>,
}

impl Subject {
    /// Nothing is asked yet. Answers repaint this context.
    pub fn new(ctx: &Context) -> Subject {
        let ctx = ctx.clone();
        let wake = Arc::new(move || ctx.request_repaint());
        let first = |drawn: Drawn| study::untrained(&drawn.project, &drawn.dataset).map(Arc::new);
        Subject { first: Latest::start("first weights", wake, first), asked: None, shared: false }
    }

    /// Asks for what the pages that are in front need, and takes in what was answered. Waits for nothing.
    pub fn look(&mut self, state: &mut State, worker: Option<&Worker>) {
        let wanted = matches!(state.page, Page::Evaluate | Page::Inspect);
        let answer = self.first.answer();
        let Some(worker) = worker else {
            self.shared = false;
            if wanted {
                self.settle(state, answer);
            }
            return;
        };
        if wanted != self.shared {
            worker.send(Command::Share(wanted));
            self.shared = wanted;
        }
        self.asked = None;
    }

    /// Finds the network of the document where nothing is in training.
    fn settle(&mut self, state: &mut State, answer: Option<Result<Arc<Trained>>>) {
        let project = &state.document.project;
        let trained = state.document.trained.as_ref();
        if let Some(trained) = trained.filter(|trained| trained.project.network.means_the_same(&project.network)) {
            state.subject = Some(Ok(trained.clone()));
            self.asked = None;
            return;
        }
        let Some(dataset) = state.data.ready() else {
            (state.subject, self.asked) = (None, None);
            return;
        };
        if self.asked.as_ref().is_none_or(|asked| !asked.is_of(project, dataset)) {
            let drawn = Drawn { project: project.clone(), dataset: dataset.clone() };
            self.first.ask(drawn.clone());
            (state.subject, self.asked) = (None, Some(drawn));
        } else if let Some(answer) = answer {
            state.subject = Some(answer);
        }
    }
}

impl Drawn {
    fn is_of(&self, project: &Project, dataset: &Arc<Dataset>) -> bool {
        Arc::ptr_eq(&self.dataset, dataset)
            && self.project.network.means_the_same(&project.network)
            && (&self.project.training, &self.project.data) == (&project.training, &project.data)
    }
}
