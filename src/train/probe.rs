//! What the nodes of a network give for one sample, made small enough to be drawn beside them.

use std::sync::Arc;

use crate::base::{Result, Shape};
use crate::compile::{Design, Sketch};
use crate::data::{Dataset, Normalisation};
use crate::device::{Block, Device, Step, cpu};
use crate::session::Looked;

/// The longest side of a drawn feature map, in pixels.
pub const SIDE: usize = 48;
/// The most feature maps that are drawn of one node.
pub const MAPS: usize = 12;
/// The most units that are drawn of one node.
pub const UNITS: usize = 64;

/// What every node gives for one sample.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sight {
    /// For each node that has a shape, its number and what it gives.
    pub looks: Vec<(u32, Look)>,
    /// What the network says of the sample: a probability for each class; empty where it gives no answer yet.
    pub answer: Vec<f32>,
}

/// What one node gives, as levels from 0 to 255 on one scale for the whole node.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// What is drawn: height, width and count of feature maps, or 1, 1 and the count of units.
    pub extents: [usize; 3],
    /// Map after map (or unit after unit), row by row.
    pub levels: Vec<u8>,
    /// The numbers that levels 0 and 255 stand for.
    pub range: [f32; 2],
}

impl Look {
    /// Makes what a node gives small: the first maps, each at most [`SIDE`] pixels wide and high, or the first units.
    /// The scale spans all numbers that are drawn; those that are not finite are left out of it and drawn lowest.
    pub fn new(shape: &Shape, numbers: &[f32]) -> Look {
        let [height, width, channels] = shape.picture().unwrap_or([1, 1, shape.count()]);
        let picture = height * width > 1;
        let count = channels.min(if picture { MAPS } else { UNITS });
        let (h, w) = (height.min(SIDE), width.min(SIDE));
        let mut drawn = Vec::with_capacity(count * h * w);
        for map in 0..count {
            for y in 0..h {
                for x in 0..w {
                    let (y, x) = (y * height / h, x * width / w);
                    drawn.push(numbers.get((y * width + x) * channels + map).copied().unwrap_or(0.0));
                }
            }
        }
        let finite = || drawn.iter().copied().filter(|number| number.is_finite());
        let (low, high) = (finite().fold(f32::INFINITY, f32::min), finite().fold(f32::NEG_INFINITY, f32::max));
        let (low, high) = if low <= high { (low, high) } else { (0.0, 0.0) };
        let span = if high > low { high - low } else { 1.0 };
        let level = |number: &f32| if number.is_finite() { ((number - low) / span * 255.0).round() as u8 } else { 0 };
        Look { extents: [h, w, count], levels: drawn.iter().map(level).collect(), range: [low, high] }
    }
}

impl Sight {
    /// Makes small what nodes gave.
    pub fn new(looked: &Looked) -> Sight {
        let look = |(id, shape, numbers): &(u32, Shape, Vec<f32>)| (*id, Look::new(shape, numbers));
        Sight { looks: looked.nodes.iter().map(look).collect(), answer: looked.answer.clone() }
    }
}

/// What the network sees of one sample of a data set; `None` if there is no such sample.
pub fn sample(dataset: &Dataset, normalisation: &Normalisation, place: usize) -> Option<Vec<f32>> {
    let numbers = |numbers: &[f32]| {
        let channels = normalisation.scale.len().max(1);
        let seen = |(at, number): (usize, &f32)| {
            number * normalisation.scale[at % channels] + normalisation.offset[at % channels]
        };
        numbers.iter().enumerate().map(seen).collect()
    };
    match dataset.bytes(place) {
        Some(bytes) => Some(normalisation.apply(bytes)),
        None => dataset.numbers(place).map(numbers),
    }
}

/// A network that is not being trained, and the sample that it is shown.
#[derive(Clone, Debug)]
pub struct Question {
    /// The network, which need not be complete.
    pub design: Design,
    /// Decides the first weights.
    pub seed: u64,
    /// Weights and states that training has learned, for this very network.
    pub learned: Option<Arc<(Vec<f32>, Vec<f32>)>>,
    /// What the network sees, already normalised.
    pub sample: Vec<f32>,
}

