//! Errors of predicted numbers, as scikit-learn's `mean_absolute_error`, `mean_squared_error`,
//! `root_mean_squared_error` and `r2_score` (uniform average over outputs).

use serde::Serialize;

/// Predicted numbers beside the true ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Regression {
    /// How many samples were asked about.
    pub samples: usize,
    /// The mean loss.
    pub loss: f64,
    /// The mean over the outputs of each error.
    #[serde(flatten)]
    pub mean: OutputErrors,
    /// The errors of each output.
    pub outputs: Vec<OutputErrors>,
    /// The place of each sample in its data set.
    #[serde(skip)]
    pub places: Vec<u32>,
    /// What was predicted: `[samples, outputs]`.
    #[serde(skip)]
    pub predicted: Vec<f32>,
    /// What is true: `[samples, outputs]`.
    #[serde(skip)]
    pub truths: Vec<f32>,
}

/// The errors of one output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct OutputErrors {
    /// Mean of |true − predicted|.
    pub mean_absolute_error: f64,
    /// Mean of (true − predicted)².
    pub mean_squared_error: f64,
    /// Its root.
    pub root_mean_squared_error: f64,
    /// 1 − Σ (true − predicted)² / Σ (true − mean)²: 1 is perfect, 0 as good as the mean. Where all true numbers are
    /// equal, 1 if all are met and else 0; not a number (null in JSON) for fewer than two samples.
    pub r2: f64,
}

impl Regression {
    /// Compares predictions `[samples, outputs]` with the truth.
    pub fn new(places: &[u32], truths: &[f32], predicted: &[f32], loss: f64) -> Regression {
        let samples = places.len();
        let width = truths.len().checked_div(samples).unwrap_or(0);
        let column = |numbers: &[f32], output: usize| -> Vec<f64> {
            numbers.iter().skip(output).step_by(width).map(|&number| f64::from(number)).collect()
        };
        let outputs: Vec<OutputErrors> =
            (0..width).map(|output| errors(&column(truths, output), &column(predicted, output))).collect();
        let mean = |part: fn(&OutputErrors) -> f64| outputs.iter().map(part).sum::<f64>() / width.max(1) as f64;
        let mean = OutputErrors {
            mean_absolute_error: mean(|errors| errors.mean_absolute_error),
            mean_squared_error: mean(|errors| errors.mean_squared_error),
            root_mean_squared_error: mean(|errors| errors.root_mean_squared_error),
            r2: mean(|errors| errors.r2),
        };
        let (places, predicted, truths) = (places.to_vec(), predicted.to_vec(), truths.to_vec());
        Regression { samples, loss, mean, outputs, places, predicted, truths }
    }

    /// For each sample true − predicted of one output.
    pub fn residuals(&self, output: usize) -> Vec<f32> {
        let width = self.outputs.len().max(1);
        let pairs = self.truths.iter().zip(&self.predicted).skip(output).step_by(width);
        pairs.map(|(truth, predicted)| truth - predicted).collect()
    }

    /// The places of the answers in the lists here, those with the largest error (over all outputs) first.
    pub fn worst(&self) -> Vec<usize> {
        let width = self.outputs.len().max(1);
        let rows = self.truths.chunks(width).zip(self.predicted.chunks(width));
        let distance = |(truth, predicted): (&[f32], &[f32])| {
            truth.iter().zip(predicted).map(|(a, b)| f64::from((a - b) * (a - b))).sum::<f64>()
        };
        let distances: Vec<f64> = rows.map(distance).collect();
        let mut order: Vec<usize> = (0..self.places.len()).collect();
        order.sort_by(|&a, &b| distances[b].total_cmp(&distances[a]));
        order
    }
}

fn errors(truths: &[f64], predicted: &[f64]) -> OutputErrors {
    let count = truths.len() as f64;
    let pairs = || truths.iter().zip(predicted);
    let squares: f64 = pairs().map(|(a, b)| (a - b) * (a - b)).sum();
    let mean = truths.iter().sum::<f64>() / count;
    let spread: f64 = truths.iter().map(|a| (a - mean) * (a - mean)).sum();
    let r2 = match (squares, spread) {
        _ if truths.len() < 2 => f64::NAN,
        (squares, spread) if spread > 0.0 => 1.0 - squares / spread,
        (0.0, _) => 1.0,
        _ => 0.0,
    };
    OutputErrors {
        mean_absolute_error: pairs().map(|(a, b)| (a - b).abs()).sum::<f64>() / count,
        mean_squared_error: squares / count,
        root_mean_squared_error: (squares / count).sqrt(),
        r2,
    }
}
