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
    let glance = view.glance.clone();
    let answer: &[f32] = glance.as_ref().map_or(&[], |glance| &glance.answer);
    let classes = &subject.interface.classes;
    let truth = truth(view).map(|class| class as usize).filter(|class| *class < answer.len());
    let mut order: Vec<usize> = (0..answer.len()).collect();
    order.sort_by(|&a, &b| answer[b].total_cmp(&answer[a]));
    let most = if is_short(ui) && !classes.is_empty() { FEW } else { MOST };
    // Few classes keep their places, so that bars move rather than names.
    let few = answer.len() <= most;
    // The true class is among them, however unlikely the network finds it.
    let unlikely = truth.filter(|class| !few && !order[..most].contains(class));
    let title = match (few, classes.is_empty(), unlikely) {
        (true, ..) => "Prediction".to_owned(),
        (_, true, _) => format!("Prediction · first {most}"),
        (_, _, None) => format!("Prediction · top {most}"),
        (_, _, Some(_)) => format!("Prediction · top {} + true", most - 1),
    };
    heading(ui, &title, |ui| verdict(ui, view, subject));
    if glance.is_none() {
        let words = if view.input.is_some() { "Asking the network…" } else { "Choose or draw a picture" };
        elided(ui, words, theme::plain(TEXT), palette(ui).faint);
        return gap(ui);
    }
    if classes.is_empty() {
        for (place, number) in answer.iter().take(most).enumerate() {
            fact(ui, &format!("Number {}", place + 1), format!("{number:.4}"));
        }
        return gap(ui);
    }
    let best = order.first().copied();
    let mut shown: Vec<usize> = if few { (0..answer.len()).collect() } else { order[..most].to_vec() };
    if let (Some(truth), Some(last)) = (unlikely, shown.last_mut()) {
        *last = truth;
    }
    let widest =
        shown.iter().filter_map(|&class| classes.get(class)).map(|name| name.chars().count()).max().unwrap_or(1);
    let names = (widest as f32 * 7.5 + 8.0).clamp(16.0, 0.42 * ui.available_width());
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for class in shown {
            let name = classes.get(class).map_or("", String::as_str);
            let share = answer[class];
            let explained = view.settings.target == Target::Class(class);
            let (best, true_one) = (best == Some(class), truth == Some(class));
            let wrong = best && !true_one && truth.is_some();
            let marks = [best, true_one, wrong, explained];
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
    let font = theme::plain(TEXT - 1.0);
    if truth as usize == answer {
        ending(ui, "right", font, colours.ok);
        return;
    }
    let whole = format!("wrong: it is {name}");
    // Where the name finds no room, its green bar tells it.
    let wide = ui.painter().layout_no_wrap(whole.clone(), font.clone(), colours.bad).size().x;
    if wide <= ui.available_width() {
        ending(ui, &whole, font, colours.bad);
    } else {
        let response = ending(ui, "wrong", font, colours.bad);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &whole));
        response.on_hover_text(whole);
    }
}

/// One class; whether it was clicked.
fn line(ui: &mut Ui, name: &str, share: f32, names: f32, marks: [bool; 4]) -> bool {
    let [best, truth, wrong, explained] = marks;
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
    // The middle of letters is a little below that of their line.
    let across = rect.left() + names..=rect.right() - PERCENT;
    let track = Rect::from_x_y_ranges(across, middle - 2.0..=middle + 4.0);
    ui.painter().rect_filled(track, 3.0, colours.lifted);
    let colour = match (truth, wrong, best) {
        (true, ..) => colours.ok,
        (_, true, _) => colours.bad,
        (_, _, true) => colours.accent,
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
    let help = match (truth, wrong, best) {
        (true, _, true) => "The true class, and the answer (green) · a click explains it",
        (true, ..) => "The true class (green) · a click explains it",
        (_, true, _) => "The answer of the network, which is wrong (red) · a click explains it",
        (_, _, true) => "The answer of the network (blue) · a click explains it",
        _ => "A click explains this class",
    };
    response.on_hover_text(help).clicked()
}
