//! The parts of a node that the hand takes hold of: ports, the button that mends, the samples of the input.

use eframe::egui::{
    Align2, CursorIcon, Id, PointerButton, Pos2, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2,
};

use super::brush::Brush;
use super::geometry::{Body, SAMPLES, input_port, output_port};
use super::hand::Hand;
use super::node::{mend_rect, sample_tile};
use super::show::Stage;
use crate::layers::Arity;
use crate::network::{Node, Wire};
use crate::ui::theme;

impl Stage<'_> {
    pub(super) fn ports(&mut self, ui: &Ui, brush: &Brush, node: &Node, rect: Rect, busy: bool) {
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
    pub(super) fn button(&mut self, ui: &Ui, brush: &Brush, node: &Node, rect: Rect) {
        let Body::Complaint(lines, true) = self.survey.body(node, self.scene.classes.len()) else { return };
        let Some(mend) = self.survey.complaints(node.id).find_map(|complaint| complaint.mends.first()) else { return };
        let place = mend_rect(rect, lines);
        let response = ui.interact(brush.rect(place), Id::unique(("mend", node.id)), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &mend.words));
        let lifted = response.hovered() || response.has_focus();
        brush.fill(place, 6.0, if lifted { brush.colours.lifted } else { brush.colours.raised });
        if response.has_focus() {
            brush.edge(place, 6.0, 2.0, brush.colours.accent);
        }
        let words = brush.words(&mend.words, theme::strong(11.0), brush.colours.text, place.width() - 10.0, 1);
        brush.write(place.center(), Align2::CENTER_CENTER, words);
        if response.clicked() {
            self.mends.push(mend.clone());
        }
    }

    /// The samples of the input: the one that is pressed is shown from then on.
    pub(super) fn samples(&mut self, ui: &Ui, brush: &Brush, node: &Node, rect: Rect) {
        let Some(dataset) = self.scene.dataset else { return };
        if self.survey.body(node, self.scene.classes.len()) != Body::Samples || dataset.is_empty() {
            return;
        }
        for place in 1..SAMPLES {
            let sample = (self.canvas.sample + place) % dataset.len();
            let tile = sample_tile(brush, rect, place);
            let response = ui.interact(tile, Id::unique(("sample", node.id, place)), Sense::click());
            response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Show sample {}", sample + 1)));
            if response.hovered() || response.has_focus() {
                let stroke = Stroke::new(1.5, brush.colours.dim);
                brush.painter.rect_stroke(tile, brush.rounding(3.0), stroke, StrokeKind::Inside);
            }
            if response.clicked() {
                self.canvas.sample = sample;
            }
        }
    }
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
