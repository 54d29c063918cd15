//! Pictures from elsewhere, and what the hand does to the one that is looked at.

use std::sync::Arc;

use eframe::egui::{
    Align, Align2, Color32, DragValue, Layout, Rect, Response, RichText, Role, Sense, Slider, Stroke, StrokeKind, Ui,
    UiBuilder, WidgetInfo, pos2, vec2,
};

use super::lines::{LOW, line};
use super::sheet::{Sheet, Tool, Turn};
use crate::project::Trained;
use crate::ui::theme::{self, palette};
use crate::ui::{Request, State};

/// The room between controls.
const BETWEEN: f32 = 4.0;

/// How words that can be pressed are drawn.
#[derive(Clone, Copy, PartialEq)]
enum Look {
    /// A button, which may not be pressed now.
    Button { enabled: bool },
    /// One of several that exclude each other.
    Choice { chosen: bool },
}

/// A button in a rectangle; whether it was clicked.
fn button(ui: &Ui, rect: Rect, text: &str, [name, hint]: [&str; 2]) -> bool {
    press(ui, rect, text, name, Look::Button { enabled: true }).on_hover_text(hint).clicked()
}

/// Words in a rectangle that can be pressed.
fn press(ui: &Ui, rect: Rect, text: &str, name: &str, look: Look) -> Response {
    let colours = palette(ui);
    let enabled = look != Look::Button { enabled: false };
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let response = ui.interact(rect, ui.scope_id().with(name), sense);
    response.widget_info(|| match look {
        Look::Choice { chosen } => WidgetInfo::selected(Role::RadioButton, true, chosen, name),
        Look::Button { enabled } => WidgetInfo::labeled(Role::Button, enabled, name),
    });
    let lifted = response.hovered() && enabled;
    let (ground, ink) = match look {
        Look::Button { enabled: false } => (colours.raised, colours.faint),
        Look::Button { .. } => (if lifted { colours.lifted } else { colours.raised }, colours.text),
        Look::Choice { chosen: true } => (colours.lifted, colours.text),
        Look::Choice { .. } => (Color32::TRANSPARENT, if lifted { colours.text } else { colours.dim }),
    };
    ui.painter().rect_filled(rect, 5.0, ground);
    if response.has_focus() {
        ui.painter().rect_stroke(rect, 5.0, Stroke::new(2.0, colours.accent), StrokeKind::Inside);
    }
    let galley = ui.painter().layout_no_wrap(text.to_owned(), theme::plain(theme::TEXT - 1.0), ink);
    let corner = Align2::CENTER_CENTER.align_size_within_rect(galley.size(), rect).min;
    ui.painter().galley(corner.round(), galley, ink);
    response
}

/// The next row, divided into parts in these proportions.
fn row<const N: usize>(ui: &mut Ui, between: f32, parts: [f32; N]) -> [Rect; N] {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), LOW), Sense::hover());
    let room = rect.width() - between * (N as f32 - 1.0);
    let whole: f32 = parts.iter().sum();
    let mut left = rect.left();
    parts.map(|part| {
        let right = left + room * part / whole;
        let place = Rect::from_min_max(pos2(left.round(), rect.top()), pos2(right.round(), rect.bottom()));
        left = right + between;
        place
    })
}

/// Pictures that are no samples of the data set.
pub(super) fn elsewhere(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    let [draw, open, paste] = row(ui, BETWEEN, [1.6, 1.0, 1.0]);
    let view = &mut state.inspect_view;
    if button(ui, draw, "New drawing", ["New drawing", "A black picture, to be painted on"]) {
        let mut sheet = Sheet::blank(&subject.interface.input);
        sheet.name = "drawing".into();
        (view.sheet, view.tool, view.turn) = (Some(sheet), Tool::Paint, Turn::default());
        view.touched();
    }
    if button(ui, open, "Open…", ["Open a picture", "A picture from a file"]) {
        state.requests.push(Request::ChoosePicture);
    }
    if button(ui, paste, "Paste", ["Paste a picture", "The picture of the clipboard"]) {
        state.requests.push(Request::PastePicture);
    }
}

