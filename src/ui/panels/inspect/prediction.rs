//! What the network says of the sample: a bar for each of the likeliest classes, or the numbers that it predicts.

use std::sync::Arc;

use eframe::egui::{
    Align, Align2, CornerRadius, Layout, Rect, Role, Sense, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};

use super::sketch::is_short;
use super::view::{InspectView, Target};
use crate::project::Trained;
use crate::ui::State;
use crate::ui::theme::{self, GAP, TEXT, palette};
use crate::ui::widgets::{elided, fact, section};

/// Bars in sight, and of those in a low window.
const MOST: usize = 10;
const FEW: usize = 4;

/// Draws the answer. A click on a class explains that class.
pub(super) fn show(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    let view = &mut state.inspect_view;
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 16.0;
        section(ui, "Prediction");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| verdict(ui, view, subject));
    });
    let Some(glance) = view.glance.clone() else {
        let words = if view.input.is_some() { "Asking the network…" } else { "Choose or draw a picture" };
        elided(ui, words, theme::plain(TEXT), palette(ui).faint);
        return ui.add_space(GAP);
    };
    let classes = &subject.interface.classes;
    if classes.is_empty() {
        for (place, number) in glance.answer.iter().take(MOST).enumerate() {
            fact(ui, &format!("Number {}", place + 1), format!("{number:.4}"));
        }
        return ui.add_space(GAP);
    }
    let truth = truth(view);
    let mut order: Vec<usize> = (0..glance.answer.len()).collect();
    order.sort_by(|&a, &b| glance.answer[b].total_cmp(&glance.answer[a]));
    // Few classes keep their places, so that bars move rather than names.
    let most = if is_short(ui) { FEW } else { MOST };
    let few = classes.len() <= most;
    let shown: Vec<usize> =
        if few { (0..glance.answer.len()).collect() } else { order[..most.min(order.len())].to_vec() };
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
    ui.add_space(GAP);
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
    elided(ui, words, theme::plain(TEXT - 1.0), colour);
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
    let track = Rect::from_min_max(pos2(rect.left() + names, middle - 3.0), pos2(rect.right() - 44.0, middle + 3.0));
    ui.painter().rect_filled(track, 3.0, colours.lifted);
    let colour = match (truth, best) {
        (true, _) => colours.ok,
        (false, true) => colours.accent,
        _ => colours.faint,
    };
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    if share > 0.002 {
        let filled = track.with_max_x(track.left() + (track.width() * share).max(2.0));
        ui.painter().rect_filled(filled, 3.0, colour);
    }
    let percent = if share >= 0.01 { format!("{:.0} %", 100.0 * share) } else { format!("{:.1} %", 100.0 * share) };
    ui.painter().text(pos2(rect.right(), middle), Align2::RIGHT_CENTER, percent, theme::mono(11.5), ink);
    response.on_hover_text("Explain this class").clicked()
}
