//! How a class is told from all others as the threshold on its probability falls: ROC and precision against recall,
//! point by point as scikit-learn's `roc_curve` and `precision_recall_curve` (without points on straight lines).

use serde::Serialize;

use super::Answers;

/// The samples in the order of their probabilities for one class, and the curves that follow from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Curve {
    /// The places of all samples in the data set, the likeliest first.
    #[serde(skip)]
    pub ranked: Vec<u32>,
    /// Their probabilities.
    #[serde(skip)]
    pub scores: Vec<f32>,
    /// Whether each belongs to the class.
    #[serde(skip)]
    pub belongs: Vec<bool>,
    /// True against false positives.
    pub roc: Roc,
    /// Precision against recall.
    pub precision_recall: PrecisionRecall,
}

/// True against false positives; a point for each threshold, falling.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Roc {
    /// Of the samples of other classes, the share at or above the threshold; not a number if there are none.
    pub false_positive_rate: Vec<f64>,
    /// Of the samples of the class, the share at or above the threshold; not a number if there are none.
    pub true_positive_rate: Vec<f64>,
    /// The thresholds; the first is infinite (null in JSON), above every sample.
    pub thresholds: Vec<f32>,
    /// How many of [`Curve::ranked`] lie at or above the threshold: a prefix.
    pub taken: Vec<usize>,
    /// The area under the curve; `None` where the class or all others are absent.
    pub auc: Option<f64>,
}

/// Precision against recall; a point for each threshold, rising, and at last the point (1, 0) without one.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PrecisionRecall {
    /// Of the samples at or above the threshold, the share that belongs to the class.
    pub precision: Vec<f64>,
    /// Of the samples of the class, the share at or above the threshold; 1 if the class is absent.
    pub recall: Vec<f64>,
    /// The thresholds: one less than points.
    pub thresholds: Vec<f32>,
    /// How many of [`Curve::ranked`] lie at or above each threshold: a prefix.
    pub taken: Vec<usize>,
    /// Σ (recall − recall at the next higher threshold) · precision; 0 if the class is absent.
    pub average_precision: f64,
}

/// Counts at a threshold.
#[derive(Clone, Copy)]
struct Point {
    threshold: f32,
    right: u64,
    wrong: u64,
}

/// The unweighted means over the classes of the areas under the ROC curves (over those that have one) and of the average
/// precisions; `None` without classes.
pub fn means(curves: &[Curve]) -> [Option<f64>; 2] {
    let mean = |numbers: Vec<f64>| (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64);
    let areas = curves.iter().filter_map(|curve| curve.roc.auc).collect();
    [mean(areas), mean(curves.iter().map(|curve| curve.precision_recall.average_precision).collect())]
}

impl Answers {
    /// The curves of one class against all others.
    pub fn curve(&self, class: usize) -> Curve {
        let score = |&place: &usize| self.row(place)[class];
        let mut order: Vec<usize> = (0..self.len()).collect();
        order.sort_by(|a, b| score(b).total_cmp(&score(a)));
        let scores: Vec<f32> = order.iter().map(score).collect();
        let belongs: Vec<bool> = order.iter().map(|&place| self.truths[place] as usize == class).collect();
        let points = points(&scores, &belongs);
        let ranked = order.iter().map(|&place| self.samples[place]).collect();
        Curve { ranked, scores, belongs, roc: roc(&points), precision_recall: precision_recall(&points) }
    }
}

/// The counts at each different score, falling.
fn points(scores: &[f32], belongs: &[bool]) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    let [mut right, mut wrong] = [0, 0];
    for (place, (&threshold, &belongs)) in scores.iter().zip(belongs).enumerate() {
        *(if belongs { &mut right } else { &mut wrong }) += 1;
        if scores.get(place + 1) != Some(&threshold) {
            points.push(Point { threshold, right, wrong });
        }
    }
    points
}

/// The points at which a curve turns: the first, the last, and those for which `turns(before, point, after)`.
fn corners(points: &[Point], turns: impl Fn(Point, Point, Point) -> bool) -> Vec<Point> {
    let keep = |&place: &usize| {
        place == 0 || place + 1 == points.len() || turns(points[place - 1], points[place], points[place + 1])
    };
    (0..points.len()).filter(keep).map(|place| points[place]).collect()
}

fn roc(points: &[Point]) -> Roc {
    let Some(&last) = points.last() else { return Roc::default() };
    let start = Point { threshold: f32::INFINITY, right: 0, wrong: 0 };
    let turns =
        |a: Point, b: Point, c: Point| b.right - a.right != c.right - b.right || b.wrong - a.wrong != c.wrong - b.wrong;
    let points: Vec<Point> = std::iter::once(start).chain(corners(points, turns)).collect();
    let rate = |count: u64, all: u64| count as f64 / all as f64;
    let false_positive_rate: Vec<f64> = points.iter().map(|point| rate(point.wrong, last.wrong)).collect();
    let true_positive_rate: Vec<f64> = points.iter().map(|point| rate(point.right, last.right)).collect();
    // In whole numbers, so that nothing is lost: twice the area in units of one right by one wrong sample.
    let twice = |pair: &[Point]| u128::from(pair[1].wrong - pair[0].wrong) * u128::from(pair[1].right + pair[0].right);
    let area = points.windows(2).map(twice).sum::<u128>() as f64;
    let whole = 2.0 * last.right as f64 * last.wrong as f64;
    let thresholds = points.iter().map(|point| point.threshold).collect();
    let taken = points.iter().map(|point| (point.right + point.wrong) as usize).collect();
    Roc { false_positive_rate, true_positive_rate, thresholds, taken, auc: (whole > 0.0).then(|| area / whole) }
}

fn precision_recall(points: &[Point]) -> PrecisionRecall {
    let Some(&last) = points.last() else { return PrecisionRecall::default() };
    let precision = |point: &Point| point.right as f64 / (point.right + point.wrong) as f64;
    let recall = |point: &Point| if last.right == 0 { 1.0 } else { point.right as f64 / last.right as f64 };
    let mut average_precision = 0.0;
    let mut before = 0;
    for point in points {
        if last.right > 0 {
            average_precision += (point.right - before) as f64 / last.right as f64 * precision(point);
        }
        before = point.right;
    }
    let kept: Vec<Point> =
        corners(points, |a, b, c| a.right != b.right || b.right != c.right).into_iter().rev().collect();
    PrecisionRecall {
        precision: kept.iter().map(precision).chain([1.0]).collect(),
        recall: kept.iter().map(recall).chain([0.0]).collect(),
        thresholds: kept.iter().map(|point| point.threshold).collect(),
        taken: kept.iter().map(|point| (point.right + point.wrong) as usize).collect(),
        average_precision,
    }
}
