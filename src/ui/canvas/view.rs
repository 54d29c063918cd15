//! Where the canvas is looked at: pan and zoom, between points of the drawing and points of the window.

use eframe::egui::{Pos2, Rect, Vec2, pos2, vec2};

/// The least and the greatest zoom.
pub const ZOOM: [f32; 2] = [0.1, 2.5];

/// Below this zoom titles cannot be read.
const LEGIBLE: f32 = 0.36;

/// Points between the drawing and the edge of its room when it is fitted.
const MARGIN: f32 = 36.0;

/// The height of the tools along the lower edge, with the room below them.
const TOOLS: f32 = 56.0;

/// Which part of the drawing is seen, and how large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The point of the drawing in the left upper corner of the room.
    pub corner: Pos2,
    /// Points of the window for each point of the drawing.
    pub zoom: f32,
}

impl Default for View {
    fn default() -> View {
        View { corner: pos2(-MARGIN, -MARGIN), zoom: 1.0 }
    }
}

impl View {
    /// Where a point of the drawing is seen in a room.
    pub fn to_window(&self, room: Rect, point: Pos2) -> Pos2 {
        room.min + (point - self.corner) * self.zoom
    }

    /// Where a rectangle of the drawing is seen in a room.
    pub fn rect_to_window(&self, room: Rect, rect: Rect) -> Rect {
        Rect::from_min_max(self.to_window(room, rect.min), self.to_window(room, rect.max))
    }

    /// The point of the drawing that is seen at a point of the window.
    pub fn to_drawing(&self, room: Rect, point: Pos2) -> Pos2 {
        self.corner + (point - room.min) / self.zoom
    }

    /// The part of the drawing that is seen in a room.
    pub fn seen(&self, room: Rect) -> Rect {
        Rect::from_min_size(self.corner, room.size() / self.zoom)
    }

    /// Moves the drawing by so many points of the window.
    pub fn pan(&mut self, by: Vec2) {
        self.corner -= by / self.zoom;
    }

    /// Zooms by a factor; what is seen at this point of the window stays there.
    pub fn zoom_at(&mut self, room: Rect, point: Pos2, factor: f32) {
        let fixed = self.to_drawing(room, point);
        self.zoom = (self.zoom * factor).clamp(ZOOM[0], ZOOM[1]);
        self.corner = fixed - (point - room.min) / self.zoom;
    }

    /// Shows all of a rectangle of the drawing, at most in its natural size, clear of the tools along the lower edge of
    /// the room and of a card of this size in its right lower corner: beside it or above it, whichever is larger.
    pub fn fit(&mut self, room: Rect, all: Rect, card: Vec2) {
        if !all.is_finite() || all.width() <= 0.0 || all.height() <= 0.0 {
            *self = View::default();
            return;
        }
        let free = room.size() - vec2(2.0 * MARGIN, MARGIN + MARGIN.max(TOOLS));
        let (beside, above) = (free - vec2(card.x, 0.0), free - vec2(0.0, card.y - TOOLS + 12.0));
        // Where the drawing is small, it lies in the middle and still clear of the card.
        self.lie(free, all);
        let covered = Rect::from_min_max(room.max - card, room.max);
        if self.zoom < 1.0 || covered.intersects(self.rect_to_window(room, all)) {
            let zoom = |room: Vec2| (room.x / all.width()).min(room.y / all.height());
            self.lie(if zoom(beside) > zoom(above) { beside } else { above }, all);
        }
    }

    /// Shows all of a rectangle in a room of this size, a little above its middle.
    fn lie(&mut self, room: Vec2, all: Rect) {
        self.zoom = (room.x / all.width()).min(room.y / all.height()).clamp(ZOOM[0], 1.0);
        let spare = (room / self.zoom - all.size()).max(Vec2::ZERO);
        self.corner = all.min - Vec2::splat(MARGIN / self.zoom) - vec2(0.5 * spare.x, 0.4 * spare.y);
    }

    /// Shows as much of a rectangle of the drawing as can be read, from its left upper corner on.
    pub fn open(&mut self, room: Rect, all: Rect, card: Vec2) {
        self.fit(room, all, card);
        if self.zoom < LEGIBLE {
            self.zoom = LEGIBLE;
            self.corner = all.min - Vec2::splat(MARGIN / self.zoom);
        }
    }

    /// Moves as little as is needed to see a rectangle of the drawing.
    pub fn reveal(&mut self, room: Rect, rect: Rect) {
        let seen = self.seen(room.shrink(16.0));
        let seen = seen.translate(Vec2::splat(16.0 / self.zoom));
        let along = |low: f32, high: f32, from: f32, to: f32| match (from < low, to > high) {
            (true, _) => from - low,
            (_, true) => (to - high).min(from - low),
            _ => 0.0,
        };
        self.corner += vec2(
            along(seen.left(), seen.right(), rect.left(), rect.right()),
            along(seen.top(), seen.bottom(), rect.top(), rect.bottom()),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Rect = Rect { min: pos2(200.0, 48.0), max: pos2(1000.0, 648.0) };

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let mut view = View { corner: pos2(30.0, -70.0), zoom: 0.8 };
        let pointer = pos2(777.0, 333.0);
        let before = view.to_drawing(ROOM, pointer);
        view.zoom_at(ROOM, pointer, 1.3);
        assert!((view.to_drawing(ROOM, pointer) - before).length() < 1e-3);
        view.zoom_at(ROOM, pointer, 1e9);
        assert_eq!(view.zoom, ZOOM[1]);
        assert!((view.to_window(ROOM, before) - pointer).length() < 0.1);
    }

    #[test]
    fn what_is_fitted_is_seen_whole_and_clear_of_the_card() {
        let card = vec2(320.0, 170.0);
        for all in [vec2(700.0, 500.0), vec2(5000.0, 100.0), vec2(100.0, 2000.0), vec2(10.0, 10.0)] {
            let all = Rect::from_min_size(pos2(-40.0, 90.0), all);
            let mut view = View::default();
            view.fit(ROOM, all, card);
            let shown = view.rect_to_window(ROOM, all);
            assert!(ROOM.contains_rect(shown), "{shown:?}");
            let card = Rect::from_min_max(ROOM.max - card, ROOM.max);
            assert!(!card.intersects(shown), "{shown:?} under the card");
            assert!(view.zoom <= 1.0);
        }
        let mut view = View::default();
        view.fit(ROOM, Rect::NOTHING, card);
        assert_eq!(view, View::default());
    }

    #[test]
    fn what_is_revealed_is_seen() {
        let mut view = View { corner: pos2(0.0, 0.0), zoom: 1.5 };
        for place in [pos2(3000.0, -500.0), pos2(-100.0, 4000.0)] {
            let rect = Rect::from_min_size(place, vec2(184.0, 120.0));
            view.reveal(ROOM, rect);
            assert!(view.seen(ROOM).contains_rect(rect));
            let before = view;
            view.reveal(ROOM, rect);
            assert!((view.corner - before.corner).length() < 0.01, "what is seen needs no move");
        }
    }
}
