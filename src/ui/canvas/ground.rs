//! The empty ground and what the hand does over it: frames, wires, layers from the palette.

use std::collections::BTreeSet;

use eframe::egui::{
    Align2, CursorIcon, DragAndDrop, Mesh, PointerButton, Pos2, Rect, Response, Stroke, StrokeKind, Ui, Vec2, pos2,
    vec2,
};

use super::brush::Brush;
use super::geometry::{self, Body, input_port, output_port, way};
use super::hand::{Hand, wire_below};
use super::show::Stage;
use crate::layers::{Arity, Layer};
use crate::network::Wire;
use crate::ui::theme;

/// Where the pointer holds a layer that comes from the palette.
const HELD: Vec2 = vec2(92.0, 24.0);

impl Stage<'_> {
    /// The empty ground: frames around nodes, wires that are clicked.
    pub(super) fn ground(
        &mut self,
        ui: &Ui,
        ground: &Response,
        hovered: Option<Wire>,
        rects: &[(u32, Rect)],
        busy: bool,
    ) {
        let canvas = &mut *self.canvas;
        if busy {
            canvas.hand = Hand::Free;
            return;
        }
        let (view, room) = (canvas.view, self.room);
        let at = |point: Pos2| view.to_drawing(room, point);
        if ground.clicked_by(PointerButton::Primary) {
            ui.memory_mut(|memory| {
                if let Some(id) = memory.focused() {
                    memory.surrender_focus(id);
                }
            });
            canvas.select([]);
            canvas.wire = hovered;
        }
        if ground.drag_started_by(PointerButton::Primary) {
            let adds = ui.input(|input| input.modifiers.shift || input.modifiers.command);
            let before = if adds { canvas.selection.clone() } else { BTreeSet::new() };
            let origin = ui.input(|input| input.pointer.press_origin()).unwrap_or_default();
            canvas.hand = Hand::Framing(at(origin), before);
            canvas.wire = None;
        }
        let Some(pointer) = ui.input(|input| input.pointer.latest_pos()).map(at) else { return };
        if let Some(framed) = canvas.hand.framed(pointer, rects) {
            canvas.selection = framed;
        }
        canvas.hand.carry(self.network, pointer);
        if hovered.is_some() {
            ui.ctx().set_cursor_icon(CursorIcon::PointingHand);
        }
    }

    /// What the hand does, as it would be if it let go now.
    pub(super) fn preview(&self, ui: &Ui, brush: &Brush, rects: &[(u32, Rect)], dropped: Option<Wire>) {
        let Some(point) = ui.input(|input| input.pointer.latest_pos()) else { return };
        let at = self.canvas.view.to_drawing(self.room, point);
        let rect = |id: u32| rects.iter().find(|(other, _)| *other == id).map(|(_, rect)| *rect);
        let over = node_at(rects, at);
        let wire = |from: Pos2, to: Pos2, refusal: Option<String>| {
            let colour = if refusal.is_some() { brush.colours.bad } else { brush.colours.accent };
            brush.line(&way(from, to, 0, to.y - geometry::PORT, 0), 2.0, colour);
            if let Some(refusal) = refusal {
                let words = brush.painter.layout(refusal, theme::plain(12.0), brush.colours.bad, 260.0);
                let place = Rect::from_min_size(point + vec2(14.0, 14.0), words.size()).expand(6.0);
                let edge = Stroke::new(1.0, brush.colours.line);
                brush.painter.rect(place, 6.0, brush.colours.card, edge, StrokeKind::Outside);
                brush.painter.galley(place.min + vec2(6.0, 6.0), words, brush.colours.bad);
            }
        };
        match &self.canvas.hand {
            Hand::Framing(from, _) => {
                let frame = Rect::from_two_pos(*from, at);
                brush.fill(frame, 2.0, brush.colours.accent.gamma_multiply(0.12));
                brush.edge(frame, 2.0, 1.0, brush.colours.accent);
            }
            Hand::Wiring(from, _) => {
                let refusal = over.filter(|to| to != from).and_then(|to| self.network.refusal(*from, to));
                if let Some(rect) = rect(*from) {
                    wire(output_port(rect), at, refusal);
                }
            }
            Hand::WiringBack(to) => {
                let refusal = over.filter(|from| from != to).and_then(|from| self.network.refusal(from, *to));
                if let Some(rect) = rect(*to) {
                    wire(at, input_port(rect, 0, 1), refusal);
                }
            }
            Hand::Free | Hand::Moving(..) => {}
        }
        if let Some(layer) = DragAndDrop::payload::<Layer>(ui.ctx()).filter(|_| self.room.contains(point)) {
            let ghost = geometry::node(geometry::snap(at - HELD), Body::Words);
            brush.fill(ghost, 9.0, brush.colours.card.gamma_multiply(0.85));
            brush.edge(ghost, 9.0, 1.5, if dropped.is_some() { brush.colours.ok } else { brush.colours.accent });
            let words = brush.words(layer.title(), theme::strong(13.0), brush.colours.text, 160.0, 1);
            brush.write(ghost.min + vec2(14.0, 19.0), Align2::LEFT_CENTER, words);
        }
    }

    /// The wire that what is held would stand on.
    pub(super) fn target_of_drop(&self, ui: &Ui, ways: &[(Wire, Vec<Pos2>)], rects: &[(u32, Rect)]) -> Option<Wire> {
        let point = ui.input(|input| input.pointer.latest_pos())?;
        let at = self.canvas.view.to_drawing(self.room, point);
        if let Some(layer) = DragAndDrop::payload::<Layer>(ui.ctx()) {
            let takes_wires = layer.arity() != Arity::Zero && self.room.contains(point);
            return takes_wires.then(|| wire_below(self.network, ways, at, None)).flatten();
        }
        let Hand::Moving(_, held) = &self.canvas.hand else { return None };
        let [(id, _)] = held[..] else { return None };
        let middle = rects.iter().find(|(other, _)| *other == id)?.1.center();
        wire_below(self.network, ways, middle, Some(id))
    }

    /// Lets go.
    pub(super) fn release(&mut self, ui: &Ui, pointer: Option<Pos2>, rects: &[(u32, Rect)], dropped: Option<Wire>) {
        if !ui.input(|input| input.pointer.primary_released()) {
            return;
        }
        let canvas = &mut *self.canvas;
        let hand = std::mem::take(&mut canvas.hand);
        if let Some(at) = pointer {
            if let Some(layer) = DragAndDrop::take_payload::<Layer>(ui.ctx()) {
                let place = geometry::snap(at - HELD);
                let id = match dropped {
                    Some(wire) => self.network.insert(wire, (*layer).clone(), place),
                    None => self.network.add((*layer).clone(), place),
                };
                canvas.select([id]);
                return;
            }
            hand.let_go(self.network, node_at(rects, at));
        }
        if let (Hand::Moving(_, held), Some(wire)) = (&hand, dropped)
            && let [(id, _)] = held[..]
        {
            self.network.splice(wire, id);
        }
    }
}

/// The node at or near a point.
fn node_at(rects: &[(u32, Rect)], at: Pos2) -> Option<u32> {
    let near = rects.iter().rev().map(|(id, rect)| (*id, rect.distance_to_pos(at)));
    near.filter(|(_, distance)| *distance < 14.0).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(id, _)| id)
}

/// Dots on the ground, to move against.
pub fn dots(brush: &Brush) {
    let mut apart = 3.0 * geometry::GRID;
    while apart * brush.view.zoom < 16.0 {
        apart *= 2.0;
    }
    let seen = brush.view.seen(brush.room);
    let first = pos2((seen.left() / apart).ceil() * apart, (seen.top() / apart).ceil() * apart);
    let (columns, rows) = ((seen.width() / apart) as usize + 1, (seen.height() / apart) as usize + 1);
    let mut mesh = Mesh::default();
    for row in 0..rows.min(400) {
        for column in 0..columns.min(400) {
            // On whole points, so that all are alike.
            let corner = brush.at(first + vec2(column as f32, row as f32) * apart).round();
            mesh.add_colored_rect(Rect::from_min_size(corner, vec2(2.0, 2.0)), brush.colours.line);
        }
    }
    brush.painter.add(mesh);
}
