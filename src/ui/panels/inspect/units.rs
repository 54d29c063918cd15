//! A layer of units as a field of squares, readable for ten units and for two thousand.

use eframe::egui::{
    Align2, Color32, ColorImage, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::textures::{WHOLE, level, mark, paint, table};
use super::view::InspectView;
use crate::inspect::Maps;
use crate::ui::theme::{LABEL, mono, palette};

/// So many squares have a name each; of more, the field has one.
const NAMED: usize = 512;

/// Draws the field.
pub(super) fn show(ui: &mut Ui, view: &mut InspectView, maps: &Maps) {
    let count = maps.numbers.len();
    let room = ui.available_size() - vec2(ui.spacing().scroll.bar_width + 4.0, 8.0);
    let fitting = (room.x * room.y / count as f32).sqrt().floor();
    let side = (fitting * view.settings.zoom / 100.0).clamp(9.0, 72.0);
    let columns = ((room.x / side).floor() as usize).clamp(1, count);
    let side = (room.x / columns as f32).min(side * 1.2);
    let rows = count.div_ceil(columns);
    view.columns = columns;
    let (colours, seen) = (view.settings.colours, view.seen);
    let range = maps.range(None);
    let mark = mark((seen, columns, colours as u8));
    let texture = view.textures.get(ui.ctx(), "units", mark, false, || {
        let table = table(colours);
        let mut image = ColorImage::filled([columns, rows], Color32::TRANSPARENT);
        for (pixel, &number) in image.pixels.iter_mut().zip(&maps.numbers) {
            *pixel = table[level(number, range)];
        }
        image
    });
    let reveal = std::mem::take(&mut view.reveal);
    ScrollArea::vertical().id_salt("units").auto_shrink(false).show(ui, |ui| {
        let size = vec2(columns as f32, rows as f32) * side;
        let (rect, whole) = ui.allocate_exact_size(size, Sense::click());
        let named = count <= NAMED;
        if !named {
            whole.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{count} units")));
        }
        paint(ui, &texture, WHOLE, rect, 0);
        lines(ui, rect, side, columns, rows);
        let square = |unit: usize| {
            let corner = vec2((unit % columns) as f32, (unit / columns) as f32) * side;
            Rect::from_min_size(rect.min + corner, vec2(side, side))
        };
        let clip = ui.clip_rect();
        if named {
            for unit in (0..count).filter(|&unit| clip.intersects(square(unit))) {
                let response = ui.interact(square(unit), ui.scope_id().with(("unit", unit)), Sense::click());
                let chosen = view.channel == unit;
                let words = format!("unit {unit}: {:.3}", maps.numbers[unit]);
                response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, &words));
                if response.clicked() {
                    view.channel = unit;
                }
                if side >= 40.0 {
                    numbers(ui, square(unit), unit, maps.numbers[unit], level(maps.numbers[unit], range));
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
                whole.on_hover_text_at_pointer(format!("unit {unit}: {number:.4}"));
            }
        }
        if reveal {
            ui.scroll_to_rect(square(view.channel), None);
        }
        outline(ui, square(view.channel), palette(ui).accent);
    });
}

fn outline(ui: &Ui, rect: Rect, colour: Color32) {
    ui.painter().rect_stroke(rect, 2.0, Stroke::new(2.0, colour), StrokeKind::Outside);
}

/// Thin lines between the squares, in the colour of the ground.
fn lines(ui: &Ui, rect: Rect, side: f32, columns: usize, rows: usize) {
    let stroke = Stroke::new(if side > 24.0 { 3.0 } else { 1.0 }, palette(ui).background);
    for column in 0..=columns {
        let x = rect.left() + column as f32 * side;
        ui.painter().vline(x, rect.y_range(), stroke);
    }
    for row in 0..=rows {
        ui.painter().hline(rect.x_range(), rect.top() + row as f32 * side, stroke);
    }
}

/// The unit and its number, dark on light colours and light on dark ones.
fn numbers(ui: &Ui, rect: Rect, unit: usize, number: f32, level: usize) {
    let ink = if level > 150 { Color32::from_black_alpha(210) } else { Color32::from_white_alpha(210) };
    let words = if number.abs() < 10.0 { format!("{number:.2}") } else { format!("{number:.0}") };
    let faint = ink.gamma_multiply(0.7);
    let (top, low) = (pos2(rect.center().x, rect.top() + 7.0), pos2(rect.center().x, rect.bottom() - 7.0));
    ui.painter().text(top, Align2::CENTER_TOP, unit.to_string(), mono(LABEL - 1.0), faint);
    ui.painter().text(low, Align2::CENTER_BOTTOM, words, mono(LABEL), ink);
}
