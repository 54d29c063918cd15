//! A bar that fills from left to right.

use eframe::egui::{Color32, Response, Role, Sense, Ui, WidgetInfo, vec2};

use crate::ui::theme::palette;

/// Shows a share from 0 to 1. `name` says of what, to screen readers.
pub fn bar(ui: &mut Ui, name: &str, share: f32, width: f32, colour: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, 6.0), Sense::hover());
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, name);
        info.value = Some(f64::from(share));
        info
    });
    ui.painter().rect_filled(rect, 3.0, palette(ui).raised);
    if share > 0.0 {
        let filled = rect.with_max_x(rect.left() + (rect.width() * share).max(6.0));
        ui.painter().rect_filled(filled, 3.0, colour);
    }
    response
}
