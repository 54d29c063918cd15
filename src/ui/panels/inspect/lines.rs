//! Lines that all parts of the page share: the headings of sections, the sentence above a view, and low controls.

use eframe::egui::{
    Align, Color32, FontId, Layout, Response, RichText, Role, Sense, TextWrapMode, Ui, WidgetInfo, WidgetText, vec2,
};

use crate::ui::theme::{self, GAP, TEXT, palette};
use crate::ui::widgets::{elided, section, write};

/// The height of a control on this page, and of a heading: all three columns begin with a line of this height.
pub(super) const LOW: f32 = 26.0;
/// What lies between a heading and what it stands over.
const BELOW: f32 = 2.0;

/// A line of this height, whose contents stand half-way down.
pub(super) fn line<R>(ui: &mut Ui, height: f32, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let size = vec2(ui.available_width().max(0.0), height);
    let shown = ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_height(height);
        contents(ui)
    });
    shown.inner
}

/// The heading of a section, with more at the right end of its line.
pub(super) fn heading(ui: &mut Ui, words: &str, more: impl FnOnce(&mut Ui)) {
    closely(ui, |ui| {
        section(ui, words);
        ui.with_layout(Layout::right_to_left(Align::Center), more);
    });
}

/// A heading that is a name, written as it is.
pub(super) fn title(ui: &mut Ui, words: &str) {
    closely(ui, |ui| {
        elided(ui, words, theme::strong(TEXT), palette(ui).text);
    });
}

fn closely(ui: &mut Ui, contents: impl FnOnce(&mut Ui)) {
    let between = std::mem::replace(&mut ui.spacing_mut().item_spacing.y, BELOW);
    line(ui, LOW, contents);
    ui.spacing_mut().item_spacing.y = between;
}

/// The sentence above a view, with more at the right end of its line.
pub(super) fn sentence(ui: &mut Ui, words: &str, more: impl FnOnce(&mut Ui)) {
    line(ui, 20.0, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            more(ui);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                elided(ui, words, theme::plain(TEXT), palette(ui).dim);
            });
        });
    });
}

/// Shows the bars of what scrolls in here all the time, thin: what is cut off ends as if there were no more of it.
pub(super) fn show_bars(ui: &mut Ui) {
    let scroll = &mut ui.spacing_mut().scroll;
    scroll.dormant_handle_opacity = scroll.active_handle_opacity;
}

/// What lies between two sections.
pub(super) fn gap(ui: &mut Ui) {
    ui.add_space(GAP - ui.spacing().item_spacing.y);
}

/// Words that end exactly where the line ends, in a layout from right to left: a label may end a point beyond it.
pub(super) fn ending(ui: &mut Ui, words: &str, font: FontId, ink: Color32) -> Response {
    let room = ui.available_width().max(8.0);
    let galley =
        WidgetText::from(RichText::new(words)).into_galley(ui, Some(TextWrapMode::Truncate), room, font.clone());
    let (rect, response) = ui.allocate_exact_size(galley.size().ceil(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    write(ui, rect, words, font, ink, false);
    response
}

/// Makes the fields and menus that follow as low as everything else on the page.
pub(super) fn low(ui: &mut Ui) {
    let spacing = ui.spacing_mut();
    spacing.interact_size.y = LOW;
    spacing.button_padding = vec2(8.0, 4.0);
}
