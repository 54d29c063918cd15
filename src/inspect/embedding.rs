//! Samples as points of a plane, near each other where a layer gives much the same: principal components, and t-SNE by
//! the crate `bhtsne`.

use bhtsne::{Neighbor, tSNE};
use rayon::prelude::*;

use crate::base::{Error, Philox, Result};

/// Rounds of iteration for principal components.
const ROUNDS: usize = 60;

/// The first `components` principal components of rows of `width` numbers: `[rows, components]`, the largest spread
/// first; by subspace iteration from a fixed start, so that the same rows give the same numbers. Each component's sign
/// is chosen so that its largest weight is positive.
///
/// # Errors
/// If the numbers are not whole rows, or there are fewer columns than components.
pub fn pca(rows: &[f32], width: usize, components: usize) -> Result<Vec<f32>> {
    if width == 0 || !rows.len().is_multiple_of(width) {
        return Err(Error::input(format!("{} numbers are not whole rows of {width}.", rows.len())));
    }
    if components > width {
        return Err(Error::input(format!("Rows of {width} numbers have no {components} components.")));
    }
    let count = rows.len() / width;
    let mut centred: Vec<f64> = rows.iter().map(|&number| f64::from(number)).collect();
    for column in 0..width {
        let mean = centred.iter().skip(column).step_by(width).sum::<f64>() / count.max(1) as f64;
        centred.iter_mut().skip(column).step_by(width).for_each(|number| *number -= mean);
    }
    let mut random = Philox::new(0, 0);
    let mut axes: Vec<Vec<f64>> = (0..components).map(|_| (0..width).map(|_| random.normal()).collect()).collect();
    orthonormalise(&mut axes);
    for _ in 0..ROUNDS {
        for axis in &mut axes {
            let mut next = vec![0.0; width];
            for row in centred.chunks(width) {
                let along = dot(row, axis);
                next.iter_mut().zip(row).for_each(|(next, number)| *next += along * number);
            }
            *axis = next;
        }
        orthonormalise(&mut axes);
    }
    for axis in &mut axes {
        let largest = axis.iter().copied().fold(0.0f64, |a, b| if b.abs() > a.abs() { b } else { a });
        axis.iter_mut().for_each(|part| *part *= if largest < 0.0 { -1.0 } else { 1.0 });
    }
    Ok(centred.chunks(width).flat_map(|row| axes.iter().map(|axis| dot(row, axis) as f32)).collect())
}

/// Rows of `width` numbers as points of a plane, `[rows, 2]`, neighbours kept together (van der Maaten, 2014). It begins
/// at the principal components, so that the same rows give the same picture; `perplexity` is about how many neighbours
/// count. `step` is told how many of the `epochs` are done.
///
/// # Errors
/// If the numbers are not whole rows, or too few rows for the perplexity.
pub fn tsne(
    rows: &[f32],
    width: usize,
    perplexity: f32,
    epochs: usize,
    mut step: impl FnMut(usize) + Send,
) -> Result<Vec<f32>> {
    // Many columns say little more than their first components, and cost much.
    let columns = width.min(30);
    let reduced = pca(rows, width, columns)?;
    let count = reduced.len() / columns.max(1);
    if (count as f32) < 3.0 * perplexity + 2.0 {
        let fewest = (3.0 * perplexity).ceil() + 2.0;
        return Err(Error::input(format!("Perplexity {perplexity} needs at least {fewest} samples, not {count}.")));
    }
    let first: Vec<f32> = reduced.chunks(columns).flat_map(|row| [row[0], *row.get(1).unwrap_or(&0.0)]).collect();
    let spread = (first.iter().step_by(2).map(|x| x * x).sum::<f32>() / count as f32).sqrt().max(1e-12);
    let begin: Vec<f32> = first.iter().map(|number| number / spread * 1e-4).collect();
    let points: Vec<&[f32]> = reduced.chunks(columns).collect();
    let neighbours = neighbours(&points, (3.0 * perplexity) as usize);
    // With several threads the crate adds up in an order that changes from run to run.
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let alone = alone.map_err(|error| Error::work(format!("No thread could be started: {error}.")))?;
    Ok(alone.install(|| {
        let mut fit: tSNE<'_, f32, &[f32]> = tSNE::new(&points);
        fit.perplexity(perplexity).epochs(epochs).initial_embedding(begin);
        fit.epoch_callback(move |epoch, _| step(epoch + 1));
        fit.barnes_hut_with_neighbors(0.5, &neighbours);
        fit.embedding()
    }))
}

