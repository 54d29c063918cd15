//! Answers as pictures to save: a sample beside its explanation, walls of feature maps and of filters.

use super::{ColourMap, Filters, Maps, Picture};

/// What lies between and around pictures.
const GROUND: [u8; 3] = [24, 26, 31];

/// The longer side of a picture that stands for itself, in pixels.
const LARGE: usize = 448;

/// The longer side of a picture on a wall.
const SMALL: usize = 96;

/// More tiles than these are not put on one wall.
const MOST: usize = 1024;

/// The ends of a scale for a map that begins at zero: 0 and nearly its largest number, so that a few outliers do not
/// leave the rest dark.
pub fn rising(map: &[f32]) -> [f32; 2] {
    [0.0, nearly_largest(map.iter().copied())]
}

/// The ends of a scale around zero.
pub fn balanced(map: &[f32]) -> [f32; 2] {
    let end = nearly_largest(map.iter().map(|number| number.abs()));
    [-end, end]
}

/// The number below which 99.5 % of all finite numbers lie; the largest where there are few.
fn nearly_largest(numbers: impl Iterator<Item = f32>) -> f32 {
    let mut sorted: Vec<f32> = numbers.filter(|number| number.is_finite()).collect();
    sorted.sort_by(f32::total_cmp);
    let place = (sorted.len() as f64 * 0.995).ceil() as usize;
    sorted.get(place.saturating_sub(1)).copied().unwrap_or(0.0)
}

impl Picture {
    /// The picture, large, and beside it a map of sizes: dark where nothing is, bright where much.
    pub fn beside_sizes(&self, colours: ColourMap, map: &[f32]) -> Picture {
        self.beside(&Picture::of_map(map, self.size, rising(map), colours))
    }

    /// The picture, large, and beside it a map of signs: orange what speaks for, blue what speaks against.
    pub fn beside_signs(&self, map: &[f32]) -> Picture {
        self.beside(&Picture::of_map(map, self.size, balanced(map), ColourMap::Weights))
    }

    /// The picture, large, and beside it itself under heat; `smooth` makes the heat for the pixels of a given size.
    pub fn beside_heat(&self, colours: ColourMap, smooth: impl Fn([usize; 2]) -> Vec<f32>) -> Picture {
        let large = self.enlarged_to(LARGE);
        let heat = smooth(large.size);
        let highest = super::picture::range(&heat)[1];
        let scale = if highest > 0.0 { 1.0 / highest } else { 0.0 };
        let heat: Vec<f32> = heat.iter().map(|number| number * scale).collect();
        let hot = large.under(&heat, colours);
        Picture::tiles(&[large, hot], 2, 12, GROUND)
    }

    /// The picture by itself, large.
    pub fn alone(&self) -> Picture {
        Picture::tiles(&[self.enlarged_to(LARGE)], 1, 12, GROUND)
    }

    fn beside(&self, other: &Picture) -> Picture {
        Picture::tiles(&[self, other].map(|picture| picture.enlarged_to(LARGE)), 2, 12, GROUND)
    }
}

impl Maps {
    /// All feature maps on one wall, on one scale or each on its own; numbers without places as one map of squares.
    pub fn wall(&self, colours: ColourMap, own: bool) -> Picture {
        let range = self.range(None);
        let [height, width] = self.size();
        if height * width == 1 {
            let columns = (self.channels() as f64).sqrt().ceil() as usize;
            let unit = |number: &f32| {
                Picture::of_map(&[*number], [1, 1], range, colours).enlarged(LARGE / columns.clamp(1, LARGE / 4))
            };
            let units: Vec<Picture> = self.numbers.iter().map(unit).collect();
            return Picture::tiles(&units, columns, 1, GROUND);
        }
        let tile = |channel: usize| {
            let range = if own { self.range(Some(channel)) } else { range };
            Picture::of_map(&self.channel(channel), [height, width], range, colours).enlarged_to(SMALL)
        };
        wall((0..self.channels().min(MOST)).map(tile).collect())
    }
}

impl Filters {
    /// All filters on one wall and one scale: in colour where they see colours, else a row of tiles for each filter with
    /// a tile for each input channel, or of one input channel a tile for each filter.
    pub fn wall(&self) -> Picture {
        if self.inputs == 3 {
            let [_, end] = balanced(&self.weights);
            let tile = |output| {
                let (shape, numbers) = self.composite(output);
                Picture::of_sample(&numbers, &shape, &[[-end, end]]).enlarged_to(SMALL)
            };
            return wall((0..self.outputs.min(MOST)).map(tile).collect());
        }
        let range = balanced(&self.weights);
        let shown = (MOST / self.inputs.max(1)).clamp(1, self.outputs);
        let side = if self.inputs == 1 { SMALL } else { SMALL / 3 };
        let tile = |place: usize| {
            let map = self.tile(place / self.inputs, place % self.inputs);
            Picture::of_map(&map, self.size, range, ColourMap::Weights).enlarged_to(side)
        };
        let tiles: Vec<Picture> = (0..shown * self.inputs).map(tile).collect();
        if self.inputs == 1 { wall(tiles) } else { Picture::tiles(&tiles, self.inputs, 2, GROUND) }
    }
}

/// Pictures in about as many rows as columns.
fn wall(pictures: Vec<Picture>) -> Picture {
    let columns = ((pictures.len() as f64).sqrt() * 1.3).ceil() as usize;
    Picture::tiles(&pictures, columns, 4, GROUND)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Shape;

    #[test]
    fn walls_hold_every_map() {
        let maps = Maps { shape: Shape::from([2, 2, 6]), numbers: (0..24).map(|number| number as f32).collect() };
        assert_eq!(maps.wall(ColourMap::Viridis, false).size, [2 * 100 + 4, 4 * 100 + 4]);
        let units = Maps { shape: Shape::from([10]), numbers: vec![1.0; 10] };
        assert_eq!(units.wall(ColourMap::Grey, true).size, [3 * 113 + 1, 4 * 113 + 1]);
        let filters = Filters { size: [3, 3], inputs: 3, outputs: 2, weights: vec![0.5; 54] };
        assert_eq!(filters.wall().size[0], 104);
        let deeper = Filters { size: [3, 3], inputs: 2, outputs: 4, weights: vec![0.5; 72] };
        assert_eq!(deeper.wall().size, [4 * 32 + 2, 2 * 32 + 2]);
    }

    #[test]
    fn an_outlier_does_not_leave_the_rest_dark() {
        let mut map = vec![1.0; 999];
        map.push(1000.0);
        assert_eq!(rising(&map), [0.0, 1.0]);
        assert_eq!(balanced(&[-3.0, 1.0]), [-3.0, 3.0]);
        let sample = Picture::plain([4, 4], [9; 3]);
        assert_eq!(
            sample.beside_heat(ColourMap::Viridis, |[height, width]| vec![0.0; height * width]).size,
            [472, 932]
        );
    }
}
