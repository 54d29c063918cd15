//! Where the canvas is looked at: pan and zoom, between points of the drawing and points of the window.

use eframe::egui::{Pos2, Rect, Vec2, pos2, vec2};

/// The least and the greatest zoom.
pub const ZOOM: [f32; 2] = [0.1, 2.5];

/// Below this zoom titles cannot be read: those of 9.5 points are higher than their places in the nodes.
const LEGIBLE: f32 = 0.34;

/// The greatest zoom of what is fitted: a small network fills more of a large window, and its words stay below the size
/// of headings.
const LARGEST: f32 = 1.4;

/// Points between the drawing and the edge of its room when it is fitted.
const MARGIN: f32 = 24.0;

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

    /// Shows all parts of a drawing as large as they can be, clear of the tools along the lower edge of the room and of
    /// a card of this size in its right lower corner. Where the drawing has no parts, it may lie under the card.
    pub fn fit(&mut self, room: Rect, parts: &[Rect], card: Vec2) {
        let all = around(parts);
        if !all.is_finite() || all.width() <= 0.0 || all.height() <= 0.0 {
            *self = View::default();
            return;
        }
        let free = room.size() - vec2(2.0 * MARGIN, MARGIN + MARGIN.max(TOOLS));
        let covered = Rect::from_min_max(room.max - card, room.max);
        // In the left upper corner of the room, a part is clear of the card that ends left of it or above it, by a
        // point lest it depend on rounding.
        let clear = covered.min - room.min - Vec2::splat(MARGIN + 1.0);
        let largest = |part: &Rect| {
            let end = part.max - all.min;
            (clear.x / end.x).max(clear.y / end.y)
        };
        let whole = (free.x / all.width()).min(free.y / all.height()).min(LARGEST);
        let zoom = parts.iter().map(largest).fold(whole, f32::min).clamp(ZOOM[0], LARGEST);
        let corner = all.min - Vec2::splat(MARGIN / zoom);
        let spare = (free / zoom - all.size()).max(Vec2::ZERO);
        // A little above the middle. Where the card is in the way: nearer to the upper edge, else to the left one.
        let nearer = [1.0, 0.75, 0.5, 0.25, 0.0];
        let shares = nearer.iter().flat_map(|&across| nearer.map(|down| vec2(0.5 * across, 0.4 * down)));
        let hidden = |view: &View| parts.iter().any(|part| covered.intersects(view.rect_to_window(room, *part)));
        let mut views = shares.map(|share| View { corner: corner - share * spare, zoom });
        *self = views.find(|view| !hidden(view)).unwrap_or(View { corner, zoom });
    }

    /// Shows as much of a drawing with these parts as can be read, from its left upper corner on.
    pub fn open(&mut self, room: Rect, parts: &[Rect], card: Vec2) {
        self.fit(room, parts, card);
        if self.zoom < LEGIBLE {
            self.zoom = LEGIBLE;
            self.corner = around(parts).min - Vec2::splat(MARGIN / self.zoom);
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

/// What holds all parts of a drawing.
fn around(parts: &[Rect]) -> Rect {
    parts.iter().fold(Rect::NOTHING, |all, part| all.union(*part))
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
            view.fit(ROOM, &[all], card);
            let shown = view.rect_to_window(ROOM, all);
            assert!(ROOM.contains_rect(shown), "{shown:?}");
            let card = Rect::from_min_max(ROOM.max - card, ROOM.max);
            assert!(!card.intersects(shown), "{shown:?} under the card");
            assert!(view.zoom <= LARGEST);
        }
        let mut view = View::default();
        view.fit(ROOM, &[], card);
        assert_eq!(view, View::default());
    }

    #[test]
    fn an_empty_corner_of_the_drawing_may_lie_under_the_card() {
        let card = vec2(320.0, 170.0);
        let rows = [vec2(1500.0, 400.0), vec2(400.0, 900.0)].map(|size| Rect::from_min_size(pos2(10.0, 20.0), size));
        let [mut whole, mut parts] = [View::default(); 2];
        whole.fit(ROOM, &[around(&rows)], card);
        parts.fit(ROOM, &rows, card);
        assert!(parts.zoom > whole.zoom, "{parts:?}, {whole:?}");
        let covered = Rect::from_min_max(ROOM.max - card, ROOM.max);
        for row in rows.map(|row| parts.rect_to_window(ROOM, row)) {
            assert!(ROOM.contains_rect(row) && !covered.intersects(row), "{row:?}");
        }
    }

    #[test]
    fn what_is_opened_can_be_read_from_its_beginning_on() {
        let all = Rect::from_min_size(pos2(-40.0, 90.0), vec2(9000.0, 9000.0));
        let mut view = View::default();
        view.open(ROOM, &[all], vec2(320.0, 170.0));
        assert_eq!(view.zoom, LEGIBLE);
        assert!(view.seen(ROOM).contains(all.min));
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
