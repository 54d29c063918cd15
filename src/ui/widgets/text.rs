//! Text in its few roles: the label of a section, a fact in a list, a big number, a line to be typed.

use eframe::egui::{
    Align, Color32, CornerRadius, FontId, Id, Label, Layout, Margin, Response, RichText, Stroke, StrokeKind, TextEdit,
    Ui,
};

use crate::ui::theme::{self, FIGURE, LABEL, RADIUS, TEXT, palette};

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

/// A number to be read from across the room, under its name. What stands behind it does not move while the number
/// changes within the room that `widest` takes.
pub fn figure(ui: &mut Ui, name: &str, value: impl Into<String>, widest: &str, colour: Color32) {
    let dim = palette(ui).dim;
    let font = theme::strong(FIGURE);
    let least = ui.painter().layout_no_wrap(widest.to_owned(), font.clone(), colour).size().x;
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.set_min_width(least.ceil());
        ui.label(RichText::new(name).font(theme::plain(TEXT)).color(dim));
        ui.label(RichText::new(value).font(font).color(colour));
    });
}

/// A field for a line of text, named for screen readers.
pub fn text_field(ui: &mut Ui, id: Id, name: &str, hint: &str, text: &mut String) -> Response {
    let colours = palette(ui);
    let field = TextEdit::singleline(text).id(id).hint_text(RichText::new(hint).color(colours.faint));
    let field = field.desired_width(f32::INFINITY).font(theme::plain(TEXT)).margin(Margin::symmetric(10, 6));
    let response = ui.add(field.background_color(colours.card));
    response.clone().accessible_name(name);
    let ring = if response.has_focus() { colours.accent } else { colours.line };
    ui.painter().rect_stroke(response.rect, CornerRadius::same(RADIUS), Stroke::new(1.0, ring), StrokeKind::Inside);
    response
}
