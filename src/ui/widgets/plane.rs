//! A plane with two axes of numbers, to be painted on: curves, points and bars that are clicked.

use eframe::egui::{Align2, Color32, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

use crate::ui::theme::{self, LABEL, palette};
use crate::ui::words;

/// The room for the numbers of the axes.
const LEFT: f32 = 46.0;
const BELOW: f32 = 36.0;

/// A plane with two axes.
pub struct Plane {
    /// Where values are painted.
    pub inner: Rect,
    x: [f64; 2],
    y: [f64; 2],
}

impl Plane {
    /// Draws the axes with their names into a rectangle; each shows the values of its range.
    pub fn new(ui: &Ui, rect: Rect, [x, y]: [[f64; 2]; 2], [across, up]: [&str; 2]) -> Plane {
        let colours = palette(ui);
        let inner = Rect::from_min_max(
            rect.min + vec2(LEFT, 6.0),
            (rect.max - vec2(0.0, BELOW)).max(rect.min + vec2(60.0, 20.0)),
        );
        let plane = Plane { inner, x: wide(x), y: wide(y) };
        let painter = ui.painter();
        let number = |value: f64| painter.layout_no_wrap(mark(value), theme::mono(LABEL), colours.faint);
        let counts = [inner.width() / 72.0, inner.height() / 44.0].map(|count| count.max(2.0));
        // What can be compared is marked at the same values.
        let counts = if plane.x == plane.y { [counts[0].min(counts[1]); 2] } else { counts };
        for value in marks(plane.y, counts[1]) {
            let at = plane.at([plane.x[0], value]).y.round();
            painter.hline(inner.x_range(), at, Stroke::new(1.0, colours.line.gamma_multiply(0.7)));
            let number = number(value);
            let beside = Align2::RIGHT_CENTER.anchor_size(pos2(inner.left() - 6.0, at), number.size());
            painter.galley(beside.min.round(), number, colours.faint);
        }
        for value in marks(plane.x, counts[0]) {
            let at = plane.at([value, plane.y[0]]).x.round();
            painter.vline(at, inner.y_range(), Stroke::new(1.0, colours.line.gamma_multiply(0.4)));
            let number = number(value);
            // The last number ends where the plane does.
            let left = (at - number.size().x / 2.0).min(rect.right() - number.size().x);
            painter.galley(pos2(left, inner.bottom() + 5.0).round(), number, colours.faint);
        }
        let label = theme::plain(LABEL);
        let below = pos2(inner.center().x, inner.bottom() + 23.0);
        painter.text(below, Align2::CENTER_TOP, across, label.clone(), colours.dim);
        let name = painter.layout_no_wrap(up.to_owned(), label, colours.dim);
        let beside = pos2(rect.left(), inner.center().y + name.size().x / 2.0);
        let turned = eframe::egui::epaint::TextShape::new(beside.round(), name, colours.dim);
        painter.add(turned.with_angle(-std::f32::consts::FRAC_PI_2));
        plane
    }

    /// Where a pair of values lies.
    pub fn at(&self, [x, y]: [f64; 2]) -> Pos2 {
        let share = |value: f64, [low, high]: [f64; 2]| ((value - low) / (high - low)) as f32;
        pos2(
            self.inner.left() + share(x, self.x) * self.inner.width(),
            self.inner.bottom() - share(y, self.y) * self.inner.height(),
        )
    }

    /// The pair of values at a place.
    pub fn value(&self, at: Pos2) -> [f64; 2] {
        let value = |share: f32, [low, high]: [f64; 2]| low + f64::from(share) * (high - low);
        let inner = self.inner;
        let across = (at.x - inner.left()) / inner.width();
        let up = (inner.bottom() - at.y) / inner.height();
        [value(across, self.x), value(up, self.y)]
    }

    /// Draws a line through pairs of values, left out where they are no numbers. Of points closer than half a point
    /// only one is kept.
    pub fn line(&self, ui: &Ui, points: impl Iterator<Item = [f64; 2]>, stroke: Stroke) {
        let mut line: Vec<Pos2> = Vec::new();
        for point in points.filter(|point| point.iter().all(|value| value.is_finite())) {
            let at = self.at(point);
            if line.last().is_none_or(|last| last.distance(at) > 0.5) {
                line.push(at);
            }
        }
        ui.painter_at(self.inner.expand(2.0)).add(Shape::line(line, stroke));
    }

    /// Draws the dashed straight line between two pairs of values.
    pub fn dashes(&self, ui: &Ui, ends: [[f64; 2]; 2], colour: Color32) {
        let ends = ends.map(|end| self.at(end));
        ui.painter_at(self.inner.expand(1.0)).extend(Shape::dashed_line(&ends, Stroke::new(1.0, colour), 4.0, 4.0));
    }

    /// Draws a dot that stands out from lines.
    pub fn dot(&self, ui: &Ui, point: [f64; 2], colour: Color32) {
        if point.iter().all(|value| value.is_finite()) {
            let edge = Stroke::new(2.0, palette(ui).panel);
            ui.painter().circle(self.at(point), 5.0, colour, edge);
        }
    }
}

/// A number beside an axis: thousands and millions in short, so that neighbours stay different.
fn mark(value: f64) -> String {
    let short = |unit: f64, sign: &str| format!("{}{sign}", (value / unit * 1e6).round() / 1e6);
    match value.abs() {
        size if (1e9..).contains(&size) => format!("{value:.2e}"),
        size if size >= 1e6 => short(1e6, "M"),
        size if size >= 1e4 => short(1e3, "k"),
        _ => words::mark(value),
    }
}

/// The end of an axis from 0 that leaves a little room above the largest value: a round number.
pub fn round_up(most: f64) -> f64 {
    let least = 1.04 * most.max(1.0);
    let power = 10f64.powf(least.log10().floor());
    [1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0]
        .into_iter()
        .find(|factor| factor * power >= least)
        .unwrap_or(10.0)
        * power
}

/// A range that is not empty.
fn wide([low, high]: [f64; 2]) -> [f64; 2] {
    match high - low {
        width if width > 0.0 && width.is_finite() => [low, high],
        _ => [low - 0.5, low + 0.5],
    }
}

/// Round values within a range, about so many.
fn marks([low, high]: [f64; 2], count: f32) -> Vec<f64> {
    let rough = (high - low) / f64::from(count);
    let power = 10f64.powf(rough.log10().floor());
    let step = power * [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= rough).unwrap_or(10.0);
    let places = (low / step - 1e-9).ceil() as i64..=(high / step + 1e-9).floor() as i64;
    places.take(40).map(|place| place as f64 * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_and_an_empty_range_is_made_wide() {
        assert_eq!(marks([0.0, 1.0], 5.0), [0.0, 0.2, 0.4, 0.6000000000000001, 0.8, 1.0]);
        assert_eq!(marks([-30.0, 120.0], 3.0), [0.0, 50.0, 100.0]);
        assert_eq!(wide([2.0, 2.0]), [1.5, 2.5]);
        assert_eq!([1.0, 19.0, 20.0, 161.0, 97.0].map(round_up), [1.2, 20.0, 25.0, 200.0, 120.0]);
        assert_eq!([450_000.0, 2.5e6, -20_000.0, 0.2].map(mark), ["450k", "2.5M", "-20k", "0.2"]);
    }
}
