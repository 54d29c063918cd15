//! A confusion matrix by keyboard: arrows move the cell, Enter opens it.

use eframe::egui::{EventFilter, Key, Modifiers, Response, Ui};

use super::{Mark, Sight};

/// Moves the cursor. Returns the cell that was opened.
pub(super) fn keys(ui: &Ui, response: &Response, sight: &mut Sight, side: usize) -> Option<Mark> {
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let mut cursor = sight.cursor.unwrap_or([0, 0]);
    let moves = [(Key::ArrowUp, 0, -1), (Key::ArrowDown, 0, 1), (Key::ArrowLeft, 1, -1), (Key::ArrowRight, 1, 1)];
    for (key, axis, by) in moves {
        // With Shift, ten at a time.
        for (modifiers, by) in [(Modifiers::NONE, by), (Modifiers::SHIFT, 10 * by)] {
            let times = ui.input_mut(|input| input.count_and_consume_key(modifiers, key)) as isize;
            cursor[axis] = (cursor[axis] as isize + by * times).clamp(0, side as isize - 1) as usize;
        }
    }
    if sight.cursor != Some(cursor) {
        sight.cursor = Some(cursor);
        sight.reveal(cursor, side);
    }
    let open = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    open.then_some(Mark::Cell(cursor[0], cursor[1]))
}
