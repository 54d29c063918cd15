//! What is wrong with a network, layer by layer, and what would mend it. Layers say what might help them; everything is
//! tried out before it is offered, so that each mend does what it says.

use super::{Facts, Network, facts};
use crate::base::Shape;
use crate::layers::{Arity, Change};
use crate::losses::{Loss, Target};

/// What the network is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// The shape of one sample, where it is known; else what the input says.
    pub input: Option<Shape>,
    /// What is to be predicted for each sample, where it is known.
    pub target: Option<Target>,
    /// How wrong an answer is.
    pub loss: Loss,
}

/// Something about a node that a person should know.
#[derive(Clone, Debug, PartialEq)]
pub struct Complaint {
    /// The node.
    pub node: u32,
    /// What is wrong, as a sentence without a full stop.
    pub words: String,
    /// Whether it keeps the network from running; otherwise it is only seldom meant.
    pub grave: bool,
    /// What would mend it, the likeliest first.
    pub mends: Vec<Mend>,
}

/// A change of the network that mends something.
#[derive(Clone, Debug, PartialEq)]
pub struct Mend {
    /// What it does, as a button says it.
    pub words: String,
    action: Action,
}

#[derive(Clone, Debug, PartialEq)]
enum Action {
    Change(u32, Change),
    Connect(u32, u32),
    Remove(u32),
}

impl Mend {
    fn new(words: impl Into<String>, action: Action) -> Mend {
        Mend { words: words.into(), action }
    }

    /// Carries it out.
    pub fn apply(&self, network: &mut Network) {
        match &self.action {
            Action::Connect(from, to) => network.connect(*from, *to),
            Action::Remove(id) => network.remove(*id),
            Action::Change(id, Change::Become(layer)) => {
                if let Some(node) = network.node_mut(*id) {
                    node.layer = (**layer).clone();
                }
            }
            Action::Change(id, Change::Precede(slot, layers)) => {
                for layer in layers {
                    let Some(&from) = network.inputs(*id).get(*slot) else { return };
                    let wire = network.wires.iter().filter(|wire| wire.to == *id && wire.from == from).copied();
                    let Some(wire) = wire.min_by_key(|wire| wire.slot) else { return };
                    let place = |id: u32| network.node(id).map_or([0.0, 0.0], |node| node.position);
                    let ([ax, ay], [bx, by]) = (place(from), place(*id));
                    let between =
                        network.free_place([((ax + bx) / 16.0).round() * 8.0, ((ay + by) / 16.0).round() * 8.0]);
                    network.insert(wire, layer.clone(), between);
                }
            }
        }
    }
}

/// What is wrong with each node. Nodes that only wait for others are left out.
pub fn complaints(network: &Network, found: &Facts, goal: &Goal) -> Vec<Complaint> {
    let mut complaints = Vec::new();
    let answer = wrong_answer(network, found, goal);
    for (place, (node, facts)) in network.nodes.iter().zip(&found.nodes).enumerate() {
        let waits = facts.inputs.iter().any(|&from| found.nodes[from].shape.is_err());
        match &facts.shape {
            Err(_) if waits => {}
            Err(reason) => {
                let mends = own(network, found, place).into_iter().chain(wires(network, found, place));
                let better = |after: &Network, now: &Facts| {
                    after
                        .nodes
                        .iter()
                        .position(|other| other.id == node.id)
                        .is_none_or(|at| now.nodes[at].shape.is_ok())
                };
                let mends = tried(network, goal, mends, better);
                complaints.push(Complaint { node: node.id, words: reason.clone(), grave: true, mends });
            }
            Ok(_) => {
                let Some(words) = node.layer.remark(&shapes(found, place)) else { continue };
                // What matters is said only where the answer is wrong for it; elsewhere it may well be meant.
                if answer.is_some() {
                    let mends =
                        tried(network, goal, own(network, found, place), |after, now| now.problem(after).is_none());
                    complaints.push(Complaint { node: node.id, words, grave: false, mends });
                }
            }
        }
    }
    complaints.extend(answer);
    complaints.extend(ends(network, found, goal));
    complaints
}

/// The shapes of what leads into a node, as far as they have one.
fn shapes(found: &Facts, place: usize) -> Vec<Shape> {
    let inputs = found.nodes[place].inputs.iter();
    inputs.filter_map(|&from| found.nodes[from].shape.as_ref().ok().cloned()).collect()
}