/// The nearest other points of each, the nearest first; of equally near ones the first. The crate's own search begins at
/// random.
fn neighbours(points: &[&[f32]], count: usize) -> Vec<Vec<Neighbor<f32>>> {
    let of = |place: usize| {
        let distance = |index: usize| {
            let squares = points[place].iter().zip(points[index]).map(|(a, b)| (a - b) * (a - b));
            Neighbor { index, distance: squares.sum::<f32>().sqrt() }
        };
        let mut all: Vec<Neighbor<f32>> = (0..points.len()).filter(|&index| index != place).map(distance).collect();
        all.sort_by(|a, b| a.distance.total_cmp(&b.distance).then(a.index.cmp(&b.index)));
        all.truncate(count);
        all
    };
    (0..points.len()).into_par_iter().map(of).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Gram and Schmidt, twice for exactness; an axis with nothing left of it becomes zero.
fn orthonormalise(axes: &mut [Vec<f64>]) {
    for place in 0..axes.len() {
        let (before, rest) = axes.split_at_mut(place);
        let axis = &mut rest[0];
        let size = dot(axis, axis).sqrt();
        for _ in 0..2 {
            for other in before.iter() {
                let along = dot(axis, other);
                axis.iter_mut().zip(other).for_each(|(part, other)| *part -= along * other);
            }
        }
        let left = dot(axis, axis).sqrt();
        let scale = if left > 1e-12 * size && left > 0.0 { 1.0 / left } else { 0.0 };
        axis.iter_mut().for_each(|part| *part *= scale);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn components_follow_the_spread() {
        // A flat ellipse, turned: long along (3, 4), short across, thin in the third direction.
        let mut random = Philox::new(3, 0);
        let rows: Vec<f32> = (0..200)
            .flat_map(|_| {
                let [long, short] = [random.normal() * 10.0, random.normal()];
                [0.6 * long - 0.8 * short + 5.0, 0.8 * long + 0.6 * short - 2.0, 0.01].map(|number| number as f32)
            })
            .collect();
        let found = pca(&rows, 3, 2).unwrap();
        for (row, point) in rows.chunks(3).zip(found.chunks(2)) {
            let before = [row[0] - rows[0], row[1] - rows[1]];
            let after = [point[0] - found[0], point[1] - found[1]];
            let [a, b] = [before, after].map(|[x, y]| (x * x + y * y).sqrt());
            assert!((a - b).abs() < 1e-3, "a plane keeps its distances: {a} is not {b}");
        }
        let spread = |part: usize| found.iter().skip(part).step_by(2).map(|x| x * x).sum::<f32>();
        assert!(spread(0) > 50.0 * spread(1));
        assert!(pca(&rows, 3, 4).is_err());
    }

    #[test]
    fn neighbours_stay_together_and_the_picture_repeats() {
        let mut random = Philox::new(5, 0);
        let rows: Vec<f32> = (0..90)
            .flat_map(|row| (0..4).map(move |column| if row % 3 == column { 8.0 } else { 0.0 }).collect::<Vec<f64>>())
            .map(|centre| (centre + random.normal()) as f32)
            .collect();
        let points = tsne(&rows, 4, 10.0, 300, |_| {}).unwrap();
        assert_eq!(points, tsne(&rows, 4, 10.0, 300, |_| {}).unwrap());
        let distance =
            |a: usize, b: usize| (points[2 * a] - points[2 * b]).hypot(points[2 * a + 1] - points[2 * b + 1]);
        let nearest = |a: usize| (0..90).filter(|&b| b != a).min_by(|&b, &c| distance(a, b).total_cmp(&distance(a, c)));
        let kept = (0..90).filter(|&a| nearest(a).is_some_and(|b| a % 3 == b % 3)).count();
        assert!(kept >= 88, "{kept} of 90 points lie next to one of their own");
        assert!(tsne(&rows[..40], 4, 10.0, 10, |_| {}).is_err());
    }
}
