//! The canvas in the window: draws the network and follows the hand.

use std::collections::BTreeSet;

use eframe::egui::{
    Color32, CursorIcon, DragAndDrop, EventFilter, Id, PointerButton, Pos2, Rect, Response, Role, Sense, Stroke,
    StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::brush::Brush;
use super::geometry::{self, Body, input_port, output_port, way};
use super::hand::{Hand, wire_below};
use super::navigate::{navigate, tapped};
use super::node::{self, Manner};
use super::overview::overview;
use super::survey::{Survey, spoken};
use super::{Canvas, Fit, Scene, keys, wires};
use crate::layers::{Arity, Layer};
use crate::network::{Goal, Mend, Network, Node, Wire};
use crate::ui::theme::{self, palette};

/// Draws the network into what room there is, and changes it as the person does. Whether the space bar was tapped.
pub fn show(ui: &mut Ui, canvas: &mut Canvas, network: &mut Network, goal: &Goal, scene: &Scene) -> bool {
    let room = ui.available_rect_before_wrap();
    let mut inside = ui.new_child(UiBuilder::new().max_rect(room));
    inside.set_clip_rect(room.intersect(ui.clip_rect()));
    let ui = &mut inside;
    let sight = canvas.sight.clone();
    canvas.looks.see(ui.ctx(), sight.as_ref());
    canvas.survey(network, goal);
    let Some(survey) = canvas.survey.take() else { return false };
    let tapped = Stage { canvas, network, survey: &survey, scene, room, mends: Vec::new() }.show(ui);
    canvas.survey = Some(survey);
    tapped
}

/// One frame of the canvas.
struct Stage<'a> {
    canvas: &'a mut Canvas,
    network: &'a mut Network,
    survey: &'a Survey,
    scene: &'a Scene<'a>,
    room: Rect,
    /// What buttons on nodes ask for.
    mends: Vec<Mend>,
}

