//! The reliability diagram: of predictions with so much confidence, how many are right. Each bar opens its pictures.

use eframe::egui::{Color32, CornerRadius, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::choice::bin_words;
use super::legend::{LEGEND, READ_OUT, Sign, VEIL, legend, read_out};
use super::view::EvaluateView;
use super::{Choice, counted, noun};
use crate::evaluate::Bin;
use crate::study::Examination;
use crate::ui::theme::palette;
use crate::ui::widgets::{Plane, round_up, small};
use crate::ui::words;

/// What is not under the pointer is as strong as this.
const CALM: f32 = 0.62;
/// The distance between the parts of the view.
const BETWEEN: f32 = 8.0;

/// The diagram over the counts of its bars.
pub fn show(ui: &mut Ui, view: &mut EvaluateView, found: &Examination) {
    let Some(evaluation) = found.evaluation() else { return };
    let colours = palette(ui);
    let [head, upper, lower] = places(ui);
    let entries = [
        (Sign::Area, colours.accent.gamma_multiply(CALM), "share that is right"),
        (Sign::Veil, colours.bad, "gap to the confidence"),
        (Sign::Dashes, colours.dim, "no gap"),
    ];
    legend(ui, head, "", &entries);
    let shares = Plane::new(ui, upper, [[0.0, 1.0]; 2], ["Confidence", "Share that is right"]);
    let bins = &evaluation.calibration.bins;
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or(0) as f64;
    let many = words::sentence(noun(found));
    let counts = Plane::new(ui, lower, [[0.0, 1.0], [0.0, round_up(most)]], ["Confidence", &many]);
    let mut hovered = None;
    for (place, bin) in bins.iter().enumerate().filter(|(_, bin)| bin.count > 0) {
        if touched(ui, view, found, [&shares, &counts], place) {
            hovered = Some(place);
        }
        let chosen = view.choice == Choice::Bin(place);
        paint(ui, [&shares, &counts], bin, chosen || hovered == Some(place), chosen);
    }
    shares.dashes(ui, [[0.0, 0.0], [1.0, 1.0]], colours.dim);
    (ui.spacing_mut().item_spacing.y, ui.spacing_mut().interact_size.y) = (BETWEEN, READ_OUT);
    ui.allocate_space(vec2(head.width(), lower.bottom() - head.top()));
    ui.horizontal(|ui| {
        small(ui, "Expected calibration error", &words::percent(evaluation.calibration.expected_error));
        ui.add_space(12.0);
        small(ui, "Largest gap", &words::percent(evaluation.calibration.maximum_error));
    });
    let chosen = if let Choice::Bin(place) = view.choice { Some(place) } else { None };
    let told = hovered.or(chosen).and_then(|place| told(found, place));
    read_out(ui, told, &format!("A click on a bar lists its {}.", noun(found)));
}

/// Where the legend and the two charts lie: as high as there is room, the upper one not much higher than wide.
fn places(ui: &Ui) -> [Rect; 3] {
    let room = ui.available_rect_before_wrap();
    // Below them are the two errors and what is told of a bar.
    let charts = room.height() - LEGEND - 2.0 * READ_OUT - 3.0 * BETWEEN;
    let lower = (0.24 * charts).clamp(96.0, 220.0);
    let upper = (charts - lower).min(1.25 * room.width()).max(120.0);
    let mut top = room.top();
    [LEGEND, upper, lower].map(|height| {
        let place = Rect::from_min_size(room.with_min_y(top).min, vec2(room.width(), height));
        top = place.bottom() + if height == LEGEND { 0.0 } else { BETWEEN };
        place
    })
}

/// Chooses a bar in either chart with a click; whether it is meant by the pointer or the keys.
fn touched(ui: &Ui, view: &mut EvaluateView, found: &Examination, charts: [&Plane; 2], place: usize) -> bool {
    let Some(bin) = found.evaluation().and_then(|evaluation| evaluation.calibration.bins.get(place)) else {
        return false;
    };
    let mut meant = false;
    for (chart, plane, sense) in [("right", charts[0], Sense::click()), ("many", charts[1], Sense::CLICK)] {
        let across = plane.at([bin.low, 0.0]).x..=plane.at([bin.high, 0.0]).x;
        let rect = Rect::from_x_y_ranges(across, plane.inner.y_range());
        let response = ui.interact(rect, ui.scope_id().with((chart, place)), sense);
        response.widget_info(|| {
            let words = format!(
                "{} with confidence {}: {}, {} right",
                if chart == "right" { "Predictions" } else { "Count of predictions" },
                bin_words(found, place),
                counted(bin.count as usize, noun(found)),
                words::percent(bin.accuracy)
            );
            WidgetInfo::selected(Role::Button, true, view.choice == Choice::Bin(place), words)
        });
        if response.clicked() {
            view.choose(Choice::Bin(place));
        }
        meant |= response.hovered() || response.has_focus();
    }
    meant
}

/// The share that is right, over it the gap to the confidence, and how many there are.
fn paint(ui: &Ui, [shares, counts]: [&Plane; 2], bin: &Bin, lit: bool, chosen: bool) {
    let (colours, painter) = (palette(ui), ui.painter());
    let tone = |colour: Color32| if lit { colour } else { colour.gamma_multiply(CALM) };
    let bar = |plane: &Plane, from: f64, to: f64| {
        let (min, max) = (plane.at([bin.low, to]), plane.at([bin.high, from]));
        Rect::from_min_max(min + vec2(1.0, 0.0), max - vec2(1.0, 0.0))
    };
    let [low, high] = [bin.accuracy.min(bin.confidence), bin.accuracy.max(bin.confidence)];
    let rounding = CornerRadius { nw: 2, ne: 2, sw: 0, se: 0 };
    let right = bar(shares, 0.0, bin.accuracy);
    let top = if bin.accuracy < bin.confidence { CornerRadius::ZERO } else { rounding };
    painter.rect_filled(right, top, tone(colours.accent));
    // Where fewer were expected to be right, the gap is as red as where more were.
    let gap = bar(shares, low, high);
    painter.rect_filled(gap, rounding, colours.background);
    let veil = colours.bad.gamma_multiply(if lit { 0.5 * (1.0 + VEIL) } else { VEIL });
    painter.rect(gap, rounding, veil, Stroke::new(1.0, colours.bad), StrokeKind::Inside);
    painter.hline(right.x_range(), right.top(), Stroke::new(2.0, colours.accent));
    let many = bar(counts, 0.0, bin.count as f64);
    painter.rect_filled(many, rounding, tone(colours.accent));
    if chosen {
        for rect in [bar(shares, 0.0, high), many] {
            painter.rect_stroke(rect, rounding, Stroke::new(2.0, colours.text), StrokeKind::Inside);
        }
    }
}

/// What there is to say of a bar.
fn told(found: &Examination, place: usize) -> Option<String> {
    let bin = found.evaluation()?.calibration.bins.get(place)?;
    Some(format!(
        "Confidence {}: {}, mean confidence {}, {} right",
        bin_words(found, place),
        counted(bin.count as usize, noun(found)),
        words::percent(bin.confidence),
        words::percent(bin.accuracy)
    ))
}
