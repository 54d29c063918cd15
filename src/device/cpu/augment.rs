//! Augmentation of training pictures as they are loaded. Partners: `data/augmentation.rs` (the settings),
//! `shaders/augment.wgsl` (what is drawn for each sample) and `shaders/load_augmented.wgsl` (the pixels).

use super::Real;
use crate::base::Shape;
use crate::base::philox::{key, philox};
use crate::data::Augmentation;
use crate::device::Step;

/// Keeps these random numbers apart from those of dropout, whose streams are numbers of nodes.
const STREAM: u32 = 0xa036_0000;

/// What is done to one sample.
pub(super) struct Change<T> {
    /// From a place in the result to the place in the picture: rows (x, y), both from the centre.
    turn: [[T; 2]; 2],
    move_by: [T; 2],
    contrast: T,
    brightness: T,
    /// The square that is cut out: top, left, bottom, right.
    hole: [usize; 4],
    colours: bool,
}

impl<T: Real> Change<T> {
    /// What happens to a sample (by its place in the data set) in a step, given height and width.
    pub fn draw(settings: &Augmentation, [height, width]: [usize; 2], sample: u32, step: &Step) -> Change<T> {
        let [low, high] = key(step.step);
        let words = |block: u32| philox([sample, STREAM + block, low, high], key(step.seed));
        let [a, b, c] = [words(0), words(1), words(2)];
        let of = |setting: f64| T::of(f64::from(setting as f32));
        // From -1 up to 1 in steps that f32 holds.
        let either_way = |word: u32| T::of(f64::from(word >> 8) * 2f64.powi(-23) - 1.0);
        let angle = of(settings.rotate) * T::of(f64::from(std::f32::consts::PI / 180.0)) * either_way(b[0]);
        let [sine, cosine] = sine_and_cosine(angle);
        let larger = T::ONE / (T::ONE + of(settings.zoom) * either_way(b[1]));
        let sign = |flip: bool, word: u32| if flip && word >> 31 == 1 { -T::ONE } else { T::ONE };
        let [across, down] = [sign(settings.flip_horizontal, a[0]), sign(settings.flip_vertical, a[1])];
        let side = settings.hole([height, width]);
        let begin = |word: u32, extent: usize| {
            let centre = ((u64::from(word) * extent as u64) >> 32) as usize;
            [centre.saturating_sub(side / 2), (centre + side - side / 2).min(extent)]
        };
        let ([top, bottom], [left, right]) = (begin(c[0], height), begin(c[1], width));
        Change {
            turn: [[cosine * larger * across, -sine * larger * across], [sine * larger * down, cosine * larger * down]],
            move_by: [
                of(settings.shift) * T::of(width as f64) * either_way(a[2]),
                of(settings.shift) * T::of(height as f64) * either_way(a[3]),
            ],
            contrast: T::ONE + of(settings.contrast) * either_way(b[3]),
            brightness: of(settings.brightness) * either_way(b[2]),
            hole: if side > 0 { [top, left, bottom, right] } else { [0; 4] },
            colours: settings.changes_colours(),
        }
    }

    /// Fills `y` with the changed picture; `at` gives the stored number at a place, `range` is the largest there is.
    pub fn apply(&self, shape: [usize; 3], range: T, at: impl Fn(usize) -> T, y: &mut [T]) {
        let [height, width, channels] = shape;
        let half = |extent: usize| T::of((extent as f64 - 1.0) / 2.0);
        let [top, left, bottom, right] = self.hole;
        let middle = range * T::of(0.5);
        for (place, pixel) in y.chunks_exact_mut(channels).enumerate() {
            let (row, column) = (place / width, place % width);
            if (top..bottom).contains(&row) && (left..right).contains(&column) {
                pixel.fill(middle);
                continue;
            }
            let (across, down) = (T::of(column as f64) - half(width), T::of(row as f64) - half(height));
            let [from_x, from_y] =
                [0, 1].map(|axis| self.turn[axis][0] * across + self.turn[axis][1] * down + self.move_by[axis]);
            let (left, right, x) = neighbours(from_x + half(width), width);
            let (above, below, y) = neighbours(from_y + half(height), height);
            for (channel, number) in pixel.iter_mut().enumerate() {
                let at = |row: usize, column: usize| at((row * width + column) * channels + channel);
                let upper = mix(at(above, left), at(above, right), x);
                let lower = mix(at(below, left), at(below, right), x);
                *number = mix(upper, lower, y);
                if self.colours {
                    let changed = (*number - middle) * self.contrast + middle + self.brightness * range;
                    *number = within(changed, range);
                }
            }
        }
    }
}

/// A picture as the training would see it in a step, in bytes like the stored one: what the window shows.
pub fn augmented(picture: &[u8], shape: &Shape, settings: &Augmentation, sample: u32, step: &Step) -> Vec<u8> {
    let Some([height, width, channels]) = shape.picture().filter(|_| picture.len() == shape.count()) else {
        return picture.to_vec();
    };
    let change = Change::<f32>::draw(settings, [height, width], sample, step);
    let mut out = vec![0.0; picture.len()];
    change.apply([height, width, channels], 255.0, |at| picture[at].into(), &mut out);
    out.into_iter().map(|number| number.round() as u8).collect()
}

