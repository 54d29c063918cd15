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
    /// The smallest and the largest number that the layer gives.
    pub range: [f32; 2],
    /// The layer's filters; `None` where it has none, or too many to be looked at.
    pub filters: Option<Arc<Kernels>>,
    /// The products behind the number at [`Glancing::at`], the largest first; `None` where the layer does not sum up
    /// products.
    pub arithmetic: Option<Arithmetic>,
    /// The explanation that was wanted too.
    pub also: Option<Result<Found>>,
}

/// The filters of a layer as they are and as they have changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Kernels {
    /// Now, and the change since the first weights.
    pub filters: [Filters; 2],
    /// The largest size among each.
    pub ends: [f32; 2],
    /// For each filter the root of its mean square, of each.
    pub strengths: [Vec<f32>; 2],
}

impl Study {
    /// Answers a quick question.
    ///
    /// # Errors
    /// If the network does not work, the layer does not exist, or the sample is none for this network.
    pub fn glance(&mut self, of: Glancing) -> Result<Glance> {
        let Glancing { scene, at, filters, also } = &of;
        let small = scene.subject.weights.len() <= MOST_WEIGHTS;
        let filters = if *filters && small { self.kernels(&scene.subject, &scene.node)? } else { None };
        let session = self.open(&scene.subject)?;
        let mut glance = Glance {
            of: of.clone(),
            answer: Vec::new(),
            maps: None,
            range: [0.0; 2],
            filters: None,
            arithmetic: None,
            also: None,
        };
        glance.filters = filters;
        if let Some(input) = &scene.input {
            let inquiry = Inquiry { nodes: vec![scene.node.clone()], ..Inquiry::default() };
            let mut reply = session.inquire(&inquiry, input, Seeds::None)?;
            let plan = session.plan();
            if let Ok(shape) = plan.facts().nodes[plan.place_of(&scene.node)?].shape.clone() {
                let maps = Maps { shape, numbers: reply.nodes.swap_remove(0) };
                glance.range = maps.range(None);
                glance.maps = Some(maps);
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

/// More weights of one layer are not shown as filters.
const MOST_OF_LAYER: usize = 1 << 22;

impl Study {
    /// The filters of a layer, worked out once for the same weights.
    fn kernels(&mut self, subject: &Arc<Trained>, node: &str) -> Result<Option<Arc<Kernels>>> {
        if let Some((of, layer, kernels)) = &self.kernels
            && Arc::ptr_eq(of, subject)
            && layer == node
        {
            return Ok(kernels.clone());
        }
        let first = self.first(subject)?;
        let plan = self.open(subject)?.plan();
        let few = |kernel: usize| plan.layout().weights[kernel].shape.count() <= MOST_OF_LAYER;
        let kernels = match plan.product(node)?.filter(|product| few(product.kernel)) {
            Some(_) => {
                let [now, first] = [&subject.weights, &*first].map(|block| Filters::new(plan, block, node));
                let now = now?;
                let filters = [now.since(&first?), now];
                let end = |of: &Filters| of.weights.iter().fold(0.0f32, |most, weight| most.max(weight.abs()));
                let [change, now] = filters;
                let (ends, strengths) = ([end(&now), end(&change)], [now.strengths(), change.strengths()]);
                Some(Arc::new(Kernels { filters: [now, change], ends, strengths }))
            }
            None => None,
        };
        self.kernels = Some((subject.clone(), node.to_owned(), kernels.clone()));
        Ok(kernels)
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
    if place.iter().zip(&product.sum[..]).any(|(at, extent)| at >= extent) {
        return Ok(None);
    }
    let mut found = arithmetic(session, input, node, &place)?;
    found.terms.sort_by(|a, b| b.product().abs().total_cmp(&a.product().abs()));
    Ok(Some(found))
}
