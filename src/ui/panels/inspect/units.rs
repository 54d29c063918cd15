//! A layer of units as a field of squares, readable for ten units and for two thousand.

use eframe::egui::{
    Align2, Color32, ColorImage, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::textures::{WHOLE, level, mark, paint, table};
use super::view::InspectView;
use crate::inspect::Maps;
use crate::ui::theme::{LABEL, ink_on, mono, palette};
use crate::ui::widgets::scroll;
use crate::ui::words::grouped;

/// So many squares have a name each; of more, the field has one.
const NAMED: usize = 512;
/// The sides of the smallest and the largest square.
const SMALLEST: f32 = 9.0;
const LARGEST: f32 = 140.0;
/// The side of a square from which on its number is written.
const WRITTEN: f32 = 40.0;
/// The same for wide lines between squares.
const WIDE: f32 = 24.0;

/// Draws the field; `range` has the smallest and the largest number.
pub(super) fn show(ui: &mut Ui, view: &mut InspectView, maps: &Maps, range: [f32; 2]) {
    let count = maps.numbers.len();
    let columns = columns(ui.available_size(), count, view.settings.zoom);
    let [side, gap] = step(ui.available_width(), columns);
    let rows = count.div_ceil(columns);
    view.columns = columns;
    let (colours, seen) = (view.settings.colours, view.seen);
    let table = table(colours);
    let mark = mark((seen, columns, colours as u8));
    let texture = view.textures.get(ui.ctx(), "units", mark, false, || {
        let mut image = ColorImage::filled([columns, rows], Color32::TRANSPARENT);
        for (pixel, &number) in image.pixels.iter_mut().zip(&maps.numbers) {
            *pixel = table[level(number, range)];
        }
        image
    });
    let reveal = std::mem::take(&mut view.reveal);
    let written = Written::new(side, range);
    scroll(ui, "units", |ui| {
        let extent = vec2(columns as f32, rows as f32) * side;
        let (rect, whole) = ui.allocate_exact_size(extent - Vec2::splat(gap), Sense::click());
        let named = count <= NAMED;
        if !named {
            let words = format!("{} units", grouped(count as u64));
            whole.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
        }
        // Half of the room around the outer squares is cut off, so that colours change under the middle of a line.
        let off = Vec2::splat(gap / 2.0) / extent;
        paint(ui, &texture, Rect::from_min_max(WHOLE.min + off, WHOLE.max - off), rect, 0);
        lines(ui, rect, [side, gap], columns, rows);
        let square = |unit: usize| {
            let (column, row) = (unit % columns, unit / columns);
            let ends = |from: f32, place: usize| edge(from, side, place)..=edge(from, side, place + 1) - gap;
            Rect::from_x_y_ranges(ends(rect.left(), column), ends(rect.top(), row))
        };
        let clip = ui.clip_rect();
        if named {
            for unit in (0..count).filter(|&unit| clip.intersects(square(unit))) {
                let number = maps.numbers[unit];
                let response = ui.interact(square(unit), ui.scope_id().with(("unit", unit)), Sense::click());
                let chosen = view.channel == unit;
                let words = format!("unit {unit}: {number:.3}");
                response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &words));
                if response.clicked() {
                    view.channel = unit;
                }
                if side >= WRITTEN {
                    written.show(ui, square(unit), unit, number, ink_on(table[level(number, range)]));
                }
                if response.hovered() || response.has_focus() {
                    outline(ui, square(unit), palette(ui).dim);
                    response.on_hover_text(words);
                }
            }
        } else if let Some(at) = whole.hover_pos() {
            let place = (at - rect.min) / side;
            let unit = place.y as usize * columns + (place.x as usize).min(columns - 1);
            if let Some(number) = maps.numbers.get(unit) {
                outline(ui, square(unit), palette(ui).dim);
                if whole.clicked() {
                    view.channel = unit;
                }
                whole.on_hover_text_at_pointer(format!("unit {unit}: {number:.3}"));
            }
        }
        if reveal {
            ui.scroll_to_rect(square(view.channel), None);
        }
        outline(ui, square(view.channel), palette(ui).accent);
    });
}

