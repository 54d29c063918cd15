//! Draws in points of the drawing what is seen in points of the window.

use std::sync::Arc;

use eframe::egui::epaint::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{Align2, Color32, CornerRadius, FontId, Galley, Painter, Pos2, Rect, Stroke, StrokeKind, pos2};

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

    /// Where a rectangle of the drawing is seen, on whole pixels.
    pub fn rect(&self, rect: Rect) -> Rect {
        let scale = self.painter.pixels_per_point();
        let whole = |point: Pos2| pos2((point.x * scale).round() / scale, (point.y * scale).round() / scale);
        let rect = self.view.rect_to_window(self.room, rect);
        Rect::from_min_max(whole(rect.min), whole(rect.max))
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

    /// Edges a rectangle with a line of this width in points of the window.
    pub fn edge(&self, rect: Rect, radius: f32, width: f32, colour: Color32) {
        let stroke = Stroke::new(width, colour);
        self.painter.rect_stroke(self.rect(rect), self.rounding(radius), stroke, StrokeKind::Inside);
    }

    /// A line through these points.
    pub fn line(&self, points: &[Pos2], width: f32, colour: Color32) {
        let points = points.iter().map(|&point| self.at(point)).collect();
        self.painter.line(points, Stroke::new(width, colour));
    }

    /// Lays out words in at most so many rows of this width in the drawing, ending in "…" where there is no room.
    pub fn words(&self, words: &str, font: FontId, colour: Color32, width: f32, rows: usize) -> Arc<Galley> {
        self.lay(words, font, colour, width, rows, None)
    }

    /// The same in two rows, as close as letters that reach below the line allow.
    pub fn two_rows(&self, words: &str, font: FontId, colour: Color32, width: f32) -> Arc<Galley> {
        self.lay(words, font, colour, width, 2, Some(1.06))
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
        let scale = self.painter.pixels_per_point();
        let corner = pos2((rect.min.x * scale).round() / scale, (rect.min.y * scale).round() / scale);
        self.painter.galley(corner, galley, self.colours.text);
        rect
    }
}
