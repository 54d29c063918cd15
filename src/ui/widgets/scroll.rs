//! What is longer than a side panel: scrolled, with the bar in the panel's margin, where it covers nothing.

use eframe::egui::{ScrollArea, Ui, UiBuilder};

use crate::ui::theme::PAD;

/// Scrolls these contents in the room that is left; `id` tells areas of one panel apart.
pub fn scroll<R>(ui: &mut Ui, id: &str, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let room = ui.available_rect_before_wrap();
    let wide = UiBuilder::new().max_rect(room.with_max_x(room.right() + PAD - 3.0));
    ui.scope_builder(wide, |ui| {
        let area = ScrollArea::vertical().id_salt(id).auto_shrink(false);
        let shown = area.show(ui, |ui| {
            ui.set_max_width(room.width());
            contents(ui)
        });
        shown.inner
    })
    .inner
}
