//! The tools in the left lower corner of the canvas: zoom, fit, tidy-up, undo.

use eframe::egui::{Align, Layout, Rect, RichText, Shape, Ui, UiBuilder, vec2};

use crate::network::Network;
use crate::ui::canvas::Canvas;
use crate::ui::theme::{self, CONTROL, GAP, palette};
use crate::ui::widgets::Button;

/// About the width of the tools.
pub const WIDTH: f32 = 400.0;

/// What was asked for that is not about the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The last change is to be taken back.
    pub undo: bool,
    /// What was taken back is to be done again.
    pub redo: bool,
}

/// Draws the tools; `[undo, redo]` say whether there is something to take back or to do again.
pub fn show(ui: &mut Ui, room: Rect, canvas: &mut Canvas, network: &mut Network, [undo, redo]: [bool; 2]) -> Asked {
    let mut asked = Asked::default();
    let place = Rect::from_min_max(room.left_bottom() + vec2(GAP, -GAP - CONTROL), room.right_bottom());
    let inside = UiBuilder::new().max_rect(place.with_max_y(place.min.y + CONTROL));
    ui.scope_builder(inside.layout(Layout::left_to_right(Align::Center)), |ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let colours = palette(ui);
        // Nodes may lie behind the tools.
        let ground = ui.painter().add(Shape::Noop);
        if ui.add(Button::usual("−").named("Zoom out").width(CONTROL)).clicked() {
            canvas.zoom(0.8);
        }
        let percent = format!("{:.0} %", canvas.view.zoom * 100.0);
        let size = vec2(48.0, CONTROL);
        ui.allocate_ui_with_layout(size, Layout::centered_and_justified(eframe::egui::Direction::LeftToRight), |ui| {
            ui.label(RichText::new(percent).font(theme::mono(12.0)).color(colours.dim));
        });
        if ui.add(Button::usual("+").named("Zoom in").width(CONTROL)).clicked() {
            canvas.zoom(1.25);
        }
        ui.add_space(4.0);
        if ui.add(Button::usual("Fit").detail("F")).on_hover_text("Show the whole network (F)").clicked() {
            canvas.fit();
        }
        let tidy = ui.add(Button::usual("Tidy").detail("T")).on_hover_text("Arrange the layers (T)");
        if tidy.clicked() {
            network.tidy();
            canvas.fit();
        }
        asked.undo = ui.add_enabled(undo, Button::usual("Undo")).on_hover_text("Ctrl+Z").clicked();
        asked.redo = ui.add_enabled(redo, Button::usual("Redo")).on_hover_text("Ctrl+Shift+Z").clicked();
        let behind = ui.min_rect().expand(4.0);
        ui.painter().set(ground, Shape::rect_filled(behind, theme::CARD_RADIUS, colours.background));
    });
    asked
}