/// The two pixels around a place, and how far it lies from the first to the second. Beyond the edge, the edge goes on.
fn neighbours<T: Real>(place: T, extent: usize) -> (usize, usize, T) {
    let place = within(place, T::of((extent - 1) as f64));
    let first = place.double() as usize;
    (first, (first + 1).min(extent - 1), place - T::of(first as f64))
}

fn mix<T: Real>(a: T, b: T, share: T) -> T {
    a + (b - a) * share
}

fn within<T: Real>(number: T, most: T) -> T {
    if number < T::ZERO {
        T::ZERO
    } else if number > most {
        most
    } else {
        number
    }
}

/// Taylor's series up to the fifteenth power, exact to 10⁻⁶ up to π: WGSL promises its own functions only to 2⁻¹¹.
fn sine_and_cosine<T: Real>(angle: T) -> [T; 2] {
    let square = angle * angle;
    let series = |first: f64| {
        let mut sum = T::ONE;
        for term in (1..=7).rev() {
            let n = 2.0 * f64::from(term) + first;
            sum = T::ONE - sum * square * T::of(1.0 / (n * (n - 1.0)));
        }
        sum
    };
    [angle * series(1.0), series(0.0)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape() -> Shape {
        Shape::from([8, 10, 3])
    }

    fn picture() -> Vec<u8> {
        (0..240u32).map(|place| (place * 97 % 251) as u8).collect()
    }

    fn changed(settings: Augmentation, sample: u32, step: u64) -> Vec<u8> {
        augmented(&picture(), &shape(), &settings, sample, &Step { step, seed: 3, ..Step::default() })
    }

    #[test]
    fn nothing_chosen_changes_nothing() {
        assert_eq!(changed(Augmentation::default(), 5, 7), picture());
    }

    #[test]
    fn a_flip_is_a_mirror_for_half_of_the_pictures() {
        let settings = Augmentation { flip_horizontal: true, ..Augmentation::default() };
        let mirrored: Vec<u8> =
            picture().chunks(30).flat_map(|row| row.chunks(3).rev().flatten().copied().collect::<Vec<u8>>()).collect();
        let flipped = (0..1000).filter(|&sample| {
            let found = changed(settings.clone(), sample, 1);
            assert!(found == mirrored || found == picture(), "a mirror or nothing");
            found == mirrored
        });
        assert!((430..570).contains(&flipped.count()));
    }

    #[test]
    fn every_setting_changes_pictures_and_each_step_anew() {
        let all = [
            Augmentation { flip_vertical: true, ..Augmentation::default() },
            Augmentation { shift: 0.2, ..Augmentation::default() },
            Augmentation { rotate: 30.0, ..Augmentation::default() },
            Augmentation { zoom: 0.3, ..Augmentation::default() },
            Augmentation { brightness: 0.4, ..Augmentation::default() },
            Augmentation { contrast: 0.4, ..Augmentation::default() },
            Augmentation { cut_out: 0.5, ..Augmentation::default() },
        ];
        for settings in all {
            let several: Vec<Vec<u8>> = (0..16).map(|step| changed(settings.clone(), 0, step)).collect();
            assert!(several.iter().any(|one| *one != picture()), "{settings:?}");
            assert!(several.iter().any(|one| *one != several[0]), "{settings:?}");
            assert_eq!(several[3], changed(settings.clone(), 0, 3), "the same again");
        }
    }

    #[test]
    fn a_quarter_turn_is_a_transposition() {
        // At ±90° of a square picture every pixel lands on another.
        let square = Shape::from([4, 4, 1]);
        let bytes: Vec<u8> = (0..16).map(|place| place * 16).collect();
        let mut quarter =
            Change::<f64>::draw(&Augmentation::default(), [4, 4], 0, &Step { step: 1, ..Step::default() });
        let [sine, cosine] = sine_and_cosine(std::f64::consts::FRAC_PI_2);
        quarter.turn = [[cosine, -sine], [sine, cosine]];
        let mut out = vec![0.0; 16];
        quarter.apply([4, 4, 1], 255.0, |at| bytes[at].into(), &mut out);
        for (place, found) in out.iter().enumerate() {
            let (row, column) = (place / 4, place % 4);
            assert!((found - f64::from(bytes[column * 4 + 3 - row])).abs() < 1e-3, "{square}: {out:?}");
        }
    }

    #[test]
    fn the_series_are_sine_and_cosine() {
        for step in -100..=100 {
            let angle = f64::from(step) / 100.0 * std::f64::consts::PI;
            let [sine, cosine] = sine_and_cosine(angle);
            assert!((sine - angle.sin()).abs() < 2e-6 && (cosine - angle.cos()).abs() < 5e-6, "{angle}");
            let [single, _] = sine_and_cosine(angle as f32);
            assert!((f64::from(single) - sine).abs() < 2e-6, "{angle}");
        }
    }
}
