//! The window as a whole: top bar, status line, and the page between them; keys and drops that work everywhere.

use eframe::egui::{
    Align2, CentralPanel, CornerRadius, Frame, Id, Key, KeyboardShortcut, LayerId, Modifiers, Order, Rect, Stroke,
    StrokeKind, Ui,
};

use super::panels::PANELS;
use super::theme::{self, palette};
use super::{Page, Request, State, start, status_line, top_bar, typed};

const OPEN_FILE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::O);
const OPEN_FOLDER: KeyboardShortcut =
    KeyboardShortcut::new(Modifiers { command: true, shift: true, ..Modifiers::NONE }, Key::O);

/// Draws the window's contents and takes in what the person does.
pub fn show(ui: &mut Ui, state: &mut State) {
    if ui.ctx().theme() != state.theme {
        ui.ctx().set_theme(state.theme);
    }
    typed::show(ui, state);
    keys(ui, state);
    drops(ui, state);
    top_bar::show(ui, state);
    status_line::show(ui, state);
    let ground = Frame::new().fill(palette(ui).background);
    CentralPanel::default().frame(ground).show(ui, |ui| match state.page {
        Page::Start => start::show(ui, state),
        page => {
            if let Some(panel) = PANELS.iter().find(|panel| panel.page() == page) {
                panel.show(ui, state);
            }
        }
    });
}

fn keys(ui: &Ui, state: &mut State) {
    // A focused control has the first right to the space bar.
    let free = ui.memory(|memory| memory.focused().is_none());
    if free && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Space)) {
        state.go();
    }
    if !state.choosing && state.typed.is_none() {
        if ui.input_mut(|input| input.consume_shortcut(&OPEN_FOLDER)) {
            state.requests.push(Request::ChooseFolder);
        } else if ui.input_mut(|input| input.consume_shortcut(&OPEN_FILE)) {
            state.requests.push(Request::ChooseFile);
        }
    }
}

fn drops(ui: &Ui, state: &mut State) {
    let (over, dropped) = ui.input(|input| {
        let dropped = input.raw.dropped_files.first().map(|file| file.path().to_path_buf());
        (!input.raw.hovered_files.is_empty(), dropped)
    });
    if let Some(path) = dropped {
        state.open(path);
    }
    if over {
        let colours = palette(ui);
        let painter = ui.ctx().layer_painter(LayerId::new(Order::Foreground, Id::unique("drop")));
        let rect: Rect = ui.ctx().content_rect().shrink(theme::GAP);
        let rounding = CornerRadius::same(theme::CARD_RADIUS);
        painter.rect_filled(rect, rounding, colours.background.gamma_multiply(0.88));
        painter.rect_stroke(rect, rounding, Stroke::new(2.0, colours.accent), StrokeKind::Inside);
        let words = "Drop it to train on it";
        painter.text(rect.center(), Align2::CENTER_CENTER, words, theme::strong(20.0), colours.text);
    }
}
