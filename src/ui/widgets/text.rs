//! Text in its few roles: the label of a section, a fact in a list, a big number.

use eframe::egui::{Align, Color32, FontId, Label, Layout, Response, RichText, Ui};

use crate::ui::theme::{self, FIGURE, LABEL, TEXT, palette};

/// The label above a section, in small capitals' stead.
pub fn section(ui: &mut Ui, words: &str) {
    let text = RichText::new(words.to_uppercase()).font(theme::strong(LABEL)).color(palette(ui).faint);
    ui.add(Label::new(text.extra_letter_spacing(0.6)).truncate());
}

/// One line of text that ends in "…" where there is no room; the whole is shown under the pointer.
pub fn elided(ui: &mut Ui, words: impl Into<String>, font: FontId, colour: Color32) -> Response {
    ui.add(Label::new(RichText::new(words).font(font).color(colour)).truncate())
}

/// A name on the left and what it is on the right, on one line.
pub fn fact(ui: &mut Ui, name: &str, what: impl Into<String>) {
    let colours = palette(ui);
    ui.horizontal(|ui| {
        ui.set_height(22.0);
        ui.label(RichText::new(name).color(colours.dim));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            elided(ui, what, theme::mono(12.0), colours.text);
        });
    });
}

/// A number to be read from across the room, under its name.
pub fn figure(ui: &mut Ui, name: &str, value: impl Into<String>, colour: Color32) {
    let dim = palette(ui).dim;
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.label(RichText::new(name).font(theme::plain(TEXT)).color(dim));
        ui.label(RichText::new(value).font(theme::strong(FIGURE)).color(colour));
    });
}
