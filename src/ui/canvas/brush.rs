//! Draws in points of the drawing what is seen in points of the window.

use std::sync::Arc;

use eframe::egui::epaint::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{
    Align2, Color32, CornerRadius, FontId, Galley, Painter, Pos2, Rect, Stroke, StrokeKind, Vec2, pos2, vec2,
};

use super::view::View;
use crate::ui::theme::Palette;

/// Draws on the canvas.
pub struct Brush<'a> {
    /// What it draws with.
    pub painter: &'a Painter,
    /// What is seen.
    pub view: View,
    /// Where it is seen.
    pub room: Rect,
    /// The colours of the theme.
    pub colours: &'static Palette,
}

impl Brush<'_> {
    /// Where a point of the drawing is seen.
    pub fn at(&self, point: Pos2) -> Pos2 {
        self.view.to_window(self.room, point)
    }

    /// The nearest corner of pixels to a point of the window.
    fn snap(&self, point: Pos2) -> Pos2 {
        let scale = self.painter.pixels_per_point();
        pos2((point.x * scale).round() / scale, (point.y * scale).round() / scale)
    }

    /// Where a rectangle of the drawing is seen, on whole pixels.
    pub fn rect(&self, rect: Rect) -> Rect {
        let rect = self.view.rect_to_window(self.room, rect);
        Rect::from_min_max(self.snap(rect.min), self.snap(rect.max))
    }

    /// Where one of many square tiles of the drawing is seen, on whole pixels: as large as each of the others.
    pub fn tile(&self, corner: Pos2, side: f32, gap: f32) -> Rect {
        let scale = self.painter.pixels_per_point();
        let side = side_of_tiles(side, gap, self.view.zoom * scale) / scale;
        Rect::from_min_size(self.snap(self.at(corner)), Vec2::splat(side))
    }

    /// How long something is seen.
    pub fn length(&self, length: f32) -> f32 {
        length * self.view.zoom
    }

    /// A rounding as it is seen.
    pub fn rounding(&self, radius: f32) -> CornerRadius {
        CornerRadius::same(self.length(radius).round().clamp(1.0, 40.0) as u8)
    }

    /// Fills a rectangle.
    pub fn fill(&self, rect: Rect, radius: f32, colour: Color32) {
        self.painter.rect_filled(self.rect(rect), self.rounding(radius), colour);
    }

    /// Fills a bar of this size in points of the window, on whole pixels; the middle of its left side is at a point of
    /// the drawing.
    pub fn bar(&self, left: Pos2, size: Vec2, colour: Color32) {
        let size = self.snap(size.to_pos2()).to_vec2();
        let corner = self.snap(self.at(left) - vec2(0.0, size.y / 2.0));
        self.painter.rect_filled(Rect::from_min_size(corner, size), CornerRadius::ZERO, colour);
    }

    /// Edges a rectangle with a line of this width in points of the window.
    pub fn edge(&self, rect: Rect, radius: f32, width: f32, colour: Color32) {
        let stroke = Stroke::new(width, colour);
        self.painter.rect_stroke(self.rect(rect), self.rounding(radius), stroke, StrokeKind::Inside);
    }

    /// A line through these points, as wide as whole pixels; straight pieces along an axis lie on pixels, so that all
    /// are equally sharp.
    pub fn line(&self, points: &[Pos2], width: f32, colour: Color32) {
        let scale = self.painter.pixels_per_point();
        let pixels = (width * scale).round().max(1.0);
        let shift = if pixels as u32 % 2 == 1 { 0.5 } else { 0.0 };
        let on_pixel = |place: f32| ((place * scale - shift).round() + shift) / scale;
        let places: Vec<Pos2> = points.iter().map(|&point| self.at(point)).collect();
        let sharp = |at: usize| {
            let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| places.get(at));
            let mut place = places[at];
            for other in beside {
                if (other.x - places[at].x).abs() < 0.01 {
                    place.x = on_pixel(places[at].x);
                }
                if (other.y - places[at].y).abs() < 0.01 {
                    place.y = on_pixel(places[at].y);
                }
            }
            place
        };
        let points = (0..places.len()).map(sharp).collect();
        self.painter.line(points, Stroke::new(pixels / scale, colour));
    }

    /// The point of the drawing next to this one that lies on a corner of a pixel.
    pub fn snapped(&self, point: Pos2) -> Pos2 {
        let place = self.at(point);
        point + (self.snap(place) - place) / self.view.zoom
    }

    /// Lays out words in at most so many rows of this width in the drawing, ending in "…" where there is no room.
    pub fn words(&self, words: &str, font: FontId, colour: Color32, width: f32, rows: usize) -> Arc<Galley> {
        self.lay(words, font, colour, width, rows, None)
    }

    /// Lays out words that a line break divides in two rows, as close as letters that reach below the line allow.
    pub fn two_rows(&self, words: &str, font: FontId, colour: Color32, width: f32) -> Arc<Galley> {
        self.lay(words, font, colour, width, 2, Some(1.0))
    }

    /// `leading` is the height of a row as a part of the letters' size, where it is not the usual one.
    fn lay(
        &self,
        words: &str,
        font: FontId,
        colour: Color32,
        width: f32,
        rows: usize,
        leading: Option<f32>,
    ) -> Arc<Galley> {
        // Whole steps of sizes keep the number of letters that are drawn for the screen small.
        let size = (self.length(font.size) * 4.0).round().max(4.0) / 4.0;
        let line_height = leading.map(|part| part * size);
        let font_id = FontId::new(size, font.family);
        let format = TextFormat { font_id, color: colour, line_height, ..TextFormat::default() };
        let mut job = LayoutJob::single_section(words.to_owned(), format);
        job.wrap = TextWrapping {
            max_width: self.length(width).max(1.0),
            max_rows: rows,
            break_anywhere: rows == 1,
            ..TextWrapping::default()
        };
        self.painter.layout_job(job)
    }

    /// Writes laid-out words so that this corner or side of them is at a point of the drawing.
    pub fn write(&self, point: Pos2, anchor: Align2, galley: Arc<Galley>) -> Rect {
        let rect = anchor.anchor_size(self.at(point), galley.size());
        self.painter.galley(self.snap(rect.min), galley, self.colours.text);
        rect
    }
}

/// The side of tiles in pixels, of which there are so many to a point of the drawing. The corners of tiles are rounded
/// to whole pixels each for itself; even so none touches the next.
fn side_of_tiles(side: f32, gap: f32, pixels: f32) -> f32 {
    (((side + gap) * pixels).floor() - (gap * pixels).round().max(1.0)).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_keep_apart_and_fill_their_places() {
        for (side, gap) in [(24.17, 3.0), (37.75, 3.0), (8.19, 2.0)] {
            for zoom in [0.34, 0.5, 0.78, 0.93, 1.0, 1.4, 2.8] {
                let seen = side_of_tiles(side, gap, zoom);
                let corner = |place: usize| (place as f32 * (side + gap) * zoom).round();
                for place in 0..16 {
                    assert!(corner(place) + seen + 1.0 <= corner(place + 1), "{side} at {zoom}: {seen}");
                }
                assert!((seen - side * zoom).abs() <= 1.5, "{side} at {zoom}: {seen}");
            }
        }
    }
}
