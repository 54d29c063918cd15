//! Pictures from elsewhere, and what the hand does to the one that is looked at.

use std::sync::Arc;

use eframe::egui::{Align2, DragValue, Response, Role, Sense, Slider, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::sheet::{Sheet, Tool, Turn};
use crate::project::Trained;
use crate::ui::theme::{self, palette};
use crate::ui::{Request, State};

/// The height of the buttons here.
pub(super) const LOW: f32 = 25.0;

/// A button as low as the narrow column of the sample wants it.
fn small(ui: &mut Ui, text: &str, name: &str, width: f32, chosen: bool) -> Response {
    let colours = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, LOW), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, chosen, name));
    let ground = match (chosen, response.hovered()) {
        (true, _) => colours.accent,
        (_, true) => colours.lifted,
        _ => colours.raised,
    };
    ui.painter().rect_filled(rect, 6.0, ground);
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 6.0, Stroke::new(2.0, colours.accent), StrokeKind::Inside);
    }
    let ink = match (enabled, chosen) {
        (false, _) => colours.faint,
        (_, true) => colours.on_accent,
        _ => colours.text,
    };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, text, theme::plain(theme::TEXT - 1.0), ink);
    response
}

/// Pictures that are no samples of the data set.
pub(super) fn elsewhere(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    ui.horizontal(|ui| {
        let third = (ui.available_width() - 8.0) / 3.0;
        let view = &mut state.inspect_view;
        if small(ui, "Draw", "Draw a picture", third, false).clicked() {
            let mut sheet = Sheet::blank(&subject.interface.input);
            sheet.name = "drawing".into();
            (view.sheet, view.tool, view.turn) = (Some(sheet), Tool::Paint, Turn::default());
            view.touched();
        }
        if small(ui, "Open", "Open a picture", third, false).clicked() {
            state.requests.push(Request::ChoosePicture);
        }
        if small(ui, "Paste", "Paste a picture", third, false).clicked() {
            state.requests.push(Request::PastePicture);
        }
    });
}

/// What the mouse does to the picture, and what undoes it.
pub(super) fn show(ui: &mut Ui, state: &mut State) {
    let view = &mut state.inspect_view;
    let all = [
        (Tool::Paint, "Paint", "Drag over the picture to paint white"),
        (Tool::Erase, "Erase", "Drag over the picture to paint black"),
        (Tool::Mask, "Mask", "Drag a rectangle that covers the picture with grey"),
        (Tool::Move, "Turn", "Drag the picture to shift it; the wheel rotates it"),
    ];
    ui.horizontal(|ui| {
        let quarter = (ui.available_width() - 12.0) / 4.0;
        for (tool, name, hint) in all {
            let chosen = view.tool == tool;
            let button = small(ui, name, &format!("Mouse: {name}"), quarter, chosen);
            if button.on_hover_text(hint).clicked() {
                view.tool = if chosen { Tool::Look } else { tool };
            }
        }
    });
    let Some(sheet) = &mut view.sheet else { return };
    let mut touched = false;
    let changed = sheet.is_touched() || view.turn != Turn::default();
    if view.tool != Tool::Look || changed {
        ui.horizontal(|ui| {
            let third = (ui.available_width() - 8.0) / 3.0;
            if small(ui, "Clear", "Clear the picture", third, false).clicked() {
                let low = sheet.range[0];
                sheet.numbers.fill(low);
                touched = true;
            }
            if small(ui, "Invert", "Invert the picture", third, false).clicked() {
                sheet.invert();
                touched = true;
            }
            let reset = |ui: &mut Ui| small(ui, "Reset", "Undo all changes to the picture", third, false).clicked();
            if ui.add_enabled_ui(changed, reset).inner {
                sheet.numbers.clone_from(&sheet.original);
                view.turn = Turn::default();
                touched = true;
            }
        });
    }
    let before = view.turn;
    if view.tool == Tool::Move || view.turn != Turn::default() {
        let side = sheet.shape.picture().map_or(1, |[height, width, _]| height.max(width)) as f32;
        turning(ui, &mut view.turn, side);
    }
    if touched || view.turn != before {
        view.touched();
    }
}

/// The angle as a slider, and the shift as numbers.
fn turning(ui: &mut Ui, turn: &mut Turn, side: f32) {
    let dim = palette(ui).dim;
    ui.visuals_mut().override_text_color = Some(dim);
    ui.spacing_mut().slider_width = (ui.available_width() - 64.0).max(40.0);
    ui.spacing_mut().interact_size.x = 52.0;
    let angle = Slider::new(&mut turn.degrees, -180.0..=180.0).suffix("°").fixed_decimals(0);
    ui.add(angle).accessible_name("Rotate, in degrees");
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size = vec2(((ui.available_width() - 4.0) / 2.0).floor(), LOW);
        for (axis, arrow, name) in [(0, "→ ", "Shift right, in pixels"), (1, "↓ ", "Shift down, in pixels")] {
            let field = DragValue::new(&mut turn.shift[axis]).prefix(arrow).range(-side..=side).speed(side / 200.0);
            ui.add(field.fixed_decimals(1)).on_hover_text(name).accessible_name(name);
        }
    });
}
