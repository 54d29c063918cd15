//! `sample:digits`: 28 × 28 grey pictures of digits, drawn with strokes that differ every time.

use super::canvas::{Canvas, Point, smooth};
use crate::base::Philox;

pub const NAMES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

const WIDTH: usize = 28;

/// One stroke of a digit in a box from (0, 0) to (1, 1).
enum Stroke {
    /// A smooth curve through the points.
    Curve(&'static [Point]),
    /// Straight lines from point to point.
    Lines(&'static [Point]),
}

use Stroke::{Curve, Lines};

/// The ways in which people write each digit.
static WAYS: [&[&[Stroke]]; 10] = [
    &[
        &[Curve(&[
            [0.5, 0.0],
            [0.14, 0.18],
            [0.08, 0.5],
            [0.16, 0.84],
            [0.5, 1.0],
            [0.86, 0.84],
            [0.92, 0.5],
            [0.84, 0.16],
            [0.5, 0.0],
        ])],
        &[Curve(&[
            [0.66, 0.04],
            [0.3, 0.1],
            [0.12, 0.5],
            [0.28, 0.95],
            [0.62, 0.96],
            [0.88, 0.55],
            [0.78, 0.1],
            [0.5, 0.02],
        ])],
    ],
    &[
        &[Lines(&[[0.5, 0.0], [0.5, 1.0]])],
        &[Lines(&[[0.26, 0.24], [0.54, 0.0], [0.54, 1.0]])],
        &[Lines(&[[0.26, 0.22], [0.52, 0.0], [0.52, 1.0]]), Lines(&[[0.22, 1.0], [0.82, 1.0]])],
    ],
    &[
        &[
            Curve(&[[0.1, 0.26], [0.3, 0.03], [0.68, 0.02], [0.86, 0.26], [0.66, 0.56], [0.1, 1.0]]),
            Lines(&[[0.1, 1.0], [0.92, 1.0]]),
        ],
        &[Curve(&[
            [0.12, 0.2],
            [0.45, 0.0],
            [0.84, 0.2],
            [0.66, 0.58],
            [0.24, 0.96],
            [0.1, 0.86],
            [0.3, 0.78],
            [0.6, 0.96],
            [0.95, 0.9],
        ])],
    ],
    &[
        &[
            Curve(&[[0.12, 0.14], [0.45, 0.0], [0.82, 0.14], [0.74, 0.4], [0.4, 0.48]]),
            Curve(&[[0.4, 0.48], [0.84, 0.6], [0.86, 0.86], [0.46, 1.0], [0.08, 0.86]]),
        ],
        &[
            Lines(&[[0.12, 0.0], [0.84, 0.0], [0.42, 0.42]]),
            Curve(&[[0.42, 0.42], [0.84, 0.54], [0.86, 0.86], [0.46, 1.0], [0.08, 0.88]]),
        ],
    ],
    &[
        &[Lines(&[[0.6, 0.0], [0.08, 0.64], [0.94, 0.64]]), Lines(&[[0.66, 0.36], [0.66, 1.0]])],
        &[Lines(&[[0.2, 0.02], [0.14, 0.52], [0.86, 0.52]]), Lines(&[[0.8, 0.0], [0.76, 1.0]])],
        &[Lines(&[[0.68, 1.0], [0.68, 0.0], [0.06, 0.68], [0.96, 0.68]])],
    ],
    &[
        &[
            Lines(&[[0.86, 0.0], [0.22, 0.0], [0.16, 0.44]]),
            Curve(&[[0.16, 0.44], [0.52, 0.34], [0.88, 0.56], [0.8, 0.88], [0.44, 1.0], [0.08, 0.88]]),
        ],
        &[
            Curve(&[[0.22, 0.04], [0.2, 0.42], [0.56, 0.4], [0.86, 0.66], [0.62, 0.96], [0.1, 0.94]]),
            Lines(&[[0.22, 0.04], [0.84, 0.0]]),
        ],
    ],
    &[
        &[Curve(&[
            [0.76, 0.02],
            [0.38, 0.2],
            [0.14, 0.58],
            [0.22, 0.9],
            [0.52, 1.0],
            [0.84, 0.88],
            [0.82, 0.6],
            [0.5, 0.5],
            [0.18, 0.7],
        ])],
        &[Curve(&[[0.4, 0.0], [0.14, 0.5], [0.2, 0.92], [0.6, 1.0], [0.86, 0.78], [0.64, 0.56], [0.16, 0.74]])],
    ],
    &[
        &[Lines(&[[0.08, 0.0], [0.92, 0.0], [0.4, 1.0]])],
        &[Lines(&[[0.08, 0.02], [0.9, 0.0], [0.36, 1.0]]), Lines(&[[0.3, 0.5], [0.8, 0.48]])],
        &[Lines(&[[0.08, 0.14], [0.1, 0.0], [0.9, 0.0]]), Curve(&[[0.9, 0.0], [0.6, 0.4], [0.5, 1.0]])],
    ],
    &[
        &[Curve(&[
            [0.5, 0.48],
            [0.18, 0.28],
            [0.28, 0.04],
            [0.72, 0.04],
            [0.82, 0.28],
            [0.5, 0.48],
            [0.12, 0.72],
            [0.24, 0.97],
            [0.76, 0.97],
            [0.88, 0.72],
            [0.5, 0.48],
        ])],
        &[Curve(&[
            [0.8, 0.14],
            [0.48, 0.0],
            [0.2, 0.2],
            [0.5, 0.46],
            [0.84, 0.74],
            [0.5, 1.0],
            [0.14, 0.78],
            [0.48, 0.5],
            [0.8, 0.14],
        ])],
    ],
    &[
        &[
            Curve(&[[0.84, 0.26], [0.52, 0.54], [0.16, 0.36], [0.26, 0.06], [0.62, 0.0], [0.84, 0.26]]),
            Curve(&[[0.84, 0.26], [0.82, 0.6], [0.58, 1.0]]),
        ],
        &[Curve(&[[0.82, 0.2], [0.5, 0.0], [0.16, 0.22], [0.4, 0.5], [0.82, 0.2]]), Lines(&[[0.84, 0.1], [0.8, 1.0]])],
        &[Curve(&[
            [0.84, 0.26],
            [0.5, 0.52],
            [0.16, 0.32],
            [0.3, 0.04],
            [0.66, 0.02],
            [0.84, 0.26],
            [0.86, 0.7],
            [0.6, 1.0],
            [0.16, 0.92],
        ])],
    ],
];

/// Draws one digit in 784 bytes: light ink on dark ground, as in MNIST.
pub fn draw(digit: usize, random: &mut Philox, pixels: &mut [u8]) {
    let mut canvas = Canvas::new(WIDTH);
    let mut between = |low: f64, high: f64| random.between(low, high) as f32;
    let height = between(14.8, 22.0);
    let width = height * between(0.5, 0.95);
    let (sine, cosine) = between(-0.27, 0.27).sin_cos();
    let slant = between(-0.35, 0.35);
    let [right, down] = [between(-2.8, 2.8), between(-2.4, 2.4)];
    let radius = between(0.6, 1.75);
    let ink = between(0.65, 1.0);
    let wobble = between(0.01, 0.045);
    let noise = between(0.0, 20.0);
    let ways = WAYS[digit];
    let way = ways[random.below(ways.len())];

    // From the digit's box to pixels: wobble, then size, slant, turn, and a place near the middle.
    let mut place = |&[x, y]: &Point| -> Point {
        let x = (x - 0.5 + wobble * random.normal() as f32) * width;
        let y = (y - 0.5 + wobble * random.normal() as f32) * height;
        let x = x - slant * y;
        let middle = WIDTH as f32 / 2.0;
        [x * cosine - y * sine + middle + right, x * sine + y * cosine + middle + down]
    };
    for stroke in way {
        match stroke {
            Curve(points) => {
                let points: Vec<Point> = points.iter().map(&mut place).collect();
                canvas.line(&smooth(&points, 6), radius, ink);
            }
            Lines(points) => {
                let points: Vec<Point> = points.iter().map(&mut place).collect();
                canvas.line(&points, radius, ink);
            }
        }
    }
    for (pixel, ink) in pixels.iter_mut().zip(&canvas.ink) {
        *pixel = (ink * 255.0 + noise * rough(random)).clamp(0.0, 255.0) as u8;
    }
}

/// A nearly normal number, made quickly: four bytes added up, mean 0 and deviation 1.
pub fn rough(random: &mut Philox) -> f32 {
    let sum: u32 = random.next_u32().to_le_bytes().into_iter().map(u32::from).sum();
    (sum as f32 - 510.0) / 147.8
}
