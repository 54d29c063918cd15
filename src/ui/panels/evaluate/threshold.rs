//! The threshold from which on a class is answered, and what it makes of the samples.

use eframe::egui::{Align2, Rect, RichText, Role, Sense, Slider, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::view::EvaluateView;
use super::{Choice, low, noun};
use crate::evaluate::{AtThreshold, Curve};
use crate::study::Examination;
use crate::ui::theme::{self, LABEL, TEXT, palette};
use crate::ui::widgets::{Button, SEGMENTS, columns, small, write, written};
use crate::ui::words;

/// The height of a line of words or numbers.
const LINE: f32 = 20.0;
/// The distance between lines.
const BETWEEN: f32 = 4.0;
/// The height of a kind of decision.
const DECISION: f32 = 40.0;
/// The widths of the number and of both buttons behind the slider, and the distance between them.
const NUMBER: f32 = 64.0;
const BEST: f32 = 80.0;
const LIKELIEST: f32 = 86.0;
const APART: f32 = 8.0;
/// The height of it all.
pub const HEIGHT: f32 = 2.0 * LINE + SEGMENTS + DECISION + 3.0 * BETWEEN;

/// The threshold from which on a class is predicted, and what it makes of the samples; with a hint beside the heading.
pub fn show(ui: &mut Ui, view: &mut EvaluateView, found: &Examination, class: usize, hint: &str) {
    let Some(curve) = view.curve(found, class) else { return };
    ui.spacing_mut().item_spacing.y = BETWEEN;
    heading(ui, &found.of.interface.classes, class, hint);
    ui.scope(|ui| {
        low(ui);
        ui.horizontal(|ui| choice(ui, view, &curve, &found.of.interface.classes[class]));
    });
    let at = curve.at(view.threshold.unwrap_or(0.5));
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = LINE;
        ui.horizontal(|ui| {
            small(ui, "accuracy", &words::percent(at.accuracy));
            for (name, number) in [("precision", at.score.precision), ("recall", at.score.recall), ("F1", at.score.f1)]
            {
                ui.add_space(4.0);
                small(ui, name, &format!("{number:.4}"));
            }
        });
    });
    decisions(ui, view, found, class, &at);
}

/// What is told from what: all numbers below are about one class only.
fn heading(ui: &mut Ui, names: &[String], class: usize, hint: &str) {
    let colours = palette(ui);
    let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
    let rest = match names {
        [first, second] => format!("“{}”", if class == 0 { second } else { first }),
        _ => "the rest".to_owned(),
    };
    let hint = write(ui, line, hint, theme::plain(LABEL), colours.dim, true);
    let words = format!("“{}” against {rest}", names[class]);
    written(ui, line.with_max_x(hint.left() - 8.0), &words, theme::strong(TEXT - 1.0), colours.text, false);
}

/// The slider, and what else sets the threshold.
fn choice(ui: &mut Ui, view: &mut EvaluateView, curve: &Curve, name: &str) {
    let before = view.threshold.unwrap_or(0.5);
    let mut value = before;
    let label = RichText::new("Threshold").font(theme::plain(LABEL)).color(palette(ui).dim);
    ui.label(label).on_hover_text("The probability from which on the class is predicted");
    // What stands behind the slider ends where the panel does.
    let behind = NUMBER + BEST + LIKELIEST + 3.0 * APART;
    let room = (ui.available_width() - behind).max(40.0);
    let spacing = ui.spacing_mut();
    (spacing.slider_width, spacing.interact_size.x, spacing.item_spacing.x) = (room, NUMBER, APART);
    let slider = ui.add(Slider::new(&mut value, 0.0..=1.0).max_decimals(3).min_decimals(3));
    let slider = slider.accessible_name(format!("Threshold of {name}"));
    // What is shown is rounded; that alone is no change.
    if slider.changed() && (value - before).abs() > 0.0005 {
        view.threshold = Some(value);
        if let Choice::Decided { threshold, .. } = &mut view.choice {
            *threshold = value;
        }
    }
    let best = ui.add(Button::usual("Best F1").width(BEST).height(SEGMENTS));
    if best.on_hover_text("The threshold at which F1 of this class is largest").clicked() {
        view.threshold = curve.best_threshold();
    }
    let likeliest = Button::usual("Likeliest").named("Predict the likeliest class");
    let likeliest = likeliest.width(LIKELIEST).height(SEGMENTS);
    let likeliest = ui
        .add_enabled(view.threshold.is_some(), likeliest)
        .on_hover_text("Predicts the likeliest class again, whatever its probability")
        .on_disabled_hover_text("The likeliest class is predicted already: no threshold is set");
    if likeliest.clicked() {
        view.threshold = None;
        if matches!(view.choice, Choice::Decided { .. }) {
            view.choose(Choice::Everything);
        }
    }
}

/// The four kinds of decisions, each of which opens its pictures.
fn decisions(ui: &mut Ui, view: &mut EvaluateView, found: &Examination, class: usize, at: &AtThreshold) {
    let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), DECISION), Sense::hover());
    let kinds = [
        ("found", true, true, "Of the class, and predicted as it."),
        ("missed", true, false, "Of the class, but not predicted as it."),
        ("false alarms", false, true, "Not of the class, but predicted as it."),
        ("rightly rejected", false, false, "Not of the class, and not predicted as it."),
    ];
    let places: [Rect; 4] = columns(whole, 6.0);
    for ((word, belongs, taken, about), rect) in kinds.into_iter().zip(places) {
        let count = words::grouped(at.confusion[usize::from(belongs)][usize::from(taken)]);
        let choice = Choice::Decided { class, threshold: at.threshold, belongs: Some(belongs), taken };
        let response = ui.interact(rect, ui.scope_id().with(("decision", word)), Sense::click());
        let (chosen, colours) = (view.choice == choice, palette(ui));
        response.widget_info(|| {
            let name = format!("{count} {word}: show these {}", noun(found));
            WidgetInfo::selected(Role::Button, true, chosen, name)
        });
        if response.clicked() {
            view.threshold = Some(at.threshold);
            view.choose(choice);
        }
        let ground = if chosen || response.hovered() { colours.raised } else { colours.panel };
        let edge = if response.has_focus() { Stroke::new(2.0, colours.accent) } else { Stroke::new(1.0, colours.line) };
        ui.painter().rect(rect, 6.0, ground, edge, StrokeKind::Inside);
        // Right decisions in quiet ink, wrong ones in the colour of mistakes.
        let ink = if belongs == taken { colours.text } else { colours.bad };
        let middle = rect.center_top();
        ui.painter().text(middle + vec2(0.0, 6.0), Align2::CENTER_TOP, count, theme::mono(TEXT), ink);
        let below = rect.center_bottom() - vec2(0.0, 5.0);
        ui.painter().text(below, Align2::CENTER_BOTTOM, word, theme::plain(LABEL), colours.dim);
        response.on_hover_text(format!("{about} Click to show these {}.", noun(found)));
    }
}
