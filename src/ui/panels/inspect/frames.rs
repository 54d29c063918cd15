//! Frames around what is chosen or pointed at, which hide nothing of it.

use eframe::egui::{Color32, Rect, Stroke, StrokeKind, Ui};

use crate::ui::theme::palette;

/// The room that a frame takes beyond what it frames.
pub(super) const EDGE: f32 = 3.0;

/// The rounding of what lies around a tile.
const ROUNDING: f32 = 7.0;

/// A faint ground under a tile, as large as the frame around it.
pub(super) fn ground(ui: &Ui, tile: Rect) {
    ui.painter().rect_filled(tile.expand(EDGE), ROUNDING, palette(ui).panel);
}

/// A frame around a tile.
pub(super) fn around(ui: &Ui, tile: Rect, colour: Color32) {
    ui.painter().rect_stroke(tile.expand(EDGE), ROUNDING, Stroke::new(2.0, colour), StrokeKind::Inside);
}

/// Marks a cell of a map: dark and light, so that it is seen on every colour, and within the map.
pub(super) fn cell(ui: &Ui, cell: Rect, map: Rect) {
    // A small cell would be hidden by a frame inside it.
    let frame = if cell.width().min(cell.height()) < 10.0 { cell.expand(2.0) } else { cell }.intersect(map);
    for (inset, width, colour) in [(0.0, 3.0, Color32::BLACK), (1.0, 1.0, Color32::WHITE)] {
        ui.painter().rect_stroke(frame.shrink(inset), 0.0, Stroke::new(width, colour), StrokeKind::Inside);
    }
}
