//! A row of a list that can be picked: a stripe of colour, a name, and something short on the right.

use eframe::egui::{
    Color32, CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, TextWrapMode, Ui, Widget, WidgetInfo,
    WidgetText, pos2, vec2,
};

use crate::ui::theme::{self, RADIUS, TEXT, palette};

/// A row of a list.
pub struct Row<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What screen readers call it.
    pub spoken: &'a str,
    /// What stands on the right, in a monospaced face.
    pub detail: &'a str,
    /// The colour of the stripe before the name.
    pub stripe: Option<Color32>,
    /// Whether it is the chosen one.
    pub chosen: bool,
}

impl Row<'_> {
    /// How far its ground reaches beyond what is written.
    pub const SIDE: f32 = 10.0;
    /// How high it is.
    pub const HEIGHT: f32 = 30.0;
}

impl Widget for Row<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let colours = palette(ui);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), Row::HEIGHT), Sense::click());
        let enabled = ui.is_enabled();
        response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, self.chosen, self.spoken));
        let ground = match (self.chosen, response.hovered()) {
            (true, _) => colours.lifted,
            (_, true) => colours.raised.gamma_multiply(0.6),
            _ => Color32::TRANSPARENT,
        };
        ui.painter().rect_filled(rect, CornerRadius::same(RADIUS), ground);
        if response.has_focus() {
            let ring = Stroke::new(2.0, colours.accent);
            ui.painter().rect_stroke(rect, CornerRadius::same(RADIUS), ring, StrokeKind::Inside);
        }
        let mut left = rect.left() + Row::SIDE;
        if let Some(colour) = self.stripe {
            let stripe = Rect::from_center_size(pos2(left, rect.center().y), vec2(4.0, 14.0));
            ui.painter().rect_filled(stripe, 2.0, colour);
            left += 12.0;
        }
        let truncate = Some(TextWrapMode::Truncate);
        let fit = |text: &str, room: f32, font| WidgetText::from(text).into_galley(ui, truncate, room.max(8.0), font);
        let detail = fit(self.detail, (rect.width() - 2.0 * Row::SIDE) * 0.6, theme::mono(12.0));
        let right = rect.right() - Row::SIDE - detail.size().x;
        let name = fit(self.name, right - 8.0 - left, theme::plain(TEXT));
        let middle = |height: f32| (rect.center().y - height / 2.0).round();
        ui.painter().galley(pos2(right.round(), middle(detail.size().y)), detail, colours.dim);
        ui.painter().galley(pos2(left, middle(name.size().y)), name, colours.text);
        response
    }
}
