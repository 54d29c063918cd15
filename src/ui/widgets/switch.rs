//! A switch for yes and no.

use eframe::egui::{CornerRadius, CursorIcon, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::ui::theme::palette;

/// Shows a switch and changes the value when it is pressed; screen readers know it by the name.
pub fn switch(ui: &mut Ui, name: &str, value: &mut bool) -> Response {
    let colours = palette(ui);
    let (rect, mut response) = ui.allocate_exact_size(vec2(34.0, 20.0), Sense::click());
    if response.clicked() {
        *value = !*value;
        response.mark_changed();
    }
    let (enabled, on) = (ui.is_enabled(), *value);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, enabled, on, name));
    let along = ui.ctx().animate_bool_responsive(response.id, on);
    let lifted = response.hovered() && enabled;
    let (ground, knob) = match (on, lifted) {
        (true, false) => (colours.accent, colours.on_accent),
        (true, true) => (colours.accent_lifted, colours.on_accent),
        (false, false) => (colours.lifted, colours.dim),
        (false, true) => (colours.lifted, colours.text),
    };
    let rounding = CornerRadius::same(10);
    ui.painter().rect_filled(rect, rounding, ground);
    if response.has_focus() {
        ui.painter().rect_stroke(rect.expand(2.0), rounding, Stroke::new(2.0, colours.accent), StrokeKind::Outside);
    }
    let x = rect.left() + 10.0 + along * (rect.width() - 20.0);
    ui.painter().circle_filled(pos2(x, rect.center().y), 7.0, knob);
    response.on_hover_cursor(CursorIcon::PointingHand)
}