/// What a node's layer says might help it.
fn own(network: &Network, found: &Facts, place: usize) -> Vec<Mend> {
    let node = &network.nodes[place];
    let mends = node.layer.mends(&shapes(found, place)).into_iter();
    mends.map(|mend| Mend::new(mend.words, Action::Change(node.id, mend.change))).collect()
}

/// Those of the mends after which all is as `better` wants it.
fn tried(
    network: &Network,
    goal: &Goal,
    mends: impl IntoIterator<Item = Mend>,
    better: impl Fn(&Network, &Facts) -> bool,
) -> Vec<Mend> {
    let works = |mend: &Mend| {
        let mut after = network.clone();
        mend.apply(&mut after);
        let now = facts(&after, goal.input.as_ref());
        better(&after, &now)
    };
    let mut kept: Vec<Mend> = Vec::new();
    for mend in mends {
        if kept.len() < 3 && !kept.iter().any(|other| other.words == mend.words) && works(&mend) {
            kept.push(mend);
        }
    }
    kept
}

/// Wires that a node lacks: from nodes that lead nowhere yet.
fn wires(network: &Network, found: &Facts, place: usize) -> Vec<Mend> {
    let node = &network.nodes[place];
    let lacks = match node.layer.arity() {
        Arity::Zero => false,
        Arity::One => found.nodes[place].inputs.is_empty(),
        Arity::Several => found.nodes[place].inputs.len() < 2,
    };
    let free = |from: &&super::Node| {
        !network.wires.iter().any(|wire| wire.from == from.id) && network.refusal(from.id, node.id).is_none()
    };
    let mend = |from: &super::Node| Mend::new(format!("Connect {}", from.name), Action::Connect(from.id, node.id));
    if lacks { network.nodes.iter().filter(free).map(mend).collect() } else { Vec::new() }
}

/// That the answer is not what the data asks for, at the node that gives it.
fn wrong_answer(network: &Network, found: &Facts, goal: &Goal) -> Option<Complaint> {
    let (place, target) = (*found.output.as_ref().ok()?, goal.target?);
    let answer = found.nodes[place].shape.as_ref().ok()?;
    let words = goal.loss.check(answer, target).err()?;
    let right = |after: &Network, now: &Facts| {
        now.problem(after).is_none() && now.answer().is_some_and(|answer| goal.loss.check(answer, target).is_ok())
    };
    let (Target::Classes(outputs) | Target::Numbers(outputs)) = target;
    // What was remarked first may be why; then the last layer whose setting says how many numbers come out, with one
    // number for a loss that wants one.
    let remarked = |at: &&usize| network.nodes[**at].layer.remark(&shapes(found, **at)).is_some();
    let mut mends: Vec<Mend> = found.order.iter().find(remarked).map(|&at| own(network, found, at)).unwrap_or_default();
    let mut at = Some(place);
    while let Some(place) = at {
        let node = &network.nodes[place];
        let resized = |count: usize| {
            let layer = node.layer.with_outputs(count)?;
            let words = format!("Make {} give {count}", node.name);
            Some(Mend::new(words, Action::Change(node.id, Change::Become(Box::new(layer)))))
        };
        let before = mends.len();
        mends.extend([outputs, 1].into_iter().filter_map(resized));
        at = match found.nodes[place].inputs[..] {
            [from] if mends.len() == before => Some(from),
            _ => None,
        };
    }
    let mends = tried(network, goal, mends, right);
    Some(Complaint { node: network.nodes[place].id, words, grave: true, mends })
}

/// That several nodes lead nowhere, or that there is nothing behind the input.
fn ends(network: &Network, found: &Facts, goal: &Goal) -> Vec<Complaint> {
    if found.output.is_ok() {
        return Vec::new();
    }
    let leads_on = |id: u32| network.wires.iter().any(|wire| wire.from == id);
    let ends: Vec<&super::Node> = network.nodes.iter().filter(|node| !leads_on(node.id)).collect();
    if let [only] = ends[..] {
        let words = "leads nowhere: put layers behind it".to_owned();
        return vec![Complaint { node: only.id, words, grave: true, mends: Vec::new() }];
    }
    let complaint = |node: &&super::Node| {
        let words = "leads nowhere, as others do, but a network gives one answer".to_owned();
        let remove = Mend::new(format!("Remove {}", node.name), Action::Remove(node.id));
        let fewer = |after: &Network, _: &Facts| after.nodes.len() < network.nodes.len();
        Complaint { node: node.id, words, grave: true, mends: tried(network, goal, [remove], fewer) }
    };
    ends.iter().map(complaint).collect()
}

#[cfg(test)]
mod tests;
