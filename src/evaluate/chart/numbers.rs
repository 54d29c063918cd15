//! Predicted against true numbers, and the residuals, as charts.

use plotters::prelude::*;

use super::{Area, BLUE, DIM, Drawn, FACE, INK, LINE, size};
use crate::evaluate::{Regression, histogram};

/// Predicted against true: on the line nothing is wrong.
pub fn predicted<B: DrawingBackend>(root: &Area<B>, regression: &Regression, output: usize) -> Drawn<B> {
    let width = regression.outputs.len().max(1);
    let column = |numbers: &[f32]| -> Vec<f64> {
        numbers.iter().skip(output).step_by(width).map(|&number| f64::from(number)).collect()
    };
    let pairs: Vec<(f64, f64)> = column(&regression.truths).into_iter().zip(column(&regression.predicted)).collect();
    let [low, high] = histogram::range(pairs.iter().flat_map(|(a, b)| [*a, *b]));
    let mut chart = ChartBuilder::on(root)
        .margin(size(root, 20.0) as u32)
        .x_label_area_size(size(root, 52.0) as u32)
        .y_label_area_size(size(root, 76.0) as u32)
        .build_cartesian_2d(low..high, low..high)?;
    chart
        .configure_mesh()
        .bold_line_style(LINE)
        .light_line_style(TRANSPARENT)
        .axis_style(DIM)
        .x_desc("True")
        .y_desc("Predicted")
        .label_style((FACE, size(root, 15.0), &DIM))
        .axis_desc_style((FACE, size(root, 17.0), &INK))
        .draw()?;
    chart.draw_series(LineSeries::new([(low, low), (high, high)], DIM.mix(0.8)))?;
    let radius = size(root, 3.0).max(1.0) as i32;
    let finite = pairs.into_iter().filter(|(a, b)| a.is_finite() && b.is_finite());
    chart.draw_series(finite.map(|pair| Circle::new(pair, radius, BLUE.mix(0.5).filled())))?;
    Ok(())
}

/// How often true − predicted lies where.
pub fn residuals<B: DrawingBackend>(root: &Area<B>, regression: &Regression, output: usize) -> Drawn<B> {
    let bars = histogram::bars(&regression.residuals(output), 40);
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or(1).max(1) as f64;
    let from = bars.first().map_or(0.0, |bar| f64::from(bar.from));
    let to = bars.last().map_or(1.0, |bar| f64::from(bar.to));
    let mut chart = ChartBuilder::on(root)
        .margin(size(root, 20.0) as u32)
        .x_label_area_size(size(root, 52.0) as u32)
        .y_label_area_size(size(root, 76.0) as u32)
        .build_cartesian_2d(from..to, 0.0..1.05 * most)?;
    chart
        .configure_mesh()
        .bold_line_style(LINE)
        .light_line_style(TRANSPARENT)
        .axis_style(DIM)
        .x_desc("True − predicted")
        .y_desc("Samples")
        .label_style((FACE, size(root, 15.0), &DIM))
        .axis_desc_style((FACE, size(root, 17.0), &INK))
        .draw()?;
    let bar = |bar: &histogram::Bar| {
        let (from, to) = (f64::from(bar.from), f64::from(bar.to));
        let gap = 0.04 * (to - from);
        Rectangle::new([(from + gap, 0.0), (to - gap, bar.count as f64)], BLUE.mix(0.75).filled())
    };
    chart.draw_series(bars.iter().filter(|bar| bar.count > 0).map(bar))?;
    Ok(())
}
