//! Text in its few roles: the label of a section, a fact in a list, a big number, a line to be typed.

use eframe::egui::{
    Color32, CornerRadius, FontId, Galley, Id, Label, Margin, Rect, Response, RichText, Role, Sense, Stroke,
    StrokeKind, TextEdit, TextWrapMode, Ui, WidgetInfo, WidgetText, pos2, vec2,
};

use crate::ui::theme::{self, FIGURE, LABEL, RADIUS, TEXT, palette};

/// How far below the middle of a line its letters stand.
const FOOT: f32 = 4.5;
/// The height of a fact.
pub const FACT: f32 = 24.0;

/// The label above a section, in small capitals' stead.
pub fn section(ui: &mut Ui, words: &str) {
    let text = RichText::new(words.to_uppercase()).font(theme::strong(LABEL)).color(palette(ui).faint);
    ui.add(Label::new(text.extra_letter_spacing(0.6)).truncate());
}

/// One line of text that ends in "…" where there is no room; the whole is shown under the pointer.
pub fn elided(ui: &mut Ui, words: impl Into<String>, font: FontId, colour: Color32) -> Response {
    ui.add(Label::new(RichText::new(words).font(font).color(colour)).truncate())
}

/// Writes words into a line, at its right side or its left. Letters of all fonts stand equally high in it, so that a
/// name and its number are level. Returns where the words are.
pub fn write(ui: &Ui, line: Rect, words: &str, font: FontId, ink: Color32, right: bool) -> Rect {
    let galley = WidgetText::from(words).into_galley(ui, Some(TextWrapMode::Truncate), line.width().max(8.0), font);
    let left = if right { line.right() - galley.size().x } else { line.left() };
    let top = (line.center().y + FOOT).round() - foot(&galley);
    let place = Rect::from_min_size(pos2(left.round(), top), galley.size());
    ui.painter().galley(place.min, galley, ink);
    place
}

/// How far below its top the letters of a laid-out line stand.
fn foot(galley: &Galley) -> f32 {
    let first = galley.rows.first().and_then(|row| Some(row.pos.y + row.row.glyphs.first()?.pos.y));
    first.unwrap_or_default()
}

/// Whether words are cut where there is no more room than this line.
pub fn cut(ui: &Ui, line: Rect, words: &str, font: FontId) -> bool {
    ui.painter().layout_no_wrap(words.to_owned(), font, palette(ui).text).size().x > line.width()
}

/// Writes words as [`write`] does, as a label: they are read to those who do not see them, and shown whole under the
/// pointer where they are cut.
pub fn written(ui: &mut Ui, line: Rect, words: &str, font: FontId, ink: Color32, right: bool) -> Rect {
    let place = write(ui, line, words, font.clone(), ink, right);
    let response = ui.interact(place, ui.next_auto_id(), Sense::hover());
    ui.skip_ahead_auto_ids(1);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    if cut(ui, line, words, font) {
        response.on_hover_text(words);
    }
    place
}

/// A name on the left and what it is on the right, on one line.
pub fn fact(ui: &mut Ui, name: &str, what: impl Into<String>) {
    let (colours, what) = (palette(ui), what.into());
    let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), FACT), Sense::hover());
    let value = ui.painter().layout_no_wrap(what.clone(), theme::mono(12.0), colours.text).size().x.ceil() + 1.0;
    // Where both are long, each has at least a half.
    let beside = line.with_max_x(line.right() - 8.0 - value.min(line.width() / 2.0));
    let place = written(ui, beside, name, theme::plain(TEXT), colours.dim, false);
    written(ui, line.with_min_x(place.right() + 8.0), &what, theme::mono(12.0), colours.text, true);
}

/// A name in small type beside its number; several stand on one line.
pub fn small(ui: &mut Ui, name: &str, value: &str) {
    let colours = palette(ui);
    let (label, number) = (theme::plain(LABEL), theme::mono(12.0));
    let width = |words: &str, font: &FontId| {
        ui.painter().layout_no_wrap(words.to_owned(), font.clone(), colours.text).size().x.ceil()
    };
    let (first, second) = (width(name, &label), width(value, &number));
    let (line, _) = ui.allocate_exact_size(vec2(first + 6.0 + second, 20.0), Sense::hover());
    written(ui, line.with_max_x(line.left() + first), name, label, colours.dim, false);
    written(ui, line.with_min_x(line.right() - second), value, number, colours.text, true);
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
