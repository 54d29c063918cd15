//! Small charts: a line of numbers, and how often numbers occur.

use eframe::egui::{Align2, Color32, Rect, Role, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, pos2};

use crate::inspect::Histogram;
use crate::ui::theme::{LABEL, mono, palette};

/// Numbers from left to right.
pub(super) fn line(ui: &mut Ui, name: &str, numbers: &[f32], size: Vec2) {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    ui.painter().rect_filled(rect, 6.0, colours.card);
    let finite = || numbers.iter().copied().filter(|number| number.is_finite());
    let (low, high) = (finite().fold(f32::INFINITY, f32::min), finite().fold(f32::NEG_INFINITY, f32::max));
    if low > high {
        return;
    }
    let inner = rect.shrink(8.0);
    let span = if high > low { high - low } else { 1.0 };
    let last = numbers.len().saturating_sub(1).max(1) as f32;
    let at = |(place, number): (usize, &f32)| {
        let part = if number.is_finite() { (number - low) / span } else { 0.0 };
        pos2(inner.left() + inner.width() * place as f32 / last, inner.bottom() - inner.height() * part)
    };
    ui.painter().add(Shape::line(numbers.iter().enumerate().map(at).collect(), Stroke::new(1.5, colours.accent)));
    let text = |corner, at, number: f32| {
        ui.painter().text(at, corner, format!("{number:.2}"), mono(LABEL), colours.faint);
    };
    text(Align2::LEFT_TOP, inner.left_top(), high);
    text(Align2::RIGHT_BOTTOM, inner.right_bottom(), low);
}

/// A histogram as bars, with its ends, zero, mean and deviation.
pub(super) fn bars(ui: &mut Ui, name: &str, of: &Histogram, colour: Color32, size: Vec2) {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let total: u64 = of.counts.iter().sum();
    let words = format!(
        "{name}: {total} numbers, mean {:.4}, deviation {:.4}, {:.1} % zero",
        of.mean,
        of.deviation,
        100.0 * of.zeros as f64 / total.max(1) as f64
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    ui.painter().rect_filled(rect, 6.0, colours.card);
    let inner = Rect::from_min_max(rect.min + Vec2::new(10.0, 28.0), rect.max - Vec2::new(10.0, 20.0));
    ui.painter().text(rect.min + Vec2::new(10.0, 8.0), Align2::LEFT_TOP, name, mono(LABEL + 1.0), colours.text);
    let few =
        format!("µ {:.3}  σ {:.3}  {:.0} % zero", of.mean, of.deviation, 100.0 * of.zeros as f64 / total.max(1) as f64);
    ui.painter().text(rect.right_top() + Vec2::new(-10.0, 8.0), Align2::RIGHT_TOP, few, mono(LABEL), colours.dim);
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
    ui.painter().hline(inner.x_range(), inner.bottom(), Stroke::new(1.0, colours.line));
    let [low, high] = of.range;
    if low < 0.0 && high > 0.0 {
        let x = inner.left() + inner.width() * -low / (high - low);
        ui.painter().vline(x, inner.y_range(), Stroke::new(1.0, colours.faint));
        ui.painter().text(pos2(x, inner.bottom() + 3.0), Align2::CENTER_TOP, "0", mono(LABEL), colours.faint);
    }
    let end = |number: f32| {
        if number.abs() < 0.01 && number != 0.0 { format!("{number:.1e}") } else { format!("{number:.3}") }
    };
    ui.painter().text(
        inner.left_bottom() + Vec2::new(0.0, 3.0),
        Align2::LEFT_TOP,
        end(low),
        mono(LABEL),
        colours.faint,
    );
    ui.painter().text(
        inner.right_bottom() + Vec2::new(0.0, 3.0),
        Align2::RIGHT_TOP,
        end(high),
        mono(LABEL),
        colours.faint,
    );
    if let Some(at) = response.hover_pos().filter(|at| inner.x_range().contains(at.x)) {
        let bin = (((at.x - inner.left()) / width) as usize).min(of.counts.len() - 1);
        let step = (high - low) / of.counts.len() as f32;
        let from = low + step * bin as f32;
        response.on_hover_text_at_pointer(format!("{} from {from:.4} to {:.4}", of.counts[bin], from + step));
    }
}
