//! Random valid designs: any mix of layers, branches, sizes, losses and optimisers, all from one seed.

use std::ops::RangeInclusive;

use netloom::base::{Form, Philox, Shape};
use netloom::compile::Design;
use netloom::layers::{Add, Arity, Concat, Dense, Flatten, Input, Layer, Multiply};
use netloom::losses::{Loss, Target};
use netloom::network::{Network, facts};
use netloom::optimizers::Optimizer;

/// Fills in forms by chance, with small numbers.
struct Dice<'a>(&'a mut Philox);

impl Form for Dice<'_> {
    fn count(&mut self, label: &str, value: &mut usize, range: RangeInclusive<usize>) {
        let most = if label == "Units" { 12 } else { 4 };
        *value = range.start() + self.0.below(most.min(range.end() - range.start()) + 1);
    }

    fn pair(&mut self, _label: &str, value: &mut [usize; 2], range: RangeInclusive<usize>) {
        *value = [0, 1].map(|_| range.start() + self.0.below(3));
    }

    fn number(&mut self, label: &str, value: &mut f64, _range: RangeInclusive<f64>) {
        match label {
            // So that steps stay small enough to compare devices with each other.
            "Epsilon" | "Learning rate" | "Beta 1" | "Beta 2" | "Rho" => {}
            "Delta" => *value = self.0.between(0.1, 2.0),
            _ => *value = self.0.between(0.0, 0.6),
        }
    }

    fn toggle(&mut self, _label: &str, value: &mut bool) {
        *value = self.0.below(3) > 0;
    }

    fn choice(&mut self, label: &str, options: &[&str], chosen: &mut usize) {
        // Weights that are all equal make networks that compute nothing.
        let count = if label == "Initial weights" { options.len() - 2 } else { options.len() };
        *chosen = self.0.below(count);
    }
}

/// The design of this seed.
pub fn design(seed: u64) -> Design {
    let mut random = Philox::new(seed, 77);
    let input = match random.below(4) {
        0 => Shape::from([2 + random.below(20)]),
        _ => Shape::from([3 + random.below(8), 3 + random.below(8), 1 + random.below(4)]),
    };
    let mut network = Network::default();
    network.add(Input { shape: input.clone() }, [0.0, 0.0]);
    let layers = 2 + random.below(9);
    for _ in 0..200 {
        grow(&mut network, &mut random);
        if network.nodes.len() > layers {
            break;
        }
    }
    let mut loss = random_of(Loss::all(), &mut random);
    let count = 2 + random.below(5);
    let (outputs, target) = match &loss {
        Loss::SoftmaxCrossEntropy(_) => (count, Target::Classes(count)),
        Loss::BinaryCrossEntropy(_) if random.below(2) == 0 => (1, Target::Classes(2)),
        _ => (count, Target::Numbers(count)),
    };
    join(&mut network, &mut random, outputs);
    loss.form(&mut Dice(&mut random));
    let mut optimizer = random_of(Optimizer::all(), &mut random);
    optimizer.form(&mut Dice(&mut random));
    let class_weights = match target {
        Target::Classes(classes) if random.below(3) == 0 => {
            (0..classes).map(|_| random.between(0.2, 3.0) as f32).collect()
        }
        _ => Vec::new(),
    };
    let clip = (random.below(3) == 0).then(|| random.between(0.05, 2.0));
    let batch = 1 + random.below(33);
    Design { loss, optimizer, clip, target, class_weights, batch, ..Design::classify(network, input, 1) }
}

fn random_of<T: Clone>(all: Vec<T>, random: &mut Philox) -> T {
    all[random.below(all.len())].clone()
}

/// Tries to put a random layer behind one or more random nodes; leaves the network as it is if that does not fit.
fn grow(network: &mut Network, random: &mut Philox) {
    let mut layer = random_of(Layer::all(), random);
    if layer.arity() == Arity::Zero {
        return;
    }
    layer.form(&mut Dice(random));
    let mut trial = network.clone();
    let inputs = if layer.arity() == Arity::One { 1 } else { 2 + random.below(2) };
    let id = trial.add(layer, [0.0, 0.0]);
    for _ in 0..inputs {
        // Mostly the latest node, so that networks grow deep as well as wide.
        let count = network.nodes.len();
        let from = if random.below(3) > 0 { count - 1 - random.below(count.min(2)) } else { random.below(count) };
        trial.connect(network.nodes[from].id, id);
    }
    let found = facts(&trial, None);
    let fits = found.nodes.last().is_some_and(|node| {
        let small = |shape: &Shape| shape.count() <= 1500 && shape.iter().all(|&extent| extent <= 64);
        node.shape.as_ref().is_ok_and(small) && node.parameters() <= 4000
    });
    if fits {
        *network = trial;
    }
}

/// Leads all loose ends to one dense layer with this many outputs.
fn join(network: &mut Network, random: &mut Philox, outputs: usize) {
    let ends: Vec<u32> = network.nodes.iter().map(|node| node.id).collect();
    let loose = |network: &Network, id: u32| !network.wires.iter().any(|wire| wire.from == id);
    let ends: Vec<u32> = ends.into_iter().filter(|&id| loose(network, id)).collect();
    let width = 3 + random.below(5);
    let narrow = |id: &u32| {
        let flat = network.append(*id, Flatten {});
        network.append(flat, Dense { units: width, ..Dense::default() })
    };
    let mut ends: Vec<u32> = ends.iter().map(narrow).collect();
    while let [first, second, ..] = ends[..] {
        let layer: Layer = match random.below(3) {
            0 => Add {}.into(),
            1 => Multiply {}.into(),
            _ => Concat {}.into(),
        };
        let both = network.append(first, layer);
        network.connect(second, both);
        // Widths may differ after a concat, so each pair ends alike.
        let end = network.append(both, Dense { units: width, ..Dense::default() });
        ends.drain(..2);
        ends.insert(0, end);
    }
    let mut dense = Layer::from(Dense::default());
    dense.form(&mut Dice(random));
    if let Layer::Dense(dense) = &mut dense {
        dense.units = outputs;
    }
    network.append(ends[0], dense);
}
