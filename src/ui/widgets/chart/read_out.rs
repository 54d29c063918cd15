//! What a chart tells of the step under the pointer.

use eframe::egui::{Color32, CornerRadius, Pos2, Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::{Chart, HOLD, Series};
use crate::ui::state::Axis;
use crate::ui::theme::{self, LABEL, palette};
use crate::ui::words;

impl Chart<'_> {
    /// A place on the horizontal axis, in words.
    fn at(&self, place: f64) -> String {
        match self.axis {
            Axis::Step => format!("step {}", words::grouped(place.round().max(0.0) as u64)),
            Axis::Epoch => format!("epoch {place:.2}"),
            Axis::Time => words::time(place),
        }
    }

    /// The value of every curve at the step under the pointer, on the curve and in a box beside it.
    pub(super) fn read_out(&self, ui: &Ui, frame: Rect, step: f64, place: &dyn Fn([f64; 2]) -> Pos2) {
        let colours = palette(ui);
        let found: Vec<_> =
            self.series.iter().filter_map(|series| series.nearest(step, self.smooth, self.axis as usize)).collect();
        let Some(&(_, nearest, _)) = found.first() else { return };
        let painter = ui.painter_at(frame);
        painter.vline(place(nearest).x, frame.y_range(), Stroke::new(1.0, colours.faint.gamma_multiply(0.6)));
        let mut lines = vec![(self.at(nearest[0]), colours.dim)];
        for (name, point, colour) in found {
            painter.circle_filled(place(point), 3.0, colour);
            // Epochs are further apart than steps: what is nearest to the pointer may be far from it.
            let far = (place(point).x - place(nearest).x).abs() > 4.0;
            let at = if far { format!(" at {}", self.at(point[0])) } else { String::new() };
            lines.push((format!("{name} {}{at}", (self.write)(point[1])), colour));
        }
        let lines = lines.into_iter().map(|(line, ink)| painter.layout_no_wrap(line, theme::mono(LABEL), ink));
        let lines: Vec<_> = lines.collect();
        let width = lines.iter().map(|line| line.size().x).fold(0.0, f32::max) + 16.0;
        let size = vec2(width, lines.len() as f32 * 16.0 + 10.0);
        let x = place(nearest).x;
        let left = if x + 12.0 + width > frame.right() { x - 12.0 - width } else { x + 12.0 };
        let rect = Rect::from_min_size(pos2(left, frame.top() + 20.0), size);
        let edge = Stroke::new(1.0, colours.line);
        painter.rect(rect, CornerRadius::same(theme::RADIUS), colours.panel, edge, StrokeKind::Inside);
        for (row, line) in lines.into_iter().enumerate() {
            painter.galley(rect.min + vec2(8.0, 6.0 + row as f32 * 16.0), line, colours.text);
        }
    }
}

impl Series<'_> {
    /// Its name, the point of it that is nearest to a step, and its colour; `None` if it is empty.
    fn nearest(&self, step: f64, smooth: bool, axis: usize) -> Option<(&str, [f64; 2], Color32)> {
        let (name, points, colour) = match self {
            Series::Beside { name, curve, colour } => (name, curve.smooth(axis, HOLD), colour),
            Series::Steps { name, curve, colour } if smooth => (name, curve.smooth(axis, HOLD), colour),
            Series::Steps { name, curve, colour } => {
                (name, curve.buckets().iter().map(|bucket| [bucket.at[axis], bucket.mean]).collect(), colour)
            }
            Series::Epochs { name, points, colour } => (name, points.clone(), colour),
        };
        let after = points.partition_point(|[x, _]| *x < step);
        let near = [after.checked_sub(1), Some(after)].into_iter().flatten().filter_map(|place| points.get(place));
        let nearest = near.min_by(|a, b| (a[0] - step).abs().total_cmp(&(b[0] - step).abs()))?;
        Some((name, *nearest, *colour))
    }
}
