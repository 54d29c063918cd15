//! Small charts: a line of numbers, and how often numbers occur.

use eframe::egui::{
    Align2, Color32, Pos2, Rect, Role, Sense, Stroke, TextWrapMode, Ui, Vec2, WidgetInfo, WidgetText, pos2, vec2,
};

use crate::inspect::Histogram;
use crate::ui::theme::{LABEL, mono, palette, plain};
use crate::ui::widgets::Plane;
use crate::ui::words::grouped;

/// Numbers from left to right, between an axis of steps and one of values.
pub(super) fn line(ui: &mut Ui, name: &str, numbers: &[f32], size: Vec2) {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    ui.painter().rect_filled(rect, 6.0, colours.card);
    let finite = || numbers.iter().copied().filter(|number| number.is_finite()).map(f64::from);
    let (low, high) = (finite().fold(f64::INFINITY, f64::min), finite().fold(f64::NEG_INFINITY, f64::max));
    if low > high {
        return;
    }
    let last = numbers.len().saturating_sub(1) as f64;
    let plane = Plane::new(ui, rect.shrink(8.0), [[0.0, last], [low, high]], ["steps", name]);
    let points = numbers.iter().enumerate().map(|(step, number)| [step as f64, f64::from(*number)]);
    plane.line(ui, points, Stroke::new(1.5, colours.accent));
}

/// A histogram as bars, with its ends, zero, mean and deviation.
pub(super) fn bars(ui: &mut Ui, name: &str, of: &Histogram, colour: Color32, size: Vec2) {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let total: u64 = of.counts.iter().sum();
    let zeros = 100.0 * of.zeros as f64 / total.max(1) as f64;
    let [mean, deviation] = [of.mean, of.deviation].map(short);
    let words = format!("{name}: {} numbers, mean {mean}, deviation {deviation}, {zeros:.1} % zero", grouped(total));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    ui.painter().rect_filled(rect, 6.0, colours.card);
    let inner = Rect::from_min_max(rect.min + vec2(10.0, 30.0), rect.max - vec2(10.0, 20.0));
    head(ui, rect.shrink2(vec2(10.0, 8.0)), name, &format!("mean {mean} ± {deviation} · {zeros:.0} % zero"));
    ui.painter().hline(inner.x_range(), inner.bottom(), Stroke::new(1.0, colours.line));
    let below = |x: f32, anchor: Align2, words: &str| {
        ui.painter().text(pos2(x, inner.bottom() + 3.0), anchor, words, mono(LABEL), colours.faint);
    };
    let [low, high] = of.range;
    if low == high {
        // All numbers are one: a bar in the middle says it better than a scale without extent.
        let bar = Rect::from_center_size(inner.center(), vec2(12.0, inner.height()));
        ui.painter().rect_filled(bar, 0.0, colour);
        return below(inner.center().x, Align2::CENTER_TOP, &format!("all {}", end(low)));
    }
    columns(ui, inner, of, colour);
    if low < 0.0 && high > 0.0 {
        let x = inner.left() + inner.width() * -low / (high - low);
        ui.painter().vline(x, inner.y_range(), Stroke::new(1.0, colours.faint));
        below(x, Align2::CENTER_TOP, "0");
    }
    below(inner.left(), Align2::LEFT_TOP, &end(low));
    below(inner.right(), Align2::RIGHT_TOP, &end(high));
    let over = |at: &Pos2| inner.x_range().contains(at.x) && !of.counts.is_empty();
    if let Some(at) = response.hover_pos().filter(over) {
        let step = (high - low) / of.counts.len() as f32;
        let bin = ((at.x - inner.left()) / inner.width() * of.counts.len() as f32) as usize;
        let bin = bin.min(of.counts.len() - 1);
        let from = low + step * bin as f32;
        let words = format!("{} numbers from {from:.4} to {:.4}", grouped(of.counts[bin]), from + step);
        response.on_hover_text_at_pointer(words);
    }
}

/// The name on the left and the facts on the right; the name gives way.
fn head(ui: &Ui, rect: Rect, name: &str, facts: &str) {
    let colours = palette(ui);
    let facts = ui.painter().text(rect.right_top(), Align2::RIGHT_TOP, facts, mono(LABEL), colours.dim);
    let room = (facts.left() - 12.0 - rect.left()).max(8.0);
    let name = WidgetText::from(name).into_galley(ui, Some(TextWrapMode::Truncate), room, plain(LABEL + 1.0));
    let middle = facts.center().y - name.size().y / 2.0;
    ui.painter().galley(pos2(rect.left(), middle.round()), name, colours.text);
}

/// The bars of a histogram.
fn columns(ui: &Ui, inner: Rect, of: &Histogram, colour: Color32) {
    // By the root, so that the many zeros of a ReLU leave the rest in sight.
    let most = of.counts.iter().copied().max().unwrap_or(1).max(1) as f32;
    let width = inner.width() / of.counts.len().max(1) as f32;
    for (place, &count) in of.counts.iter().enumerate() {
        let height = inner.height() * (count as f32 / most).sqrt();
        let left = inner.left() + place as f32 * width;
        let bar = Rect::from_min_max(
            pos2(left, inner.bottom() - height),
            pos2(left + (width - 1.0).max(1.0), inner.bottom()),
        );
        ui.painter().rect_filled(bar, 0.0, colour);
    }
}

/// A number with three decimals, and no sign before 0.
fn short(number: f64) -> String {
    format!("{:.3}", (number * 1e3).round() / 1e3 + 0.0)
}

/// The number at the end of a scale.
fn end(number: f32) -> String {
    match number.abs() {
        0.0 => "0".to_owned(),
        size if size < 0.01 => format!("{number:.1e}"),
        _ => format!("{number:.3}"),
    }
}
