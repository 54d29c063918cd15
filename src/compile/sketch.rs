//! Networks that are still being drawn: a program of those nodes that have a shape, whatever is wrong with the rest.

use std::sync::Arc;

use super::{Design, Plan, lay_out};
use crate::network::facts;
use crate::program::{Builder, Program};

/// What can be run of a network that need not be complete.
#[derive(Clone, Debug)]
pub struct Sketch {
    plan: Plan,
    answers: bool,
}

impl Sketch {
    /// What can be run of this design; `None` if no sample enters it.
    pub fn new(design: &Design) -> Option<Sketch> {
        let mut facts = facts(&design.network, Some(&design.input));
        facts.order.retain(|&place| facts.nodes[place].shape.is_ok());
        let last = *facts.order.last()?;
        let output = facts.output.clone().ok().filter(|&place| facts.nodes[place].shape.is_ok());
        let answers = output.is_some_and(|place| {
            let shape = facts.nodes[place].shape.as_ref();
            shape.is_ok_and(|shape| design.loss.check(shape, design.target).is_ok())
        });
        let (mut layout, places) = lay_out(&design.network, &facts);
        // As in a plan, so that the program can share the weights of a training.
        let weighted = !design.class_weights.is_empty();
        let class_weights = weighted.then(|| layout.add_state("class weights", [design.class_weights.len()].into()));
        let (design, layout, output) = (design.clone(), Arc::new(layout), output.unwrap_or(last));
        Some(Sketch { plan: Plan { design, facts, layout, places, output, class_weights }, answers })
    }

    /// Where the weights lie, and their first numbers: those of [`Plan::initial`] for the same network.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Whether the network gives the answer that is asked for.
    pub fn answers(&self) -> bool {
        self.answers
    }

    /// The numbers of the nodes that run, with their places in the network.
    pub fn nodes(&self) -> impl Iterator<Item = (u32, usize)> + '_ {
        self.plan.facts.order.iter().map(|&place| (self.plan.facts.nodes[place].id, place))
    }

    /// The host writes "input" (ready numbers, not scaled); the output of every node that runs can be read as
    /// "node/ID", and "output" where the network gives the answer.
    pub fn program(&self) -> Program {
        let mut builder = Builder::new(self.plan.layout.clone());
        let input = self.plan.input(&mut builder, super::Feed::Host);
        let (outputs, _) = self.plan.forward(&mut builder, input, false);
        if self.answers {
            self.plan.answer(&mut builder, outputs[self.plan.output]);
        }
        for (id, place) in self.nodes() {
            builder.name(format!("node/{id}"), outputs[place]);
        }
        builder.finish(self.plan.design.batch, self.plan.design.fusions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layers::{Conv2d, Dense, Input};
    use crate::network::{Network, template};

    fn design(network: Network) -> Design {
        Design { batch: 1, ..Design::classify(network, [28, 28, 1].into(), 10) }
    }

    #[test]
    fn what_is_sound_of_a_broken_network_runs() {
        let mut network = Network::default();
        assert!(Sketch::new(&design(network.clone())).is_none());
        let input = network.add(Input::default(), [0.0, 0.0]);
        let conv = network.append(input, Conv2d::default());
        network.append(conv, Conv2d { kernel: [90, 90], ..Conv2d::default() });
        network.add(Dense::default(), [0.0, 0.0]);
        let Some(sketch) = Sketch::new(&design(network)) else { panic!("the input and one convolution run") };
        assert_eq!(sketch.nodes().map(|(id, _)| id).collect::<Vec<_>>(), [input, conv]);
        assert!(!sketch.answers() && sketch.program().named("output").is_none());
    }

    #[test]
    fn a_sound_network_answers_with_the_weights_that_training_begins_with() {
        let network = template("mnist-cnn").expect("it exists").build(&[28, 28, 1].into(), 10);
        let design = design(network);
        let Some(sketch) = Sketch::new(&design) else { panic!("it runs") };
        assert!(sketch.answers() && sketch.program().named("output").is_some());
        let plan = Plan::new(&design).expect("it is sound");
        assert_eq!(sketch.plan().initial(3), plan.initial(3));
    }
}