/// How many squares lie in a row: as few as fit into the room, or more or fewer as the zoom asks.
fn columns(room: Vec2, count: usize, zoom: f32) -> usize {
    let most = ((room.x / SMALLEST) as usize).max(1);
    let fits = |columns: &usize| {
        let [side, gap] = step(room.x, *columns);
        side <= LARGEST && count.div_ceil(*columns) as f32 * side - gap <= room.y
    };
    let fitting = (1..most).find(fits).unwrap_or(most);
    ((fitting as f32 * 100.0 / zoom).round() as usize).clamp(1, most)
}

/// From one square to the next, and the room between them: the outer ones reach to the edges of the field, so that all
/// are equally large.
fn step(width: f32, columns: usize) -> [f32; 2] {
    let gap = if width > WIDE * columns as f32 { 3.0 } else { 1.0 };
    [(width + gap) / columns as f32, gap]
}

/// Where the square at a place begins, in whole points.
fn edge(from: f32, side: f32, place: usize) -> f32 {
    (from + place as f32 * side).round()
}

/// A frame inside a square, where nothing cuts it off; the ground between them sets it off from any colour.
fn outline(ui: &Ui, rect: Rect, colour: Color32) {
    ui.painter().rect_stroke(rect, 0.0, Stroke::new(2.0, colour), StrokeKind::Inside);
    if rect.width() > WIDE {
        let ground = Stroke::new(1.0, palette(ui).background);
        ui.painter().rect_stroke(rect.shrink(2.0), 0.0, ground, StrokeKind::Inside);
    }
}

/// Thin lines between the squares, in the colour of the ground.
fn lines(ui: &Ui, rect: Rect, [side, gap]: [f32; 2], columns: usize, rows: usize) {
    let ground = palette(ui).background;
    let before = |from: f32, place: usize| {
        let end = edge(from, side, place);
        end - gap..=end
    };
    for column in 1..columns {
        let line = Rect::from_x_y_ranges(before(rect.left(), column), rect.y_range());
        ui.painter().rect_filled(line, 0.0, ground);
    }
    for row in 1..rows {
        let line = Rect::from_x_y_ranges(rect.x_range(), before(rect.top(), row));
        ui.painter().rect_filled(line, 0.0, ground);
    }
}

/// How numbers are written into squares: all with as many decimals as there is room for in the longest.
struct Written {
    size: f32,
    decimals: usize,
}

impl Written {
    fn new(side: f32, [low, high]: [f32; 2]) -> Written {
        let size = (0.14 * side).clamp(LABEL, 15.0);
        let letters = ((side - 6.0) / (0.6 * size)).floor();
        let before = |number: f32| number.abs().max(1.0).log10().floor() + 1.0 + f32::from(u8::from(number < 0.0));
        let decimals = (letters - 1.0 - before(low).max(before(high))).clamp(0.0, 2.0) as usize;
        Written { size, decimals }
    }

    fn show(&self, ui: &Ui, rect: Rect, unit: usize, number: f32, ink: Color32) {
        let (top, low) = (pos2(rect.center().x, rect.top() + 7.0), pos2(rect.center().x, rect.bottom() - 7.0));
        // No "-0.00".
        let number = if number.abs() < 0.5 * 10f32.powi(-(self.decimals as i32)) { 0.0 } else { number };
        let words = format!("{number:.*}", self.decimals);
        ui.painter().text(top, Align2::CENTER_TOP, unit.to_string(), mono(self.size - 1.0), ink);
        ui.painter().text(low, Align2::CENTER_BOTTOM, words, mono(self.size), ink);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_squares_are_in_sight_where_they_can_be_and_numbers_have_as_many_decimals() {
        let room = vec2(870.0, 700.0);
        let step = |count: usize| step(room.x, columns(room, count, 100.0));
        let side = |count: usize| step(count)[0];
        let height = |count: usize| count.div_ceil(columns(room, count, 100.0)) as f32 * side(count) - step(count)[1];
        assert!([1, 10, 64, 512, 2048].iter().all(|&count| height(count) <= room.y && side(count) <= LARGEST));
        assert!(side(100_000) >= SMALLEST);
        assert_eq!([[0.0, 10.2], [0.0, 0.5], [-120.0, 3.0]].map(|range| Written::new(72.0, range).decimals), [2; 3]);
        assert_eq!([[0.0, 10.2], [-10.2, 1.0]].map(|range| Written::new(40.0, range).decimals), [2, 1]);
    }
}
