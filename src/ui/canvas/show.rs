//! The canvas in the window: draws the network and follows the hand.

use eframe::egui::{Color32, EventFilter, Id, PointerButton, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo};

use super::brush::Brush;
use super::hand::Hand;
use super::navigate::{navigate, tapped};
use super::node::{self, Drawn, Manner};
use super::overview::overview;
use super::survey::{Survey, spoken};
use super::{Canvas, Fit, Scene, ground, keys, wires};
use crate::network::{Goal, Mend, Network, Wire};
use crate::ui::action::Action;
use crate::ui::menu::{item, roomy};
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
pub(super) struct Stage<'a> {
    pub(super) canvas: &'a mut Canvas,
    pub(super) network: &'a mut Network,
    pub(super) survey: &'a Survey,
    pub(super) scene: &'a Scene<'a>,
    pub(super) room: Rect,
    /// What buttons on nodes ask for.
    pub(super) mends: Vec<Mend>,
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
        ground::dots(&brush);
        let mut ways = wires::ways(self.network, &rects);
        if let Hand::Wiring(_, Some(picked)) = &self.canvas.hand {
            ways.retain(|(wire, _)| wire != picked);
        }
        let dropped = self.target_of_drop(ui, &ways, &rects);
        let hovered = pointer.filter(|_| ground.hovered() && !busy).and_then(|at| wires::near(&ways, at, wires::REACH));
        let strong: Vec<Wire> = self.canvas.wire.into_iter().chain(hovered).chain(dropped).collect();
        wires::paint(&brush, &ways, &strong);
        wires::paint_shapes(&brush, &ways, &rects, self.survey);

        for (id, rect) in self.in_order(ui, &rects) {
            self.node(ui, &brush, id, rect, busy);
        }
        self.ground(ui, &ground, hovered, &rects, busy);
        self.preview(ui, &brush, &rects, dropped);
        self.release(ui, pointer, &rects, dropped);
        let colour = |id: u32| match self.network.node(id) {
            _ if self.survey.is_output(id) => theme::OUTPUT,
            Some(node) => theme::family(node.layer.family()),
            None => Color32::GRAY,
        };
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

    /// Nodes in the order in which they lie upon each other: what is selected above the rest. While keys are used they
    /// keep their places: those raised would be the last that Tab comes to.
    fn in_order(&self, ui: &Ui, rects: &[(u32, Rect)]) -> Vec<(u32, Rect)> {
        let keys = ui.memory(|memory| memory.focused().is_some());
        let mut order = rects.to_vec();
        order.sort_by_key(|(id, _)| !keys && self.canvas.selection.contains(id));
        order
    }

    /// Changes what is seen where that was asked for, or where the network is another one.
    fn look(&mut self, rects: &[(u32, Rect)]) {
        let canvas = &mut *self.canvas;
        let another = canvas.count.abs_diff(rects.len()) > 3;
        let parts = || {
            let ways = wires::ways(self.network, rects);
            let pieces =
                ways.iter().flat_map(|(_, way)| way.windows(2)).map(|ends| Rect::from_two_pos(ends[0], ends[1]));
            rects.iter().map(|(_, rect)| *rect).chain(pieces).collect::<Vec<Rect>>()
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
            Fit::Open => canvas.view.open(self.room, &parts(), self.scene.card),
            Fit::All => canvas.view.fit(self.room, &parts(), self.scene.card),
            Fit::Selection if !canvas.selection.is_empty() => {
                let selected = rects.iter().filter(|(id, _)| canvas.selection.contains(id));
                canvas.view.reveal(self.room, selected.fold(Rect::NOTHING, |all, (_, rect)| all.union(*rect)));
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
        let drawn = Drawn { node: &node, rect, manner };
        node::paint(ui, brush, drawn, self.survey, self.scene, &mut self.canvas.looks);
        self.ports(ui, brush, &node, rect, busy);
        self.button(ui, brush, &node, rect);
        self.samples(ui, brush, &node, rect);
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
        ui.set_min_width(180.0);
        roomy(ui);
        if !self.canvas.selection.contains(&id) {
            self.canvas.select([id]);
        }
        if ui.add(item(ui, Action::Duplicate)).clicked() {
            self.canvas.duplicate(self.network);
            ui.close();
        }
        if ui.add(item(ui, Action::Delete)).clicked() {
            self.canvas.delete(self.network);
            ui.close();
        }
    }
}
