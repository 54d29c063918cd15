//! What is longer than a side panel: scrolled, with the bar in the panel's margin, where it covers nothing.

use std::ops::Range;

use eframe::egui::{Rect, ScrollArea, Sense, Ui, UiBuilder};

use crate::ui::theme::PAD;

/// Scrolls these contents in the room that is left; `id` tells areas of one panel apart.
pub fn scroll<R>(ui: &mut Ui, id: &str, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let height = ui.available_height();
    scroll_seen(ui, id, height, |ui, _| contents(ui))
}

/// The same this high, for contents of which only what is in sight is to be drawn: they are told what that is.
pub fn scroll_seen<R>(ui: &mut Ui, id: &str, height: f32, contents: impl FnOnce(&mut Ui, Rect) -> R) -> R {
    let room = ui.available_rect_before_wrap();
    let room = room.with_max_y(room.top() + height);
    let wide = UiBuilder::new().max_rect(room.with_max_x(room.right() + PAD - 3.0));
    // A panel grows with what is in it: the margin is not to count.
    let mut inside = ui.new_child(wide);
    let shown = ScrollArea::vertical().id_salt(id).auto_shrink(false).show_viewport(&mut inside, |ui, seen| {
        ui.set_max_width(room.width());
        contents(ui, seen)
    });
    ui.allocate_rect(room, Sense::hover());
    shown.inner
}

/// The rows of this height that are in sight, with one more on either side.
pub fn rows_seen(seen: Rect, height: f32, count: usize) -> Range<usize> {
    let last = (seen.bottom() / height).ceil().max(0.0) as usize + 1;
    let first = (seen.top() / height).floor().max(0.0) as usize;
    first.saturating_sub(1).min(count)..last.min(count)
}
