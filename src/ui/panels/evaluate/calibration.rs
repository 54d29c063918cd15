//! The reliability diagram: of answers given with so much confidence, how many are right. Each bar opens its pictures.

use eframe::egui::{CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::choice::bin_words;
use super::confusion::small;
use super::view::EvaluateView;
use super::{Choice, counted, noun};
use crate::study::Examination;
use crate::ui::theme::{self, LABEL, palette};
use crate::ui::widgets::{Plane, elided};
use crate::ui::words;

/// The diagram over the counts of its bars.
pub fn show(ui: &mut Ui, view: &mut EvaluateView, found: &Examination) {
    let Some(evaluation) = found.evaluation() else { return };
    let colours = palette(ui);
    let room = ui.available_rect_before_wrap();
    let main = (room.width() * 0.94).min(room.height() - 190.0).max(160.0);
    let upper = Rect::from_min_size(room.min, vec2(room.width(), main));
    let lower = Rect::from_min_size(upper.left_bottom() + vec2(0.0, 8.0), vec2(room.width(), 110.0));
    let plane = Plane::new(ui, upper, [[0.0, 1.0]; 2], ["Confidence", "Share that is right"]);
    let bins = &evaluation.calibration.bins;
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0).max(1) as f64;
    let counts = Plane::new(ui, lower, [[0.0, 1.0], [0.0, most]], ["Confidence", "Answers"]);
    let mut hovered = None;
    for (place, bin) in bins.iter().enumerate().filter(|(_, bin)| bin.count > 0) {
        let gap = vec2(1.0, 0.0);
        let bar = |plane: &Plane, height: f64| {
            let (min, max) = (plane.at([bin.low, height]), plane.at([bin.high, 0.0]));
            Rect::from_min_max(min + gap, max - gap)
        };
        let (right, many) = (bar(&plane, bin.accuracy), bar(&counts, bin.count as f64));
        let whole = Rect::from_x_y_ranges(right.x_range(), plane.inner.y_range());
        let chosen = view.choice == Choice::Bin(place);
        for (part, rect, focus) in [
            ("right", whole, Sense::click()),
            ("many", Rect::from_x_y_ranges(many.x_range(), counts.inner.y_range()), Sense::CLICK),
        ] {
            let response = ui.interact(rect, ui.scope_id().with((part, place)), focus);
            response.widget_info(|| {
                let words = format!(
                    "{} with confidence {}: {}, {} right",
                    if part == "right" { "Answers" } else { "Count of answers" },
                    bin_words(found, place),
                    counted(bin.count as usize, noun(found)),
                    words::percent(bin.accuracy)
                );
                WidgetInfo::selected(Role::Button, true, chosen, words)
            });
            if response.clicked() {
                view.choose(Choice::Bin(place));
            }
            if response.hovered() || response.has_focus() {
                hovered = Some(place);
            }
        }
        let lit = chosen || hovered == Some(place);
        let fill = if lit { colours.accent } else { colours.accent.gamma_multiply(0.62) };
        let rounding = CornerRadius { nw: 2, ne: 2, sw: 0, se: 0 };
        ui.painter().rect_filled(right, rounding, fill);
        ui.painter().rect_filled(many, rounding, fill.gamma_multiply(0.7));
        // What is missing to perfect calibration, or is too much.
        let ideal = plane.at([bin.low, bin.confidence]).y;
        let gap = Rect::from_x_y_ranges(right.x_range(), right.top().min(ideal)..=right.top().max(ideal));
        ui.painter().rect(
            gap,
            0.0,
            colours.bad.gamma_multiply(0.22),
            Stroke::new(1.0, colours.bad.gamma_multiply(0.6)),
            StrokeKind::Inside,
        );
        let tick = [pos2(right.left(), ideal), pos2(right.right(), ideal)];
        ui.painter().line_segment(tick, Stroke::new(1.5, colours.bad));
        if chosen {
            ui.painter().rect_stroke(right, rounding, Stroke::new(2.0, colours.text), StrokeKind::Outside);
        }
    }
    plane.dashes(ui, [[0.0, 0.0], [1.0, 1.0]], colours.dim);
    ui.allocate_space(vec2(room.width(), main + 118.0 + 4.0));
    let calibration = &evaluation.calibration;
    ui.horizontal(|ui| {
        ui.set_height(22.0);
        small(ui, "Expected calibration error", &words::percent(calibration.expected_error));
        ui.add_space(12.0);
        small(ui, "at most", &words::percent(calibration.maximum_error));
    });
    let chosen = if let Choice::Bin(place) = view.choice { Some(place) } else { None };
    let line = match hovered.or(chosen).and_then(|place| Some((place, bins.get(place)?))) {
        Some((place, bin)) => format!(
            "Confidence {}: {}, mean confidence {}, {} right",
            bin_words(found, place),
            counted(bin.count as usize, noun(found)),
            words::percent(bin.confidence),
            words::percent(bin.accuracy)
        ),
        None => "Bars up to the dashed line: confidence can be trusted. Red is the gap.".to_owned(),
    };
    let ink = if hovered.or(chosen).is_some() { colours.text } else { colours.faint };
    elided(ui, line, theme::plain(LABEL + 1.0), ink);
}
