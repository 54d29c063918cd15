//! What is looked at all the time: the answer of the network for one sample, what a layer gives for it, the layer's
//! filters, and the arithmetic behind one number.

use std::sync::Arc;

use super::{Ask, Found, Progress, Scene, Study};
use crate::base::Result;
use crate::compile::Inquiry;
use crate::inspect::{Arithmetic, Filters, Maps, arithmetic};
use crate::project::Trained;
use crate::session::{Seeds, Session};

/// Of larger networks, no weights are read while somebody looks: it would take longer than the looking.
const MOST_WEIGHTS: usize = 1 << 25;

/// A question that is answered within a frame or two for a small network.
#[derive(Clone, Debug)]
pub struct Glancing {
    /// The network, the sample and the layer.
    pub scene: Scene,
    /// The channel and the row and column of the number whose arithmetic is wanted.
    pub at: Option<(usize, [usize; 2])>,
    /// Whether the layer's filters are wanted.
    pub filters: bool,
    /// An explanation that takes one pass back, if one is wanted too.
    pub also: Option<Ask>,
}

/// What was seen.
#[derive(Clone, Debug)]
pub struct Glance {
    /// What was asked.
    pub of: Glancing,
    /// What the network says of the sample: a probability for each class, or the numbers that it predicts; empty
    /// without a sample.
    pub answer: Vec<f32>,
    /// What the layer gives for the sample.
    pub maps: Option<Maps>,
    /// The layer's filters now and with the first weights; `None` where it has none.
    pub filters: Option<[Filters; 2]>,
    /// The products behind the number at [`Glancing::at`]; `None` where the layer does not sum up products.
    pub arithmetic: Option<Arithmetic>,
    /// The explanation that was wanted too.
    pub also: Option<Result<Found>>,
}

impl Study {
    /// Answers a quick question.
    ///
    /// # Errors
    /// If the network does not work, the layer does not exist, or the sample is none for this network.
    pub fn glance(&mut self, of: Glancing) -> Result<Glance> {
        let Glancing { scene, at, filters, also } = &of;
        let small = scene.subject.weights.len() <= MOST_WEIGHTS;
        let first = if *filters && small { Some(self.first(&scene.subject)?) } else { None };
        let session = self.open(&scene.subject)?;
        let mut glance =
            Glance { of: of.clone(), answer: Vec::new(), maps: None, filters: None, arithmetic: None, also: None };
        if let Some(first) = first
            && session.plan().product(&scene.node)?.is_some()
        {
            let now = session.weights()?;
            let of = |block: &[f32]| Filters::new(session.plan(), block, &scene.node);
            glance.filters = Some([of(&now)?, of(&first)?]);
        }
        if let Some(input) = &scene.input {
            let inquiry = Inquiry { nodes: vec![scene.node.clone()], ..Inquiry::default() };
            let mut reply = session.inquire(&inquiry, input, Seeds::None)?;
            let plan = session.plan();
            if let Ok(shape) = plan.facts().nodes[plan.place_of(&scene.node)?].shape.clone() {
                glance.maps = Some(Maps { shape, numbers: reply.nodes.swap_remove(0) });
            }
            glance.answer = answered(&scene.subject, reply.output);
            if let Some((channel, place)) = at.filter(|_| small) {
                glance.arithmetic = products(session, input, &scene.node, channel, place)?;
            }
        }
        if let Some(ask) = also {
            glance.also = Some(ask.find(session, scene, &Progress::default()));
        }
        Ok(glance)
    }
}

/// What a network says, for people: a probability for each class, or the numbers in their own units.
pub fn answered(subject: &Trained, mut output: Vec<f32>) -> Vec<f32> {
    if let Some(answers) = &subject.interface.answers {
        answers.apply_to(&mut output);
    }
    match output[..] {
        [second] if subject.interface.classes.len() == 2 => vec![1.0 - second, second],
        _ => output,
    }
}

fn products(
    session: &mut Session,
    input: &Arc<Vec<f32>>,
    node: &str,
    channel: usize,
    [y, x]: [usize; 2],
) -> Result<Option<Arithmetic>> {
    let Some(product) = session.plan().product(node)? else { return Ok(None) };
    let mut place = vec![0; product.sum.len()];
    match place.as_mut_slice() {
        [row, column, depth] => (*row, *column, *depth) = (y, x, channel),
        [.., unit] => *unit = channel,
        [] => {}
    }
    // A layer may arrange its sums otherwise, so that the place is none of theirs.
    let inside = place.iter().zip(&product.sum[..]).all(|(at, extent)| at < extent);
    if inside { arithmetic(session, input, node, &place).map(Some) } else { Ok(None) }
}