impl Stage<'_> {
    fn show(mut self, ui: &mut Ui) -> bool {
        let ground = ui.interact(self.room, Id::unique("canvas ground"), Sense::CLICK | Sense::DRAG);
        let rects = self.rects();
        self.look(&rects);
        let busy = navigate(ui, &mut self.canvas.view, self.room);
        let pointer = ui.input(|input| input.pointer.latest_pos()).filter(|point| self.room.contains(*point));
        let pointer = pointer.map(|point| self.canvas.view.to_drawing(self.room, point));
        keys::keys(ui, self.canvas, self.network, pointer);

        let painter = ui.painter().clone();
        let brush = Brush { painter: &painter, view: self.canvas.view, room: self.room, colours: palette(ui) };
        dots(&brush);
        let mut ways = wires::ways(self.network, &rects);
        if let Hand::Wiring(_, Some(picked)) = &self.canvas.hand {
            ways.retain(|(wire, _)| wire != picked);
        }
        let dropped = self.target_of_drop(ui, &ways, &rects);
        let hovered = pointer.filter(|_| ground.hovered() && !busy).and_then(|at| wires::near(&ways, at, wires::REACH));
        let strong: Vec<Wire> = self.canvas.wire.into_iter().chain(hovered).chain(dropped).collect();
        wires::paint(&brush, &ways, &strong);
        wires::paint_shapes(&brush, &ways, self.survey);

        for (id, rect) in self.in_order(&rects) {
            self.node(ui, &brush, id, rect, busy);
        }
        self.ground(ui, &ground, hovered, &rects, busy);
        self.preview(ui, &brush, &rects, dropped);
        self.release(ui, pointer, &rects, dropped);
        let colour = |id: u32| self.network.node(id).map_or(Color32::GRAY, |node| theme::family(node.layer.family()));
        let nodes: Vec<(Rect, Color32)> = rects.iter().map(|(id, rect)| (*rect, colour(*id))).collect();
        overview(ui, &mut self.canvas.view, self.room, &nodes);
        for mend in std::mem::take(&mut self.mends) {
            self.canvas.mend(self.network, &mend);
        }
        let moving = busy && ui.input(|input| input.pointer.any_down());
        tapped(ui, &mut self.canvas.space, moving)
    }

    fn rects(&self) -> Vec<(u32, Rect)> {
        let classes = self.scene.classes.len();
        self.network.nodes.iter().map(|node| (node.id, self.survey.rect(node, classes))).collect()
    }

    /// Nodes in the order in which they lie upon each other: what is selected above the rest.
    fn in_order(&self, rects: &[(u32, Rect)]) -> Vec<(u32, Rect)> {
        let mut order = rects.to_vec();
        order.sort_by_key(|(id, _)| self.canvas.selection.contains(id));
        order
    }

    /// Changes what is seen where that was asked for, or where the network is another one.
    fn look(&mut self, rects: &[(u32, Rect)]) {
        let canvas = &mut *self.canvas;
        let another = canvas.count.abs_diff(rects.len()) > 3;
        let all = |ids: Option<&BTreeSet<u32>>| {
            let wanted = rects.iter().filter(|(id, _)| ids.is_none_or(|ids| ids.contains(id)));
            wanted.fold(Rect::NOTHING, |all, (_, rect)| all.union(*rect))
        };
        // What was fitted into the room and not moved since follows the room.
        let resized = canvas.room.is_some_and(|room| room.size() != self.room.size());
        let wanted = match canvas.fitted {
            _ if canvas.fit != Fit::No => canvas.fit,
            _ if another => Fit::Open,
            Some((view, fit)) if resized && view == canvas.view => fit,
            _ => Fit::No,
        };
        match wanted {
            Fit::Open => canvas.view.open(self.room, all(None), self.scene.card),
            Fit::All => canvas.view.fit(self.room, all(None), self.scene.card),
            Fit::Selection if !canvas.selection.is_empty() => {
                canvas.view.reveal(self.room, all(Some(&canvas.selection)));
            }
            Fit::Selection | Fit::No => {}
        }
        if matches!(wanted, Fit::Open | Fit::All) {
            canvas.fitted = Some((canvas.view, wanted));
        }
        // Selecting may go before the network is drawn for the first time.
        canvas.fit = Fit::No;
        canvas.count = rects.len();
        canvas.room = Some(self.room);
    }

    fn node(&mut self, ui: &mut Ui, brush: &Brush, id: u32, rect: Rect, busy: bool) {
        let Some(node) = self.network.node(id).cloned() else { return };
        let response = ui.interact(brush.rect(rect), Id::unique(("node", id)), Sense::click_and_drag());
        let selected = self.canvas.selection.contains(&id);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, selected, spoken(&node, self.survey)));
        let alt = ui.input(|input| input.modifiers.alt);
        let filter = EventFilter { horizontal_arrows: alt, vertical_arrows: alt, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let manner = Manner { selected, focused: response.has_focus(), hovered: response.hovered() };
        node::paint(ui, brush, &node, rect, manner, self.survey, self.scene, &mut self.canvas.looks);
        self.ports(ui, brush, &node, rect, busy);
        self.button(ui, brush, &node, rect);
        if !busy {
            self.touched(ui, &response, id);
        }
        response.context_menu(|ui| self.menu(ui, id));
    }

    fn touched(&mut self, ui: &Ui, response: &Response, id: u32) {
        let canvas = &mut *self.canvas;
        let adds = ui.input(|input| input.modifiers.command || input.modifiers.shift);
        if response.drag_started_by(PointerButton::Primary) {
            if !canvas.selection.contains(&id) {
                canvas.select([id]);
            }
            let at = ui.input(|input| input.pointer.press_origin()).unwrap_or_default();
            canvas.hand = Hand::take(self.network, &canvas.selection, canvas.view.to_drawing(self.room, at));
        } else if response.clicked_by(PointerButton::Primary) && adds {
            if !canvas.selection.remove(&id) {
                canvas.selection.insert(id);
            }
        } else if response.clicked() {
            canvas.select([id]);
            // Keys and screen readers press a node to get at its settings.
            canvas.edit = !response.clicked_by(PointerButton::Primary);
        } else if response.gained_focus() && !response.is_pointer_button_down_on() {
            canvas.select([id]);
            canvas.reveal();
        } else if response.secondary_clicked() && !canvas.selection.contains(&id) {
            canvas.select([id]);
        }
    }

    fn menu(&mut self, ui: &mut Ui, id: u32) {
        ui.set_min_width(150.0);
        if !self.canvas.selection.contains(&id) {
            self.canvas.select([id]);
        }
        if ui.button("Duplicate   Ctrl+D").clicked() {
            self.canvas.duplicate(self.network);
            ui.close();
        }
        if ui.button("Delete   Del").clicked() {
            self.canvas.delete(self.network);
            ui.close();
        }
    }

    fn ports(&mut self, ui: &Ui, brush: &Brush, node: &Node, rect: Rect, busy: bool) {
        let sense = if busy { Sense::hover() } else { Sense::DRAG };
        let mut into: Vec<Wire> = self.network.wires.iter().filter(|wire| wire.to == node.id).copied().collect();
        into.sort_by_key(|wire| wire.slot);
        let free = match node.layer.arity() {
            Arity::Zero => 0,
            Arity::One => usize::from(into.is_empty()),
            Arity::Several => 1,
        };
        let slots = into.len() + free;
        for slot in 0..slots {
            let at = input_port(rect, slot, slots.max(into.len()));
            let response = port(ui, brush, at, Id::unique(("in", node.id, slot)), sense, slot < into.len());
            if response.drag_started_by(PointerButton::Primary) {
                self.canvas.hand = match into.get(slot) {
                    Some(wire) => Hand::Wiring(wire.from, Some(*wire)),
                    None => Hand::WiringBack(node.id),
                };
            }
        }
        let leads_on = self.network.wires.iter().any(|wire| wire.from == node.id);
        let response = port(ui, brush, output_port(rect), Id::unique(("out", node.id)), sense, leads_on);
        if response.drag_started_by(PointerButton::Primary) {
            self.canvas.hand = Hand::Wiring(node.id, None);
        }
    }

    /// The button that mends what a node complains of.
    fn button(&mut self, ui: &Ui, brush: &Brush, node: &Node, rect: Rect) {
        let Body::Complaint(lines, true) = self.survey.body(node, self.scene.classes.len()) else { return };
        let Some(mend) = self.survey.complaints(node.id).find_map(|complaint| complaint.mends.first()) else { return };
        let place = node::mend_rect(rect, lines);
        let response = ui.interact(brush.rect(place), Id::unique(("mend", node.id)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &mend.words));
        let lifted = response.hovered() || response.has_focus();
        brush.fill(place, 6.0, if lifted { brush.colours.lifted } else { brush.colours.raised });
        if response.has_focus() {
            brush.edge(place, 6.0, 2.0, brush.colours.accent);
        }
        let words = brush.words(&mend.words, theme::strong(11.0), brush.colours.text, place.width() - 10.0, 1);
        brush.write(place.center(), eframe::egui::Align2::CENTER_CENTER, words);
        if response.clicked() {
            self.mends.push(mend.clone());
        }
    }

    /// The empty ground: frames around nodes, wires that are clicked.
    fn ground(&mut self, ui: &Ui, ground: &Response, hovered: Option<Wire>, rects: &[(u32, Rect)], busy: bool) {
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
    fn preview(&self, ui: &Ui, brush: &Brush, rects: &[(u32, Rect)], dropped: Option<Wire>) {
        let Some(point) = ui.input(|input| input.pointer.latest_pos()) else { return };
        let at = self.canvas.view.to_drawing(self.room, point);
        let rect = |id: u32| rects.iter().find(|(other, _)| *other == id).map(|(_, rect)| *rect);
        let over = node_at(rects, at);
        let wire = |from: Pos2, to: Pos2, refusal: Option<String>| {
            let colour = if refusal.is_some() { brush.colours.bad } else { brush.colours.accent };
            brush.line(&way(from, to, to.y - geometry::PORT), 2.0, colour);
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
            brush.write(ghost.min + vec2(14.0, 19.0), eframe::egui::Align2::LEFT_CENTER, words);
        }
    }

    /// The wire that what is held would stand on.
    fn target_of_drop(&self, ui: &Ui, ways: &[(Wire, Vec<Pos2>)], rects: &[(u32, Rect)]) -> Option<Wire> {
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
    fn release(&mut self, ui: &Ui, pointer: Option<Pos2>, rects: &[(u32, Rect)], dropped: Option<Wire>) {
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

/// Where the pointer holds a layer that comes from the palette.
const HELD: eframe::egui::Vec2 = vec2(92.0, 24.0);

/// The node at or near a point.
fn node_at(rects: &[(u32, Rect)], at: Pos2) -> Option<u32> {
    let near = rects.iter().rev().map(|(id, rect)| (*id, rect.distance_to_pos(at)));
    near.filter(|(_, distance)| *distance < 14.0).min_by(|a, b| a.1.total_cmp(&b.1)).map(|(id, _)| id)
}

/// A port, as large as a finger needs it whatever the zoom.
fn port(ui: &Ui, brush: &Brush, at: Pos2, id: Id, sense: Sense, wired: bool) -> Response {
    let middle = brush.at(at);
    let reach = brush.length(9.0).max(7.0);
    let response = ui.interact(Rect::from_center_size(middle, vec2(2.0 * reach, 2.0 * reach)), id, sense);
    if brush.view.zoom >= 0.4 {
        let lifted = response.hovered() || response.dragged();
        let radius = brush.length(if lifted { 5.5 } else { 4.0 });
        let ground = if lifted { brush.colours.accent } else { brush.colours.card };
        let edge = if lifted {
            brush.colours.accent
        } else if wired {
            brush.colours.faint
        } else {
            brush.colours.dim
        };
        brush.painter.circle(middle, radius, ground, Stroke::new(1.5, edge));
    }
    response.on_hover_cursor(CursorIcon::Crosshair)
}

/// Dots on the ground, to move against.
fn dots(brush: &Brush) {
    let mut apart = 3.0 * geometry::GRID;
    while apart * brush.view.zoom < 16.0 {
        apart *= 2.0;
    }
    let seen = brush.view.seen(brush.room);
    let first = pos2((seen.left() / apart).ceil() * apart, (seen.top() / apart).ceil() * apart);
    let (columns, rows) = ((seen.width() / apart) as usize + 1, (seen.height() / apart) as usize + 1);
    let mut mesh = eframe::egui::Mesh::default();
    for row in 0..rows.min(400) {
        for column in 0..columns.min(400) {
            let middle = brush.at(first + vec2(column as f32, row as f32) * apart);
            mesh.add_colored_rect(Rect::from_center_size(middle, vec2(1.5, 1.5)), brush.colours.line);
        }
    }
    brush.painter.add(mesh);
}
