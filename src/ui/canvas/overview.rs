//! A small picture of the whole network, while only a part of it is seen; dragging in it moves what is seen.

use eframe::egui::{Id, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use super::view::View;
use crate::ui::theme::{self, GAP, palette};

const SIZE: Vec2 = vec2(168.0, 112.0);

/// Draws the overview in the right upper corner of the room, if there is more than is seen. `nodes` are the places of
/// nodes with their colours.
pub fn overview(ui: &Ui, view: &mut View, room: Rect, nodes: &[(Rect, eframe::egui::Color32)]) {
    let all = nodes.iter().fold(Rect::NOTHING, |all, (rect, _)| all.union(*rect));
    if nodes.is_empty() || !all.is_finite() || view.seen(room).expand(1.0).contains_rect(all) {
        return;
    }
    let colours = palette(ui);
    let place = Rect::from_min_size(room.right_top() + vec2(-GAP - SIZE.x, GAP), SIZE);
    let response = ui.interact(place, Id::unique("canvas overview"), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Overview of the network"));
    let shown = all.union(view.seen(room)).expand(24.0);
    let scale = ((place.width() - 12.0) / shown.width()).min((place.height() - 12.0) / shown.height());
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged() || response.clicked()) {
        let to = shown.center() + (pointer - place.center()) / scale;
        view.corner = to - room.size() / view.zoom / 2.0;
    }
    let at = |rect: Rect| {
        let middle = place.center() + (rect.center() - shown.center()) * scale;
        Rect::from_center_size(middle, rect.size() * scale).intersect(place.shrink(3.0))
    };
    let painter = ui.painter_at(place);
    painter.rect(place, theme::RADIUS, colours.panel, Stroke::new(1.0, colours.line), StrokeKind::Inside);
    for (rect, colour) in nodes {
        let rect = at(*rect);
        if rect.is_positive() {
            painter.rect_filled(rect, 1.5, colour.gamma_multiply(0.8));
        }
    }
    let colour = if response.has_focus() { colours.text } else { colours.accent };
    painter.rect_stroke(at(view.seen(room)), 2.0, Stroke::new(1.25, colour), StrokeKind::Inside);
}
