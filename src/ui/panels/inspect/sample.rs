//! The sample that is looked at: which one it is, where it comes from, and what the hand does to it.

use std::sync::Arc;

use eframe::egui::{
    Align, Align2, ComboBox, DragValue, Label, Layout, RichText, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2,
};

use super::lines::{ending, gap, heading, low};
use super::{sketch, tools};
use crate::data::{Dataset, Part};
use crate::project::Trained;
use crate::ui::State;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::elided;

/// Draws the sample with all that chooses and changes it.
pub(super) fn show(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    let picture = subject.interface.input.picture();
    title(ui, state, picture.is_some());
    match picture {
        Some(_) => sketch::show(ui, &mut state.inspect_view, subject),
        None => {
            ui.scope(|ui| numbers(ui, state, subject));
        }
    }
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        low(ui);
        if let Some(dataset) = state.inspect_view.dataset().cloned() {
            narrow(ui, state, &dataset);
        }
        if picture.is_some() {
            tools::elsewhere(ui, state, subject);
            tools::show(ui, state);
        }
    });
    gap(ui);
}

/// What the sample is called, between the ways to the next and the one before.
fn title(ui: &mut Ui, state: &mut State, is_picture: bool) {
    let view = &mut state.inspect_view;
    let dataset = view.dataset().cloned();
    let one = if is_picture { "picture" } else { "sample" };
    heading(ui, one, |ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let mut by = 0;
        if dataset.is_some() && arrow(ui, "▶", &format!("Next {one} (Page Down)")) {
            by = 1;
        }
        let sheet = view.sheet.as_ref();
        let name = sheet.map_or("none yet", |sheet| sheet.name.as_str());
        let edited = sheet.is_some_and(|sheet| sheet.is_touched() && sheet.sample.is_some());
        let words = if edited { format!("{name}*") } else { name.to_owned() };
        let hint = if edited { format!("{name}, changed by hand") } else { name.to_owned() };
        ui.scope(|ui| {
            ui.set_max_width((ui.available_width() - 24.0).max(20.0));
            ending(ui, &words, theme::mono(theme::LABEL), palette(ui).dim).on_hover_text(hint);
        });
        if dataset.is_some() && arrow(ui, "◀", &format!("Previous {one} (Page Up)")) {
            by = -1;
        }
        if let Some(dataset) = dataset.filter(|_| by != 0) {
            view.go(&dataset, by);
        }
    });
}

/// A small arrow; whether it was clicked.
fn arrow(ui: &mut Ui, text: &str, name: &str) -> bool {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(20.0, 20.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 5.0, colours.raised);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 5.0, Stroke::new(2.0, colours.accent), StrokeKind::Inside);
    }
    // The last one ends where everything below it does.
    let (place, align) = match text {
        "▶" => (rect.right_center(), Align2::RIGHT_CENTER),
        _ => (rect.center(), Align2::CENTER_CENTER),
    };
    ui.painter().text(place, align, text, theme::plain(10.0), colours.dim);
    response.on_hover_text(name).clicked()
}

/// The part and the class that samples are chosen from.
fn narrow(ui: &mut Ui, state: &mut State, dataset: &Arc<Dataset>) {
    let view = &mut state.inspect_view;
    let before = (view.part, view.class);
    ui.horizontal(|ui| {
        let half = (ui.available_width() - 4.0) / 2.0;
        let parts = [
            (None, "Any part"),
            (Some(Part::Train), "Training"),
            (Some(Part::Validation), "Validation"),
            (Some(Part::Test), "Test"),
        ];
        let now = parts.iter().find(|(part, _)| *part == view.part).map_or("", |(_, name)| name);
        let picker = ComboBox::from_id_salt("inspect part").selected_text(now).width(half).truncate();
        let shown = picker.show_ui(ui, |ui| {
            for (part, name) in
                parts.into_iter().filter(|(part, _)| part.is_none_or(|part| !dataset.part(part).is_empty()))
            {
                ui.selectable_value(&mut view.part, part, name);
            }
        });
        shown.response.accessible_name("Part to choose from");
        if !dataset.classes().is_empty() {
            let name =
                view.class.and_then(|class| dataset.classes().get(class as usize)).map_or("Any class", |name| name);
            let picker = ComboBox::from_id_salt("inspect class").selected_text(name).width(half).truncate();
            let shown = picker.show_ui(ui, |ui| {
                ui.selectable_value(&mut view.class, None, "Any class");
                for (place, name) in dataset.classes().iter().enumerate() {
                    ui.selectable_value(&mut view.class, Some(place as u32), name);
                }
            });
            shown.response.accessible_name("Class to choose from");
        }
    });
    if (view.part, view.class) != before {
        view.sample = None;
        view.go(dataset, 0);
    }
}

/// Whether the network is given other numbers than those of the data.
pub(super) fn normalises(subject: &Trained) -> bool {
    let normalisation = &subject.interface.normalisation;
    normalisation.scale.iter().any(|scale| *scale != 1.0) || normalisation.offset.iter().any(|offset| *offset != 0.0)
}

/// A sample that is no picture: its numbers.
fn numbers(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    let names: Vec<String> = match &subject.interface.encoding {
        Some(encoding) => encoding.inputs(),
        None => (0..subject.interface.input.count()).map(|place| format!("Number {}", place + 1)).collect(),
    };
    let Some(sheet) = &mut state.inspect_view.sheet else { return };
    low(ui);
    let mut touched = false;
    let span = (sheet.range[1] - sheet.range[0]).abs().max(1e-3);
    for (place, number) in sheet.numbers.iter_mut().enumerate().take(24) {
        let name = names.get(place).cloned().unwrap_or_else(|| format!("Input {}", place + 1));
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let field = DragValue::new(number).speed(f64::from(span) / 200.0).max_decimals(4);
                touched |= ui.add(field).accessible_name(name.as_str()).changed();
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    elided(ui, name, theme::plain(theme::TEXT), palette(ui).dim);
                });
            });
        });
    }
    if sheet.numbers.len() > 24 {
        elided(ui, format!("and {} more", sheet.numbers.len() - 24), theme::plain(theme::LABEL), palette(ui).faint);
    }
    if normalises(subject) {
        let words = "Shown as in the data; the network sees them normalised.";
        ui.add(Label::new(RichText::new(words).font(theme::plain(theme::LABEL)).color(palette(ui).faint)).wrap());
    }
    if touched {
        state.inspect_view.touched();
    }
}
