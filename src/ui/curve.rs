//! A curve that may grow for ever and still draws at once: once it is full, neighbouring points are joined.

/// Buckets after which neighbours are joined in pairs; about as many as a wide screen has pixels.
const FULL: usize = 2048;

/// Some neighbouring points of a curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bucket {
    /// The mean place on each horizontal axis: step, epoch, seconds.
    pub at: [f64; 3],
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
    pub fn push(&mut self, at: [f64; 3], y: f64) {
        if !y.is_finite() {
            return;
        }
        let point = Bucket { at, mean: y, low: y, high: y, count: 1 };
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

    /// Removes what came after this step.
    pub fn cut(&mut self, step: u64) {
        self.buckets.retain(|bucket| bucket.at[0] <= step as f64);
    }

    /// The mean of each bucket, averaged with its neighbours on both sides: each further one counts `hold` times as
    /// much. The two-sided exponential kernel, whole at the ends as well, so that the curve lags behind nothing.
    pub fn smooth(&self, axis: usize, hold: f64) -> Vec<[f64; 2]> {
        let sums = |order: &mut dyn Iterator<Item = &Bucket>| {
            let (mut sum, mut weight) = (0.0, 0.0);
            let step = |bucket: &Bucket| {
                (sum, weight) = (hold * sum + bucket.mean, hold * weight + 1.0);
                (sum, weight)
            };
            order.map(step).collect::<Vec<_>>()
        };
        let before = sums(&mut self.buckets.iter());
        let after = sums(&mut self.buckets.iter().rev());
        let both = before.iter().zip(after.iter().rev()).zip(&self.buckets);
        both.map(|((a, b), own)| [own.at[axis], (a.0 + b.0 - own.mean) / (a.1 + b.1 - 1.0)]).collect()
    }
}

impl Bucket {
    fn joined(&self, next: &Bucket) -> Bucket {
        let count = self.count + next.count;
        let mean = |a: f64, b: f64| a + (b - a) * (next.count as f64 / count as f64);
        Bucket {
            at: std::array::from_fn(|axis| mean(self.at[axis], next.at[axis])),
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
            curve.push([step as f64; 3], if step == 700_001 { 9.0 } else { (step % 2) as f64 });
        }
        curve.push([1_000_001.0; 3], f64::NAN);
        assert!(curve.buckets().len() <= FULL);
        assert_eq!(curve.count(), 1_000_000);
        let highest = curve.buckets().iter().map(|bucket| bucket.high).fold(0.0, f64::max);
        assert_eq!(highest, 9.0, "a single spike stays visible");
        assert!(curve.buckets().iter().all(|bucket| bucket.low == 0.0 && (bucket.mean - 0.5).abs() < 0.05));
        assert!(curve.buckets().windows(2).all(|pair| pair[0].at[0] < pair[1].at[0]));
    }

    #[test]
    fn smoothing_keeps_what_is_level_and_lags_behind_nothing() {
        let (mut level, mut ramp) = (Curve::default(), Curve::default());
        for step in 0..401 {
            level.push([f64::from(step); 3], 2.0);
            ramp.push([f64::from(step); 3], f64::from(step));
        }
        assert!(level.smooth(0, 0.9).iter().all(|[_, y]| (y - 2.0).abs() < 1e-12));
        assert!((ramp.smooth(0, 0.9)[200][1] - 200.0).abs() < 1e-6);
        assert!(Curve::default().smooth(0, 0.9).is_empty());
        ramp.cut(100);
        assert_eq!(ramp.count(), 101);
    }
}
