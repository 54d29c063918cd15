//! How the first numbers of a weight are drawn, as in Keras: the same from the same seed on every device.

use serde::{Deserialize, Serialize};

use super::choose;
use crate::base::{Form, Philox, Shape};

/// How the first numbers of a weight are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Initializer {
    /// All 0.
    Zeros,
    /// All 1.
    Ones,
    /// Evenly within ±√(6 / (fan in + fan out)) (Glorot and Bengio, 2010).
    #[default]
    GlorotUniform,
    /// Normally with variance 2 / (fan in + fan out), cut at two deviations.
    GlorotNormal,
    /// Evenly within ±√(6 / fan in) (He et al., 2015).
    HeUniform,
    /// Normally with variance 2 / fan in, cut at two deviations.
    HeNormal,
    /// Evenly within ±√(3 / fan in) (LeCun et al., 1998).
    LecunUniform,
    /// Normally with variance 1 / fan in, cut at two deviations.
    LecunNormal,
    /// Evenly within ±0.05.
    RandomUniform,
    /// Normally with deviation 0.05.
    RandomNormal,
}

impl Initializer {
    /// Each with its name for people.
    pub const ALL: [(Initializer, &'static str); 10] = [
        (Initializer::GlorotUniform, "Glorot uniform"),
        (Initializer::GlorotNormal, "Glorot normal"),
        (Initializer::HeUniform, "He uniform"),
        (Initializer::HeNormal, "He normal"),
        (Initializer::LecunUniform, "LeCun uniform"),
        (Initializer::LecunNormal, "LeCun normal"),
        (Initializer::RandomUniform, "Random uniform"),
        (Initializer::RandomNormal, "Random normal"),
        (Initializer::Zeros, "Zeros"),
        (Initializer::Ones, "Ones"),
    ];

    /// Draws `count` numbers, in f64 and then rounded. `fans` are fan in and fan out.
    pub fn fill(self, count: usize, fans: [usize; 2], seed: u64, stream: u64) -> Vec<f32> {
        let [fan_in, fan_out] = fans.map(|fan| fan.max(1) as f64);
        let average = (fan_in + fan_out) / 2.0;
        let mut random = Philox::new(seed, stream);
        let mut draw = |number: &mut dyn FnMut(&mut Philox) -> f64| -> Vec<f32> {
            (0..count).map(|_| number(&mut random) as f32).collect()
        };
        let mut within = |limit: f64| draw(&mut |random| random.between(-limit, limit));
        match self {
            Initializer::Zeros => vec![0.0; count],
            Initializer::Ones => vec![1.0; count],
            Initializer::GlorotUniform => within((3.0 / average).sqrt()),
            Initializer::HeUniform => within((6.0 / fan_in).sqrt()),
            Initializer::LecunUniform => within((3.0 / fan_in).sqrt()),
            Initializer::RandomUniform => within(0.05),
            Initializer::GlorotNormal => draw(&mut |random| cut_normal(random, 1.0 / average)),
            Initializer::HeNormal => draw(&mut |random| cut_normal(random, 2.0 / fan_in)),
            Initializer::LecunNormal => draw(&mut |random| cut_normal(random, 1.0 / fan_in)),
            Initializer::RandomNormal => draw(&mut |random| 0.05 * random.normal()),
        }
    }

    /// Lets a form choose one.
    pub fn form(&mut self, form: &mut dyn Form) {
        choose(form, "Initial weights", &Initializer::ALL, self);
    }
}

/// A normal number cut at two deviations, of this variance after the cut.
fn cut_normal(random: &mut Philox, variance: f64) -> f64 {
    // The deviation of the standard normal distribution cut at ±2.
    const CUT: f64 = 0.879_625_661_034_239_8;
    variance.sqrt() / CUT * random.truncated_normal()
}

/// Fan in and fan out of a weight, by Keras's rule: the last two axes are inputs and outputs, those before the window.
pub(super) fn fans(shape: &Shape) -> [usize; 2] {
    match shape[..] {
        [] => [1, 1],
        [only] => [only, only],
        [ref window @ .., inputs, outputs] => {
            // Shapes come from files; those that overflow are refused later.
            let window = window.iter().fold(1, |product: usize, &extent| product.saturating_mul(extent));
            [inputs, outputs].map(|extent| extent.saturating_mul(window))
        }
    }
}
