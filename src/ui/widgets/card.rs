//! Cards, and how a page is divided into them.

use eframe::egui::{
    Align, Color32, CornerRadius, Frame, Label, Layout, Margin, Rect, RichText, Stroke, StrokeKind, Ui, UiBuilder,
    UiKind, UiStackInfo, pos2, vec2,
};

use crate::ui::theme::{self, CARD_RADIUS, PAD, palette};

/// Draws a card that fills the rectangle, with these contents inside its edge.
pub fn card<R>(ui: &mut Ui, rect: Rect, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let line = Stroke::new(1.0, palette(ui).line);
    card_edged(ui, rect, line, contents)
}

/// The same with another edge; with none, whoever calls draws it.
pub fn card_edged<R>(ui: &mut Ui, rect: Rect, edge: Stroke, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let colours = palette(ui);
    ui.painter().rect(rect, CornerRadius::same(CARD_RADIUS), colours.card, edge, StrokeKind::Inside);
    // What scrolls in it fades into its colour.
    let ground = UiStackInfo::new(UiKind::Frame).with_frame(Frame::new().fill(colours.card));
    let inside = UiBuilder::new().max_rect(rect.shrink(PAD)).layout(Layout::top_down(Align::Min)).ui_stack_info(ground);
    ui.scope_builder(inside, |ui| {
        ui.shrink_clip_rect(rect);
        contents(ui)
    })
    .inner
}

/// Divides a rectangle into so many columns of one width, this far apart.
pub fn columns<const N: usize>(rect: Rect, gap: f32) -> [Rect; N] {
    let width = (rect.width() - gap * (N as f32 - 1.0)) / N as f32;
    std::array::from_fn(|column| {
        let left = rect.left() + column as f32 * (width + gap);
        Rect::from_min_max(pos2(left.round(), rect.top()), pos2((left + width).round(), rect.bottom()))
    })
}

/// Divides a rectangle into rows of these heights, this far apart, from the top.
pub fn rows<const N: usize>(rect: Rect, gap: f32, heights: [f32; N]) -> [Rect; N] {
    let mut top = rect.top();
    heights.map(|height| {
        let row = Rect::from_min_size(pos2(rect.left(), top.round()), vec2(rect.width(), height.round()));
        top += height + gap;
        row
    })
}

/// The middle of a page that has nothing to show yet: what will be here, and the buttons that bring it.
pub fn empty(ui: &mut Ui, title: &str, words: &str, buttons: impl FnOnce(&mut Ui)) {
    let colours = palette(ui);
    let width = (ui.available_width() - 2.0 * PAD).clamp(120.0, 460.0);
    ui.add_space(((ui.available_height() - 180.0) * 0.42).max(PAD));
    ui.vertical_centered(|ui| {
        ui.set_max_width(width);
        ui.label(RichText::new(title).font(theme::strong(18.0)).color(colours.text));
        ui.add_space(2.0);
        let text = RichText::new(words).color(colours.dim).line_height(Some(20.0));
        ui.add(Label::new(text).wrap().halign(Align::Center));
        ui.add_space(10.0);
        buttons(ui);
    });
}

/// A card as high as its contents, edged in the colour of what it is about.
pub fn notice(ui: &mut Ui, colour: Color32, title: &str, words: &str, more: impl FnOnce(&mut Ui)) {
    let colours = palette(ui);
    let frame = eframe::egui::Frame::new()
        .fill(colours.card)
        .stroke(Stroke::new(1.0, colour))
        .corner_radius(CornerRadius::same(CARD_RADIUS))
        .inner_margin(Margin::same(PAD as i8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.label(RichText::new(title).font(theme::strong(theme::TEXT)).color(colour));
        ui.add(Label::new(RichText::new(words).color(colours.dim)).wrap());
        more(ui);
    });
}
