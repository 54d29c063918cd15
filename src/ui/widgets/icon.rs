//! Icons, drawn from a few shapes, so that no font is needed and all have one weight.

use eframe::egui::{Color32, Painter, Rect, Shape, Stroke, Vec2, pos2, vec2};

/// A sign of 16 points width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Goes on.
    Play,
    /// On hold.
    Pause,
    /// Ends.
    Stop,
    /// Finished.
    Check,
    /// Failed.
    Cross,
    /// Getting ready.
    Dots,
    /// The other theme.
    Contrast,
    /// A folder.
    Folder,
    /// The menus.
    Menu,
}

impl Icon {
    /// Draws it in the middle of the rectangle.
    pub fn paint(self, painter: &Painter, within: Rect, colour: Color32) {
        let rect = Rect::from_center_size(within.center().round(), Vec2::splat(12.0));
        let at = |x: f32, y: f32| pos2(rect.left() + x, rect.top() + y);
        let stroke = Stroke::new(1.6, colour);
        match self {
            Icon::Play => {
                let corners = vec![at(2.5, 1.0), at(11.0, 6.0), at(2.5, 11.0)];
                painter.add(Shape::convex_polygon(corners, colour, Stroke::NONE));
            }
            Icon::Pause => {
                for x in [2.0, 7.0] {
                    painter.rect_filled(Rect::from_min_size(at(x, 1.0), vec2(3.0, 10.0)), 1.0, colour);
                }
            }
            Icon::Stop => {
                painter.rect_filled(Rect::from_min_max(at(1.5, 1.5), at(10.5, 10.5)), 1.5, colour);
            }
            Icon::Check => {
                painter.line(vec![at(1.0, 6.5), at(4.5, 10.0), at(11.0, 2.0)], stroke);
            }
            Icon::Cross => {
                painter.line_segment([at(2.0, 2.0), at(10.0, 10.0)], stroke);
                painter.line_segment([at(10.0, 2.0), at(2.0, 10.0)], stroke);
            }
            Icon::Dots => {
                for x in [1.5, 6.0, 10.5] {
                    painter.circle_filled(at(x, 6.0), 1.4, colour);
                }
            }
            Icon::Contrast => {
                painter.circle_stroke(rect.center(), 6.0, Stroke::new(1.4, colour));
                let half = (0..=16).map(|part| std::f32::consts::PI * part as f32 / 16.0);
                let edge = half.map(|angle| rect.center() + 6.0 * vec2(angle.sin(), angle.cos()));
                painter.add(Shape::convex_polygon(edge.collect(), colour, Stroke::NONE));
            }
            Icon::Menu => {
                for y in [2.0, 6.0, 10.0] {
                    painter.line_segment([at(0.5, y), at(11.5, y)], Stroke::new(1.4, colour));
                }
            }
            Icon::Folder => {
                let outline = [at(0.5, 2.0), at(4.5, 2.0), at(6.0, 3.8), at(11.5, 3.8), at(11.5, 10.5), at(0.5, 10.5)];
                painter.add(Shape::closed_line(outline.to_vec(), Stroke::new(1.4, colour)));
            }
        }
    }
}
