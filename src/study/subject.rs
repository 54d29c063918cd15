//! The network that was not trained yet, with the weights that its training would begin with.

use crate::base::Result;
use crate::compile::{Design, Plan};
use crate::data::Dataset;
use crate::project::{Progress, Project, Trained};
use crate::train;

/// The project's network with its first weights, which follow from its seed, for these samples.
///
/// # Errors
/// If the network does not work; the sentence names the layer and the reason.
pub fn untrained(project: &Project, dataset: &Dataset) -> Result<Trained> {
    let interface = train::interface(dataset, &project.data, &project.training);
    let plan = Plan::new(&Design::of(project, &interface))?;
    let first = plan.initial(project.training.seed);
    Ok(Trained {
        project: project.clone(),
        interface,
        progress: Progress::default(),
        weights: first.weights,
        states: first.states,
        memories: Vec::new(),
    })
}
