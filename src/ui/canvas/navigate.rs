//! Pan and zoom: middle button or space and drag, wheel and pinch to the pointer, two fingers on a trackpad.

use eframe::egui::{CursorIcon, Key, Modifiers, MouseWheelSource, Rect, Ui};

use super::view::View;

/// How much one point of the wheel zooms.
const PER_POINT: f32 = 0.004;

/// Whether the space bar was pressed over the canvas and let go without moving anything: then it means what it means
/// elsewhere. `held` remembers between frames whether it is down, and whether something was moved with it.
pub fn tapped(ui: &Ui, held: &mut Option<bool>, moving: bool) -> bool {
    let free = ui.memory(|memory| memory.focused().is_none());
    let (pressed, down) =
        ui.input_mut(|input| (input.consume_key(Modifiers::NONE, Key::Space), input.key_down(Key::Space)));
    if pressed && free && held.is_none() {
        *held = Some(false);
    }
    if let Some(moved) = held {
        *moved |= moving;
    }
    match down {
        true => false,
        false => held.take() == Some(false),
    }
}

/// Changes what is seen as the person asks. Whether the pointer is busy with it.
pub fn navigate(ui: &Ui, view: &mut View, room: Rect) -> bool {
    let over = ui.rect_contains_pointer(room);
    let (pointer, space, middle, moved) = ui.input(|input| {
        let pointer = input.pointer.hover_pos();
        (pointer, input.key_down(Key::Space), input.pointer.middle_down(), input.pointer.delta())
    });
    let from_here = ui.input(|input| input.pointer.press_origin()).is_some_and(|origin| room.contains(origin));
    let dragging = from_here && (middle || (space && ui.input(|input| input.pointer.primary_down())));
    if dragging {
        view.pan(moved);
        ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    } else if over && space && !ui.ctx().text_edit_focused() {
        ui.ctx().set_cursor_icon(CursorIcon::Grab);
    }
    if let Some(pointer) = pointer.filter(|_| over && !dragging) {
        let (pinch, scroll, source) =
            ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta(), input.scroll_source()));
        if pinch != 1.0 {
            view.zoom_at(room, pointer, pinch);
        } else if source == Some(MouseWheelSource::Trackpad) {
            view.pan(scroll);
        } else if scroll.y != 0.0 || scroll.x != 0.0 {
            view.pan(eframe::egui::vec2(scroll.x, 0.0));
            view.zoom_at(room, pointer, (scroll.y * PER_POINT).exp());
        }
    }
    dragging || (over && space)
}
