//! How often numbers lie where: ranges and bars for charts.

/// The usual number of bars.
pub const BARS: usize = 40;

/// A bar of a histogram.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bar {
    /// The numbers from here on.
    pub from: f32,
    /// Up to here; this number itself is in the next bar.
    pub to: f32,
    /// How many there are.
    pub count: usize,
}

/// So many bars of one width over all finite numbers, 0 among their ends; none where there are no numbers.
pub fn bars(numbers: &[f32], count: usize) -> Vec<Bar> {
    let [low, high] = range(numbers.iter().map(|&number| f64::from(number)));
    if !numbers.iter().any(|number| number.is_finite()) {
        return Vec::new();
    }
    let width = (high - low) / count as f64;
    let shift = (low / width).floor();
    let edge = |place: usize| ((shift + place as f64) * width) as f32;
    // One more, as the first begins at a whole multiple of the width.
    let mut bars: Vec<Bar> =
        (0..=count).map(|place| Bar { from: edge(place), to: edge(place + 1), count: 0 }).collect();
    if let Some(last) = bars.last_mut() {
        last.to = f32::from_bits(last.to.to_bits() + u32::from(last.to > 0.0));
    }
    for &number in numbers.iter().filter(|number| number.is_finite()) {
        let place = bars.partition_point(|bar| bar.to <= number).min(count);
        bars[place].count += 1;
    }
    bars
}

/// The least and the greatest of the finite numbers with a little room about them; 0 and 1 where there are none.
pub fn range(numbers: impl Iterator<Item = f64>) -> [f64; 2] {
    let finite = numbers.filter(|number| number.is_finite());
    let (low, high) =
        finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), number| (low.min(number), high.max(number)));
    match high - low {
        width if width > 0.0 => [low - 0.03 * width, high + 0.03 * width],
        0.0 => [low - 0.5, high + 0.5],
        _ => [0.0, 1.0],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_in_the_bar_whose_range_holds_it() {
        let numbers: Vec<f32> = (0..1000).map(|place| (place as f32 * 0.37).sin() * 3.0).collect();
        let bars = bars(&numbers, 20);
        assert_eq!(bars.iter().map(|bar| bar.count).sum::<usize>(), 1000);
        for bar in &bars {
            assert_eq!(numbers.iter().filter(|number| (bar.from..bar.to).contains(number)).count(), bar.count);
        }
        assert!(bars.iter().any(|bar| bar.from.abs() < 1e-6), "no bar reaches over 0");
    }

    #[test]
    fn equal_numbers_and_none_have_a_range() {
        assert_eq!(range([2.0, 2.0].into_iter()), [1.5, 2.5]);
        assert_eq!(range([f64::NAN].into_iter()), [0.0, 1.0]);
        assert_eq!(bars(&[7.0; 5], 4).iter().map(|bar| bar.count).sum::<usize>(), 5);
        assert!(bars(&[], 4).is_empty());
    }
}