/// What the mouse does to the picture, and what undoes it.
pub(super) fn show(ui: &mut Ui, state: &mut State) {
    let view = &mut state.inspect_view;
    modes(ui, &mut view.tool);
    let Some(sheet) = &mut view.sheet else { return };
    let mut touched = false;
    let changed = sheet.is_touched() || view.turn != Turn::default();
    if view.tool != Tool::Look || changed {
        let [clear, invert, reset] = row(ui, BETWEEN, [1.0; 3]);
        if button(ui, clear, "Clear", ["Clear the picture", "All black"]) {
            let low = sheet.range[0];
            sheet.numbers.fill(low);
            touched = true;
        }
        if button(ui, invert, "Invert", ["Invert the picture", "Black becomes white, and white black"]) {
            sheet.invert();
            touched = true;
        }
        let undo = press(ui, reset, "Reset", "Undo all changes to the picture", Look::Button { enabled: changed });
        if undo.on_hover_text("As it was").clicked() {
            sheet.numbers.clone_from(&sheet.original);
            view.turn = Turn::default();
            touched = true;
        }
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

/// What the mouse does: one of several, or nothing where the chosen one is pressed again.
fn modes(ui: &mut Ui, tool: &mut Tool) {
    let all = [
        (Tool::Paint, "Brush", "Drag over the picture to paint white"),
        (Tool::Erase, "Erase", "Drag over the picture to paint black"),
        (Tool::Mask, "Mask", "Drag a rectangle that covers the picture with grey"),
        (Tool::Move, "Turn", "Drag the picture to shift it; the wheel rotates it"),
    ];
    let colours = palette(ui);
    let places = row(ui, 0.0, [1.0; 4]);
    let whole = places[0].union(places[3]);
    ui.painter().rect(whole, theme::RADIUS, colours.card, Stroke::new(1.0, colours.line), StrokeKind::Inside);
    for ((mode, name, hint), place) in all.into_iter().zip(places) {
        let chosen = *tool == mode;
        let pressed = press(ui, place.shrink(2.0), name, &format!("Mouse: {name}"), Look::Choice { chosen });
        if pressed.on_hover_text(hint).clicked() {
            *tool = if chosen { Tool::Look } else { mode };
        }
    }
}

/// The angle as a slider, and the shift as numbers.
fn turning(ui: &mut Ui, turn: &mut Turn, side: f32) {
    const FIELD: f32 = 56.0;
    const NAME: f32 = 44.0;
    let dim = palette(ui).dim;
    let name =
        |ui: &mut Ui, words: &str| ui.label(RichText::new(words).font(theme::plain(theme::TEXT - 1.0)).color(dim));
    line(ui, LOW, |ui| {
        let left = ui.max_rect().left() + NAME;
        name(ui, "Rotate");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().interact_size.x = FIELD;
            let field = DragValue::new(&mut turn.degrees).range(-180.0..=180.0).suffix("°").fixed_decimals(0);
            ui.add(field).accessible_name("Rotate, in degrees");
            ui.spacing_mut().slider_width = (ui.max_rect().right() - FIELD - BETWEEN - left).max(32.0);
            let slider = Slider::new(&mut turn.degrees, -180.0..=180.0).show_value(false);
            ui.add(slider).accessible_name("Rotate");
        });
    });
    let places = row(ui, 2.0 * BETWEEN, [1.0; 2]);
    for (axis, words, hint) in [(0, "Right", "Shift right, in pixels"), (1, "Down", "Shift down, in pixels")] {
        let place = places[axis];
        let mut half = ui.new_child(UiBuilder::new().max_rect(place));
        half.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().interact_size.x = FIELD;
            let field = DragValue::new(&mut turn.shift[axis]).range(-side..=side).speed(side / 200.0);
            ui.add(field.fixed_decimals(1)).on_hover_text(hint).accessible_name(hint);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| name(ui, words));
        });
    }
}
