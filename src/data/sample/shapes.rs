//! `sample:shapes`: 32 × 32 colour pictures of eight bright shapes, anywhere, of any size, on dark ground.

use std::f32::consts::TAU;

use super::canvas::Point;
use super::digits::rough;
use crate::base::Philox;

pub const NAMES: [&str; 8] = ["circle", "square", "triangle", "star", "cross", "ring", "diamond", "hexagon"];

const WIDTH: usize = 32;

/// Red, green and blue from 0 to 255.
type Colour = [f32; 3];

/// Draws one shape in 3,072 bytes.
pub fn draw(shape: usize, random: &mut Philox, pixels: &mut [u8]) {
    let mut between = |low: f64, high: f64| random.between(low, high) as f32;
    let radius = between(8.0, 13.0);
    let room = (WIDTH as f32 / 2.0 - radius - 1.0).max(0.0);
    let middle = [(); 2].map(|()| WIDTH as f32 / 2.0 + room * between(-1.0, 1.0));
    // Too far a turn would make a diamond of a square, and a hexagon harder to tell from a circle than it need be.
    let tilt = if matches!(NAMES[shape], "square" | "diamond" | "hexagon") { 0.3 } else { 0.8 };
    let (sine, cosine) = between(-tilt, tilt).sin_cos();
    let noise = between(2.0, 10.0);
    let ground = [dark(random), dark(random)];
    let shade = random.between(0.0, f64::from(TAU)) as f32;
    let ink = bright(ground, random);
    let outline = outline(NAMES[shape]);

    for (place, pixel) in pixels.chunks_exact_mut(3).enumerate() {
        let [x, y] = [(place % WIDTH) as f32 + 0.5, (place / WIDTH) as f32 + 0.5];
        let [right, down] = [x - middle[0], y - middle[1]];
        let point = [(right * cosine + down * sine) / radius, (down * cosine - right * sine) / radius];
        let covered = (0.5 - outline.distance(point) * radius).clamp(0.0, 1.0);
        let blend = 0.5 + ((x - 16.0) * shade.cos() + (y - 16.0) * shade.sin()) / 45.0;
        for channel in 0..3 {
            let behind = ground[0][channel] + (ground[1][channel] - ground[0][channel]) * blend;
            let value = behind + (ink[channel] - behind) * covered;
            pixel[channel] = (value + noise * rough(random)).clamp(0.0, 255.0) as u8;
        }
    }
}

/// The edge of a shape that fits in a circle of radius 1.
enum Outline {
    /// All points between two circles.
    Ring { inner: f32, outer: f32 },
    /// Corners in order.
    Polygon(Vec<Point>),
}

fn outline(name: &str) -> Outline {
    match name {
        "circle" => Outline::Ring { inner: -1.0, outer: 0.92 },
        "ring" => Outline::Ring { inner: 0.5, outer: 0.95 },
        "square" => regular(4, &[1.0], 0.125),
        "triangle" => regular(3, &[1.0], 0.25),
        "star" => regular(10, &[1.0, 0.42], 0.25),
        "hexagon" => regular(6, &[1.0], 0.0),
        "diamond" => Outline::Polygon(vec![[0.0, -1.0], [0.55, 0.0], [0.0, 1.0], [-0.55, 0.0]]),
        _ => {
            let (long, thin) = (0.95, 0.3);
            let arm = [[thin, -long], [thin, -thin], [long, -thin], [long, thin], [thin, thin], [thin, long]];
            Outline::Polygon(arm.into_iter().chain(arm.map(|[x, y]| [-x, -y])).collect())
        }
    }
}

/// Corners all around, whose distances from the middle take turns; `start` is a share of a whole turn.
fn regular(corners: usize, radii: &[f32], start: f32) -> Outline {
    let corner = |place: usize| {
        let (sine, cosine) = ((place as f32 / corners as f32 + start) * TAU).sin_cos();
        let radius = radii[place % radii.len()];
        [radius * cosine, radius * sine]
    };
    Outline::Polygon((0..corners).map(corner).collect())
}

impl Outline {
    /// How far outside the shape a point is; negative inside.
    fn distance(&self, [x, y]: Point) -> f32 {
        match self {
            Outline::Ring { inner, outer } => {
                let radius = (x * x + y * y).sqrt();
                (radius - outer).max(inner - radius)
            }
            Outline::Polygon(corners) => {
                let mut nearest = f32::MAX;
                let mut inside = false;
                let edges = corners.iter().zip(corners.iter().cycle().skip(1));
                for (&[ax, ay], &[bx, by]) in edges {
                    let (dx, dy) = (bx - ax, by - ay);
                    let along = (((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
                    let (away_x, away_y) = (x - ax - along * dx, y - ay - along * dy);
                    nearest = nearest.min(away_x * away_x + away_y * away_y);
                    // Even–odd rule: a line to the right crosses the edge.
                    if (ay > y) != (by > y) && x < ax + (y - ay) / dy * dx {
                        inside = !inside;
                    }
                }
                if inside { -nearest.sqrt() } else { nearest.sqrt() }
            }
        }
    }
}

/// A colour for the ground, between black and the middle.
fn dark(random: &mut Philox) -> Colour {
    [(); 3].map(|()| random.between(0.0, 100.0) as f32)
}

/// A colour that stands out from both colours of the ground.
fn bright(ground: [Colour; 2], random: &mut Philox) -> Colour {
    let lightness = |colour: Colour| colour.iter().sum::<f32>();
    let least = lightness(ground[0]).max(lightness(ground[1])) + 280.0;
    let mut ink = [(); 3].map(|()| random.between(60.0, 255.0) as f32);
    let lack = least - lightness(ink);
    if lack > 0.0 {
        ink = ink.map(|channel| (channel + lack / 3.0).min(255.0));
    }
    ink
}
