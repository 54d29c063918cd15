//! `sample:spirals`: points on two spirals that wind around each other, with a little noise.

use crate::base::Philox;

pub const NAMES: [&str; 2] = ["first", "second"];

/// How often a spiral winds around the middle.
const TURNS: f64 = 1.5;

/// One point of a spiral, both numbers roughly from -1 to 1.
pub fn draw(spiral: usize, random: &mut Philox) -> [f32; 2] {
    // The root spreads the points evenly over the length of the spiral.
    let along = random.uniform().sqrt();
    let angle = std::f64::consts::TAU * (TURNS * along + spiral as f64 / 2.0);
    let radius = 0.08 + 0.92 * along;
    let mut noisy = |value: f64| (value + 0.025 * random.normal()) as f32;
    [noisy(radius * angle.cos()), noisy(radius * angle.sin())]
}
