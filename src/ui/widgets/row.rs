//! A row of a list that can be picked: a stripe of colour, a name, and something short on the right.

use eframe::egui::{
    Color32, CornerRadius, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, Widget, WidgetInfo, pos2, vec2,
};

use super::write;
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
    /// How wide the stripe in the middle of its beginning is.
    pub const STRIPE: f32 = 4.0;
    /// Where its name begins behind a stripe.
    pub const NAME: f32 = Row::SIDE + 12.0;
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
            let stripe = Rect::from_center_size(pos2(left, rect.center().y), vec2(Row::STRIPE, 14.0));
            ui.painter().rect_filled(stripe, 2.0, colour);
            left = rect.left() + Row::NAME;
        }
        let line = rect.with_min_x(left).with_max_x(rect.right() - Row::SIDE);
        let behind = line.with_min_x(line.right() - (rect.width() - 2.0 * Row::SIDE) * 0.6);
        let detail = write(ui, behind, self.detail, theme::mono(12.0), colours.dim, true);
        write(ui, line.with_max_x(detail.left() - 8.0), self.name, theme::plain(TEXT), colours.text, false);
        response
    }
}
