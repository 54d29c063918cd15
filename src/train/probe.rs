//! What the nodes of a network give for one sample, made small enough to be drawn beside them.

use crate::base::Shape;

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
}
