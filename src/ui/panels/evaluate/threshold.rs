//! The threshold from which on a class is answered, and what it makes of the samples.

use eframe::egui::{Align2, Rect, Role, Sense, Slider, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::confusion::small;
use super::view::EvaluateView;
use super::{Choice, noun};
use crate::evaluate::AtThreshold;
use crate::study::Examination;
use crate::ui::theme::{self, CONTROL, LABEL, TEXT, palette};
use crate::ui::widgets::{Button, columns};
use crate::ui::words;

/// The height of a kind of decision.
const DECISION: f32 = 40.0;

/// The slider of the threshold from which on a class is answered, and what it makes of the samples.
pub fn show(ui: &mut Ui, view: &mut EvaluateView, found: &Examination, class: usize) {
    let Some(curve) = view.curve(found, class) else { return };
    let name = &found.of.interface.classes[class];
    let before = view.threshold.unwrap_or(0.5);
    let mut value = before;
    ui.horizontal(|ui| {
        ui.set_height(CONTROL);
        small(ui, &format!("Answer “{}” from", short(name)), "");
        ui.spacing_mut().slider_width = (ui.available_width() - 250.0).clamp(60.0, 320.0);
        let slider = ui.add(Slider::new(&mut value, 0.0..=1.0).max_decimals(3).min_decimals(3));
        let slider = slider.accessible_name(format!("Threshold of {name}"));
        // What is shown is rounded; that alone is no change.
        if slider.changed() && (value - before).abs() > 0.0005 {
            view.threshold = Some(value);
            if let Choice::Decided { threshold, .. } = &mut view.choice {
                *threshold = value;
            }
        }
        if ui.add(Button::bare("Best F1")).clicked() {
            view.threshold = curve.best_threshold();
        }
        if ui
            .add_enabled(view.threshold.is_some(), Button::bare("Likeliest").named("Answer the likeliest class"))
            .clicked()
        {
            view.threshold = None;
            if matches!(view.choice, Choice::Decided { .. }) {
                view.choose(Choice::Everything);
            }
        }
    });
    let at = curve.at(view.threshold.unwrap_or(0.5));
    ui.horizontal(|ui| {
        ui.set_height(22.0);
        ui.spacing_mut().item_spacing.x = 6.0;
        for (name, number) in [
            ("accuracy", at.accuracy),
            ("precision", at.score.precision),
            ("recall", at.score.recall),
            ("F1", at.score.f1),
        ] {
            small(ui, name, &format!("{number:.4}"));
            ui.add_space(6.0);
        }
    });
    decisions(ui, view, found, class, &at);
}

/// The four kinds of decisions, each of which opens its pictures.
fn decisions(ui: &mut Ui, view: &mut EvaluateView, found: &Examination, class: usize, at: &AtThreshold) {
    let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), DECISION), Sense::hover());
    let kinds =
        [("found", true, true), ("missed", true, false), ("false alarms", false, true), ("rightly not", false, false)];
    let places: [Rect; 4] = columns(whole, 6.0);
    for ((word, belongs, taken), rect) in kinds.into_iter().zip(places) {
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
    }
}

/// A name that leaves room for a slider.
fn short(name: &str) -> String {
    match name.chars().count() {
        0..=12 => name.to_owned(),
        _ => name.chars().take(11).chain(['…']).collect(),
    }
}
