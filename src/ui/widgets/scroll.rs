//! What is longer than a side panel: scrolled, with the bar in the panel's margin, where it covers nothing.

use eframe::egui::{ScrollArea, Sense, Ui, UiBuilder};

use crate::ui::theme::PAD;

/// Scrolls these contents in the room that is left; `id` tells areas of one panel apart.
pub fn scroll<R>(ui: &mut Ui, id: &str, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let room = ui.available_rect_before_wrap();
    let wide = UiBuilder::new().max_rect(room.with_max_x(room.right() + PAD - 3.0));
    // A panel grows with what is in it: the margin is not to count.
    let mut inside = ui.new_child(wide);
    let shown = ScrollArea::vertical().id_salt(id).auto_shrink(false).show(&mut inside, |ui| {
        ui.set_max_width(room.width());
        contents(ui)
    });
    ui.allocate_rect(room, Sense::hover());
    shown.inner
}
