//! A curve that may grow for ever and still draws at once: once it is full, neighbouring points are joined.

/// Buckets after which neighbours are joined in pairs; a little more than a wide screen has pixels.
const FULL: usize = 4096;

/// Some neighbouring points of a curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// The mean place on the horizontal axis.
    pub x: f64,
    /// The mean value.
    pub mean: f64,
    /// The smallest value.
    pub low: f64,
    /// The largest value.
    pub high: f64,
    /// How many points it stands for.
    pub count: u64,
}

/// Points in order, at most a few thousand buckets of them however many were added.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// How many points make a full bucket; doubles whenever there are too many buckets.
    width: u64,
    buckets: Vec<Bucket>,
}

impl Default for Curve {
    fn default() -> Curve {
        Curve { width: 1, buckets: Vec::new() }
    }
}

impl Curve {
    /// Adds a point to the right of all others. A value that is not a finite number leaves no trace.
    pub fn push(&mut self, x: f64, y: f64) {
        if !y.is_finite() {
            return;
        }
        let point = Bucket { x, mean: y, low: y, high: y, count: 1 };
        match self.buckets.last_mut() {
            Some(last) if last.count < self.width => *last = last.joined(&point),
            _ => self.buckets.push(point),
        }
        if self.buckets.len() > FULL {
            self.width *= 2;
            self.buckets =
                self.buckets.chunks(2).map(|pair| pair[1..].iter().fold(pair[0], |a, b| a.joined(b))).collect();
        }
    }

    /// What there is to draw, from left to right.
    pub fn buckets(&self) -> &[Bucket] {
        &self.buckets
    }

    /// Whether no point was added.
    pub fn is_empty(&self) -> bool {
        self.buckets.is_empty()
    }

    /// How many points were added.
    pub fn count(&self) -> u64 {
        self.buckets.iter().map(|bucket| bucket.count).sum()
    }

    /// The mean of each bucket, each averaged with those before it: a new bucket has the weight `1 - hold`, and early
    /// ones are not drawn towards zero (the bias correction of Adam, Kingma and Ba 2015).
    pub fn smooth(&self, hold: f64) -> impl Iterator<Item = [f64; 2]> + '_ {
        let (mut sum, mut weight) = (0.0, 0.0);
        self.buckets.iter().map(move |bucket| {
            sum = hold * sum + (1.0 - hold) * bucket.mean;
            weight = hold * weight + (1.0 - hold);
            [bucket.x, sum / weight]
        })
    }
}

impl Bucket {
    fn joined(&self, next: &Bucket) -> Bucket {
        let count = self.count + next.count;
        let mean = |a: f64, b: f64| a + (b - a) * (next.count as f64 / count as f64);
        Bucket {
            x: mean(self.x, next.x),
            mean: mean(self.mean, next.mean),
            low: self.low.min(next.low),
            high: self.high.max(next.high),
            count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_curve_stays_small_and_true() {
        let mut curve = Curve::default();
        for step in 1..=1_000_000u64 {
            curve.push(step as f64, if step == 700_001 { 9.0 } else { (step % 2) as f64 });
        }
        curve.push(1_000_001.0, f64::NAN);
        assert!(curve.buckets().len() <= FULL);
        assert_eq!(curve.count(), 1_000_000);
        let highest = curve.buckets().iter().map(|bucket| bucket.high).fold(0.0, f64::max);
        assert_eq!(highest, 9.0, "a single spike stays visible");
        assert!(curve.buckets().iter().all(|bucket| bucket.low == 0.0 && (bucket.mean - 0.5).abs() < 0.05));
        assert!(curve.buckets().windows(2).all(|pair| pair[0].x < pair[1].x));
    }

    #[test]
    fn smoothing_starts_at_the_first_value() {
        let mut curve = Curve::default();
        for step in 0..100 {
            curve.push(f64::from(step), 2.0);
        }
        assert!(curve.smooth(0.9).all(|[_, y]| (y - 2.0).abs() < 1e-12));
    }
}
