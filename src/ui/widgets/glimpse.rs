//! What samples look like, in a grid of a start page's card: pictures with hard pixels, or points in the plane.

use eframe::egui::{
    ColorImage, Image, Rect, Stroke, StrokeKind, TextureHandle, TextureOptions, Ui, load::SizedTexture, pos2, vec2,
};

use super::columns;
use crate::ui::state::Glimpse;
use crate::ui::theme::{palette, series};

const COLUMNS: usize = 4;
const ROWS: usize = 2;

/// The height of a glimpse of this width.
pub fn glimpse_height(width: f32) -> f32 {
    let tile = (width - 3.0 * (COLUMNS as f32 - 1.0)) / COLUMNS as f32;
    // The same for columns whose widths differ by a point.
    (tile * ROWS as f32 / 4.0).round() * 4.0 + 3.0
}

/// Fills the rectangle with what samples look like. The texture is made once, when first drawn.
pub fn glimpse(ui: &mut Ui, rect: Rect, key: &str, what: Option<&Glimpse>, texture: &mut Option<TextureHandle>) {
    match what {
        Some(Glimpse::Pictures(atlas, count)) => {
            let texture = texture.get_or_insert_with(|| load(ui, key, atlas));
            pictures(ui, rect, texture, *count);
        }
        Some(Glimpse::Points(all)) => points(ui, rect, all),
        None => {
            ui.painter().rect_filled(rect, 3.0, palette(ui).panel);
        }
    }
}

fn load(ui: &Ui, key: &str, atlas: &ColorImage) -> TextureHandle {
    ui.ctx().load_texture(key, atlas.clone(), TextureOptions::NEAREST)
}

fn pictures(ui: &mut Ui, rect: Rect, texture: &TextureHandle, count: usize) {
    let height = (rect.height() - 3.0) / ROWS as f32;
    for place in 0..count.min(COLUMNS * ROWS) {
        let column = columns::<COLUMNS>(rect, 3.0)[place % COLUMNS];
        let top = rect.top() + (place / COLUMNS) as f32 * (height + 3.0);
        let tile = Rect::from_min_max(pos2(column.left(), top.round()), pos2(column.right(), (top + height).round()));
        let part = |place: usize| place as f32 / count as f32;
        let uv = Rect::from_min_max(pos2(part(place), 0.0), pos2(part(place + 1), 1.0));
        Image::from_texture(SizedTexture::from_handle(texture)).uv(uv).corner_radius(2).paint_at(ui, tile);
    }
}

fn points(ui: &mut Ui, rect: Rect, all: &[([f32; 2], usize)]) {
    let colours = palette(ui);
    let painter = ui.painter_at(rect);
    painter.rect(rect, 3.0, colours.panel, Stroke::new(1.0, colours.line), StrokeKind::Inside);
    let scale = rect.height() / 2.0 / 1.16;
    for (place, class) in all {
        let at = rect.center() + scale * vec2(place[0], -place[1]);
        painter.circle_filled(at, 1.7, series(ui, *class));
    }
}
