//! ROC, precision against recall and the reliability diagram as charts.

use plotters::prelude::*;

use super::{Area, BLUE, DIM, Drawn, FACE, INK, LINE, RED, SERIES, size};
use crate::evaluate::{Curve, Evaluation};

/// Up to so many classes are named beside their curves.
const NAMED: usize = 12;

/// True against false positives of each class; the diagonal is chance.
pub fn roc<B: DrawingBackend>(root: &Area<B>, evaluation: &Evaluation, curves: &[Curve]) -> Drawn<B> {
    let points = |curve: &Curve| {
        let roc = &curve.roc;
        roc.false_positive_rate.iter().zip(&roc.true_positive_rate).map(|(x, y)| (*x, *y)).collect()
    };
    let name = |curve: &Curve| curve.roc.auc.map_or("–".to_owned(), |area| format!("{area:.4}"));
    lines(root, evaluation, curves, ["False positive rate", "True positive rate", "area"], true, &points, &name)
}

/// Precision against recall of each class.
pub fn precision_recall<B: DrawingBackend>(root: &Area<B>, evaluation: &Evaluation, curves: &[Curve]) -> Drawn<B> {
    let points = |curve: &Curve| {
        let both = &curve.precision_recall;
        both.recall.iter().zip(&both.precision).map(|(x, y)| (*x, *y)).collect()
    };
    let name = |curve: &Curve| format!("{:.4}", curve.precision_recall.average_precision);
    lines(root, evaluation, curves, ["Recall", "Precision", "average precision"], false, &points, &name)
}

fn lines<B: DrawingBackend>(
    root: &Area<B>,
    evaluation: &Evaluation,
    curves: &[Curve],
    [across, up, what]: [&str; 3],
    diagonal: bool,
    points: &dyn Fn(&Curve) -> Vec<(f64, f64)>,
    number: &dyn Fn(&Curve) -> String,
) -> Drawn<B> {
    let mut chart = ChartBuilder::on(root)
        .margin(size(root, 20.0) as u32)
        .x_label_area_size(size(root, 52.0) as u32)
        .y_label_area_size(size(root, 60.0) as u32)
        .build_cartesian_2d(0.0..1.0, 0.0..1.0)?;
    chart
        .configure_mesh()
        .bold_line_style(LINE)
        .light_line_style(TRANSPARENT)
        .axis_style(DIM)
        .x_desc(across)
        .y_desc(up)
        .label_style((FACE, size(root, 15.0), &DIM))
        .axis_desc_style((FACE, size(root, 17.0), &INK))
        .draw()?;
    if diagonal {
        chart.draw_series(LineSeries::new([(0.0, 0.0), (1.0, 1.0)], DIM.mix(0.6)))?;
    }
    let finite = |point: &(f64, f64)| point.0.is_finite() && point.1.is_finite();
    let thick = size(root, 2.0).max(1.0) as u32;
    for (place, (curve, class)) in curves.iter().zip(&evaluation.classes).enumerate() {
        // Of two classes one curve is the other's mirror: the second stands for both.
        if curves.len() == 2 && place == 0 {
            continue;
        }
        let colour = SERIES[place % SERIES.len()];
        let line: Vec<(f64, f64)> = points(curve).into_iter().filter(finite).collect();
        let drawn = chart.draw_series(LineSeries::new(line, colour.stroke_width(thick)))?;
        if curves.len() <= NAMED {
            let width = size(root, 22.0) as i32;
            drawn
                .label(format!("{}, {what} {}", class.name, number(curve)))
                .legend(move |(x, y)| PathElement::new([(x, y), (x + width, y)], colour.stroke_width(thick)));
        }
    }
    if curves.len() <= NAMED {
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerRight)
            .legend_area_size(size(root, 30.0) as u32)
            .margin(size(root, 14.0) as i32)
            .background_style(WHITE.mix(0.85))
            .border_style(LINE)
            .label_font((FACE, size(root, 14.0), &INK))
            .draw()?;
    }
    Ok(())
}

/// A bar for each range of confidence, as high as the share that is right; red is the gap to what it should be.
pub fn reliability<B: DrawingBackend>(root: &Area<B>, evaluation: &Evaluation) -> Drawn<B> {
    let title = format!(
        "Expected calibration error {:.2} %, at most {:.2} %",
        100.0 * evaluation.calibration.expected_error,
        100.0 * evaluation.calibration.maximum_error
    );
    let mut chart = ChartBuilder::on(root)
        .margin(size(root, 20.0) as u32)
        .caption(title, (FACE, size(root, 18.0), &INK))
        .x_label_area_size(size(root, 52.0) as u32)
        .y_label_area_size(size(root, 60.0) as u32)
        .build_cartesian_2d(0.0..1.0, 0.0..1.0)?;
    chart
        .configure_mesh()
        .bold_line_style(LINE)
        .light_line_style(TRANSPARENT)
        .axis_style(DIM)
        .x_desc("Confidence")
        .y_desc("Share that is right")
        .label_style((FACE, size(root, 15.0), &DIM))
        .axis_desc_style((FACE, size(root, 17.0), &INK))
        .draw()?;
    for bin in evaluation.calibration.bins.iter().filter(|bin| bin.count > 0) {
        let [left, right] = [bin.low + 0.004, bin.high - 0.004];
        let bar = Rectangle::new([(left, 0.0), (right, bin.accuracy)], BLUE.mix(0.75).filled());
        let gap = Rectangle::new([(left, bin.confidence), (right, bin.accuracy)], RED.mix(0.3).filled());
        chart.draw_series([bar, gap])?;
        let mark = PathElement::new([(left, bin.confidence), (right, bin.confidence)], RED.stroke_width(2));
        chart.draw_series([mark])?;
    }
    chart.draw_series(LineSeries::new([(0.0, 0.0), (1.0, 1.0)], DIM.mix(0.8)))?;
    Ok(())
}