/// More memory than this is not taken for thumbnails.
const MOST_BYTES: usize = 1 << 29;

impl Question {
    /// What every node gives that can be run, on one core; nothing where no sample enters the network.
    pub fn answer(&self) -> Result<Sight> {
        let design = Design { batch: 1, ..self.design.clone() };
        let Some(sketch) = Sketch::new(&design) else { return Ok(Sight::default()) };
        let program = Arc::new(sketch.program());
        let layout = sketch.plan().layout();
        if program.memory.bytes() + 4 * layout.weights_extent() > MOST_BYTES {
            return Ok(Sight::default());
        }
        let mut device = cpu::Cpu::<f32>::new(Some(1))?;
        let store = device.store(layout, 0)?;
        let initial = sketch.plan().initial(self.seed);
        let learned = self
            .learned
            .as_deref()
            .filter(|(weights, states)| (weights.len(), states.len()) == (initial.weights.len(), initial.states.len()));
        let (weights, states) =
            learned.map_or((&initial.weights, &initial.states), |(weights, states)| (weights, states));
        device.write_block(store, Block::Weights, weights)?;
        device.write_block(store, Block::States, states)?;
        let id = device.prepare(program.clone(), store, None)?;
        let Some(input) = program.named("input") else { return Ok(Sight::default()) };
        device.write(id, input, &self.sample)?;
        device.run(id, &[Step { rows: 1, ..Step::default() }])?;
        let mut sight = Sight::default();
        for (node, place) in sketch.nodes() {
            let Some(value) = program.named(&format!("node/{node}")) else { continue };
            if let Ok(shape) = &sketch.plan().facts().nodes[place].shape {
                sight.looks.push((node, Look::new(shape, &device.read(id, value, 1)?)));
            }
        }
        if let Some(value) = program.named("output") {
            sight.answer = device.read(id, value, 1)?;
        }
        Ok(sight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_drawn_is_small_and_on_one_scale() {
        let numbers: Vec<f32> = (0..100 * 60 * 20).map(|place| place as f32).collect();
        let look = Look::new(&[100, 60, 20].into(), &numbers);
        assert_eq!(look.extents, [SIDE, SIDE, MAPS]);
        assert_eq!(look.levels.len(), SIDE * SIDE * MAPS);
        assert_eq!((look.range[0], look.levels.iter().max()), (0.0, Some(&255)));
        let units = Look::new(&[3].into(), &[-1.0, f32::NAN, 3.0]);
        assert_eq!((units.extents, units.levels, units.range), ([1, 1, 3], vec![0, 0, 255], [-1.0, 3.0]));
        let flat = Look::new(&[2, 2, 1].into(), &[5.0; 4]);
        assert_eq!((flat.levels, flat.range), (vec![0; 4], [5.0, 5.0]));
    }

    #[test]
    fn a_network_being_drawn_shows_what_its_sound_layers_give() {
        let mut network = crate::network::template("mnist-cnn").expect("it exists").build(&[28, 28, 1].into(), 10);
        let count = network.nodes.len();
        let ask = |network: &crate::network::Network| {
            let design = Design::classify(network.clone(), [28, 28, 1].into(), 10);
            let sample = (0..784).map(|place| (place % 29) as f32 / 29.0).collect();
            Question { design, seed: 0, learned: None, sample }.answer().expect("a small network fits")
        };
        let whole = ask(&network);
        assert_eq!(whole.looks.len(), count);
        assert!((whole.answer.iter().sum::<f32>() - 1.0).abs() < 1e-4);
        assert!(whole.looks.iter().all(|(_, look)| look.range[1] > look.range[0]));
        let flatten = network.named("flatten").expect("it is there").id;
        network.wires.retain(|wire| wire.to != flatten);
        let part = ask(&network);
        assert_eq!((part.looks.len(), part.answer.len()), (count - 3, 0));
        assert_eq!(part.looks[..], whole.looks[..count - 3], "the first weights follow from seed and number alone");
    }
}
