//! A wall of tiles that can be chosen: rows that fill the width, with larger tiles where all are in sight anyway.

use eframe::egui::{Color32, Pos2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::frames::{EDGE, around};
use super::view::InspectView;
use crate::ui::theme::{LABEL, mono, palette};
use crate::ui::widgets::scroll_seen;

/// The usual room between tiles, and that between rows.
pub(super) const BETWEEN: f32 = 8.0;
/// How much larger than asked for a tile may be.
const GROWTH: f32 = 1.7;

/// Where the tiles of a wall lie.
pub(super) struct Wall {
    count: usize,
    /// How many tiles lie in a row.
    pub columns: usize,
    side: f32,
    tall: f32,
    /// The room between tiles of a row.
    between: f32,
    /// The height of a row with the room below it.
    line: f32,
}

impl Wall {
    /// So many tiles, `ratio` times as high as wide, with room between those of a row and below each, about as large as
    /// the view asks for.
    pub fn new(ui: &Ui, view: &InspectView, count: usize, ratio: f32, room: [f32; 2]) -> Wall {
        Wall::fitting(ui.available_size(), view.settings.zoom, count, ratio, room)
    }

    fn fitting(room: Vec2, zoom: f32, count: usize, ratio: f32, [between, below]: [f32; 2]) -> Wall {
        let width = room.x.max(24.0);
        let tiles = |columns: usize| {
            let side = ((width - between * (columns as f32 - 1.0)) / columns as f32).clamp(4.0, 2.0 * zoom);
            let tall = (side * ratio).clamp(12.0, (3.0 * side).max(12.0)).round();
            Wall { count, columns, side, tall, between, line: tall + below + BETWEEN }
        };
        let usual = (((width + between) / (zoom + between)).round() as usize).clamp(1, count.max(1));
        let most = (GROWTH * zoom).min(width);
        let grown = (1..=usual).map(tiles).find(|wall| wall.side <= most && wall.height() <= room.y);
        grown.unwrap_or_else(|| tiles(usual))
    }

    fn height(&self) -> f32 {
        (self.count.div_ceil(self.columns) as f32 * self.line - BETWEEN).max(0.0) + 2.0 * EDGE
    }

    /// Where a tile lies, from the corner of the wall. Edges are whole points, so that rows end at the same one.
    fn place(&self, tile: usize) -> Rect {
        let across = column(self.side + self.between, self.side, tile % self.columns);
        let top = EDGE + (tile / self.columns) as f32 * self.line;
        Rect::from_min_max(pos2(across[0], top), pos2(across[1], top + self.tall))
    }

    /// Draws those tiles that are in sight; one may be asked to come into sight.
    pub fn show(&self, ui: &mut Ui, id: &str, reveal: Option<usize>, mut draw: impl FnMut(&mut Ui, usize, Rect)) {
        let height = ui.available_height();
        scroll_seen(ui, id, height, |ui, seen| {
            ui.set_height(self.height());
            let origin = ui.max_rect().min.to_vec2();
            if let Some(tile) = reveal {
                ui.scroll_to_rect(self.place(tile).translate(origin).expand(BETWEEN), None);
            }
            let first = (seen.top() / self.line).floor().max(0.0) as usize * self.columns;
            let last = ((seen.bottom() / self.line).ceil().max(0.0) as usize + 1) * self.columns;
            for tile in first..last.min(self.count) {
                draw(ui, tile, self.place(tile).translate(origin));
            }
        });
    }
}

/// The ends of a column, the distance from each to the next being `step`, in whole points.
pub(super) fn column(step: f32, width: f32, at: usize) -> [f32; 2] {
    let left = at as f32 * step;
    [left.round(), (left + width).round()]
}

/// A tile that can be chosen; `word` is what it is one of.
pub(super) fn tile(
    ui: &mut Ui,
    view: &mut InspectView,
    rect: Rect,
    (word, channel): (&str, usize),
    draw: impl FnOnce(&Ui),
) -> Response {
    let response = ui.interact(rect, ui.scope_id().with(("channel", channel)), Sense::click());
    let chosen = view.channel == channel;
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("{word} {channel}")));
    if response.clicked() {
        view.channel = channel;
    }
    if response.gained_focus() {
        ui.scroll_to_rect(rect, None);
    }
    draw(ui);
    let colours = palette(ui);
    if chosen || response.has_focus() || response.hovered() {
        around(ui, rect, if chosen || response.has_focus() { colours.accent } else { colours.dim });
    }
    response
}

/// Ctrl with the wheel, or two fingers, make the tiles of a wall larger or smaller.
pub(super) fn pinch(ui: &Ui, view: &mut InspectView) {
    let room = ui.available_rect_before_wrap();
    if ui.rect_contains_pointer(room) {
        let by = ui.input(|input| input.zoom_delta());
        view.settings.zoom_by(by);
    }
}

/// The height of a chip with so many lines.
fn tall(lines: usize) -> f32 {
    15.0 * lines as f32 + 1.0
}

/// A few letters in the lower left corner of a tile, legible on any picture.
pub(super) fn chip(ui: &Ui, rect: Rect, words: &str) {
    if rect.height() >= 28.0 {
        chip_at(ui, pos2(rect.left() + 4.0, rect.bottom() - 4.0 - tall(1)), words);
    }
}

/// Lines of letters at the left of a tile, in the half away from the pointer. Whether there was room.
pub(super) fn chip_away(ui: &Ui, rect: Rect, pointer: Pos2, words: &str) -> bool {
    let lines = words.lines().count();
    let widest = words.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let size = vec2(widest as f32 * 0.6 * LABEL + 16.0, tall(lines) + 8.0);
    if size.x > rect.width() || 2.0 * size.y > rect.height() {
        return false;
    }
    let top = if pointer.y > rect.center().y { rect.top() + 4.0 } else { rect.bottom() - 4.0 - tall(lines) };
    chip_at(ui, pos2(rect.left() + 4.0, top), words);
    true
}

fn chip_at(ui: &Ui, corner: Pos2, words: &str) {
    let text = ui.painter().layout_no_wrap(words.to_owned(), mono(LABEL), Color32::WHITE);
    let chip = Rect::from_min_size(corner, vec2(text.size().x + 8.0, tall(words.lines().count())));
    ui.painter().rect_filled(chip, 4.0, Color32::from_black_alpha(190));
    ui.painter().galley((chip.center() - text.size() / 2.0).round(), text, Color32::WHITE);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_at_the_edge_and_tiles_grow_where_there_is_room() {
        let small = Wall::fitting(vec2(750.0, 500.0), 100.0, 64, 1.0, [8.0, 0.0]);
        assert_eq!((small.columns, small.place(6).right(), small.place(7).left()), (7, 750.0, 0.0));
        assert!(small.height() > 500.0);
        let large = Wall::fitting(vec2(2000.0, 1300.0), 100.0, 64, 1.0, [8.0, 15.0]);
        assert_eq!(large.place(large.columns - 1).right(), 2000.0);
        assert!(large.side > 140.0 && large.height() <= 1300.0);
        let apart = Wall::fitting(vec2(750.0, 500.0), 100.0, 64, 1.0, [16.0, 17.0]);
        assert_eq!(
            (apart.place(apart.columns - 1).right(), apart.place(1).left() - apart.place(0).right()),
            (750.0, 16.0)
        );
        assert_eq!(Wall::fitting(vec2(10.0, 0.0), 100.0, 1, 1.0, [8.0, 0.0]).columns, 1);
    }
}
