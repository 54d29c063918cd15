//! What the network says of the sample: a bar for each of the likeliest classes, or the numbers that it predicts.

use std::sync::Arc;

use eframe::egui::{Align2, CornerRadius, Rect, Role, Sense, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2};

use super::lines::{ending, gap, heading};
use super::sketch::is_short;
use super::view::{InspectView, Target};
use crate::project::Trained;
use crate::ui::State;
use crate::ui::theme::{self, LABEL, TEXT, palette};
use crate::ui::widgets::{elided, fact};

/// Bars in sight, and of those in a low window.
const MOST: usize = 10;
const FEW: usize = 4;
/// The room for "100.0 %".
const PERCENT: f32 = 54.0;

/// Draws the answer. A click on a class explains that class.
pub(super) fn show(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    let view = &mut state.inspect_view;
    heading(ui, "Prediction", |ui| verdict(ui, view, subject));
    let Some(glance) = view.glance.clone() else {
        let words = if view.input.is_some() { "Asking the network…" } else { "Choose or draw a picture" };
        elided(ui, words, theme::plain(TEXT), palette(ui).faint);
        return gap(ui);
    };
    let classes = &subject.interface.classes;
    if classes.is_empty() {
        for (place, number) in glance.answer.iter().take(MOST).enumerate() {
            fact(ui, &format!("Number {}", place + 1), format!("{number:.4}"));
        }
        return gap(ui);
    }
    let truth = truth(view);
    let mut order: Vec<usize> = (0..glance.answer.len()).collect();
    order.sort_by(|&a, &b| glance.answer[b].total_cmp(&glance.answer[a]));
    // Few classes keep their places, so that bars move rather than names.
    let most = if is_short(ui) { FEW } else { MOST };
    let few = classes.len() <= most;
    let mut shown: Vec<usize> =
        if few { (0..glance.answer.len()).collect() } else { order[..most.min(order.len())].to_vec() };
    // The true class is among them, however unlikely the network finds it.
    if let Some(truth) = truth.map(|class| class as usize).filter(|class| !shown.contains(class))
        && truth < glance.answer.len()
        && let Some(last) = shown.last_mut()
    {
        *last = truth;
    }
    let best = order.first().copied();
    let widest =
        shown.iter().filter_map(|&class| classes.get(class)).map(|name| name.chars().count()).max().unwrap_or(1);
    let names = (widest as f32 * 7.5 + 8.0).clamp(16.0, 0.42 * ui.available_width());
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for class in shown {
            let name = classes.get(class).map_or("", String::as_str);
            let share = glance.answer[class];
            let explained = view.settings.target == Target::Class(class);
            let marks = [best == Some(class), truth == Some(class as u32), explained];
            if line(ui, name, share, names, marks) {
                view.settings.target = if explained { Target::Answer } else { Target::Class(class) };
            }
        }
    });
    gap(ui);
}

/// The true class of the sample, where it is known.
fn truth(view: &InspectView) -> Option<u32> {
    let sheet = view.sheet.as_ref()?;
    view.dataset()?.labels().get(sheet.sample? as usize).copied()
}

/// Whether the answer is right.
fn verdict(ui: &mut Ui, view: &InspectView, subject: &Trained) {
    let (Some(truth), Some(answer)) = (truth(view), view.answer()) else { return };
    let colours = palette(ui);
    let Some(name) = subject.interface.classes.get(truth as usize) else { return };
    let (words, colour) = match truth as usize == answer {
        true => ("right".to_owned(), colours.ok),
        false => (format!("wrong: it is {name}"), colours.bad),
    };
    ending(ui, &words, theme::plain(TEXT - 1.0), colour);
}

/// One class; whether it was clicked.
fn line(ui: &mut Ui, name: &str, share: f32, names: f32, [best, truth, explained]: [bool; 3]) -> bool {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 16.0), Sense::click());
    response.widget_info(|| {
        let words = format!("{name}: {:.1} %", 100.0 * share);
        WidgetInfo::selected(Role::Button, true, explained, words)
    });
    if response.hovered() || response.has_focus() || explained {
        ui.painter().rect_filled(rect.expand2(vec2(4.0, 0.0)), CornerRadius::same(4), colours.raised);
    }
    let ink = if best || truth { colours.text } else { colours.dim };
    let text =
        WidgetText::from(name).into_galley(ui, Some(TextWrapMode::Truncate), names - 6.0, theme::plain(TEXT - 1.0));
    let middle = rect.center().y;
    ui.painter().galley(pos2(rect.left(), middle - text.size().y / 2.0), text, ink);
    let track = Rect::from_min_max(pos2(rect.left() + names, middle - 3.0), pos2(rect.right() - PERCENT, middle + 3.0));
    ui.painter().rect_filled(track, 3.0, colours.lifted);
    let colour = match (truth, best) {
        (true, _) => colours.ok,
        (false, true) => colours.accent,
        _ => colours.faint,
    };
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    // What is written as more than 0 has a bar, as long as its ends are round.
    if share >= 0.0005 {
        let filled = track.with_max_x(track.left() + (track.width() * share).max(track.height()));
        ui.painter().rect_filled(filled, 3.0, colour);
    }
    let percent = format!("{:.1} %", 100.0 * share);
    ui.painter().text(pos2(rect.right(), middle), Align2::RIGHT_CENTER, percent, theme::mono(LABEL), ink);
    let help = match (truth, best) {
        (true, true) => "The true class, and the answer (green) · a click explains it",
        (true, false) => "The true class (green) · a click explains it",
        (false, true) => "The answer of the network (blue) · a click explains it",
        (false, false) => "A click explains this class",
    };
    response.on_hover_text(help).clicked()
}
