//! The window as a whole: top bar, status line, and the page between them; keys and drops that work everywhere.

use std::path::PathBuf;

use eframe::egui::{
    Align, Align2, CentralPanel, CornerRadius, Frame, Id, Label, LayerId, Layout, Margin, Modifiers, Order, Panel,
    Rect, RichText, Sense, Stroke, StrokeKind, Ui, vec2,
};

use super::action::Action;
use super::panels::PANELS;
use super::theme::{self, palette};
use super::widgets::{Button, Icon};
use super::{Page, State, command_palette, question, shortcuts, start, status_line, top_bar, typed};
use crate::base::Error;

/// Draws the window's contents and takes in what the person does.
pub fn show(ui: &mut Ui, state: &mut State) {
    if ui.ctx().theme() != state.theme {
        ui.ctx().set_theme(state.theme);
    }
    typed::show(ui, state);
    question::show(ui, state);
    command_palette::show(ui, state);
    shortcuts::show(ui, state);
    keys(ui, state);
    drops(ui, state);
    top_bar::show(ui, state);
    status_line::show(ui, state);
    trouble(ui, state);
    CentralPanel::default().frame(theme::ground(ui)).show(ui, |ui| match state.page {
        Page::Start => start::show(ui, state),
        page => {
            if let Some(panel) = PANELS.iter().find(|panel| panel.page() == page) {
                panel.show(ui, state);
            }
        }
    });
    let busy = ui.input(|input| input.pointer.any_down()) || ui.ctx().text_edit_focused();
    state.document.observe(busy);
    state.steer(busy);
}

/// Keys that ask for something wherever the focus is; a focused control has the first right to what it understands.
fn keys(ui: &Ui, state: &mut State) {
    let focused = ui.memory(|memory| memory.focused().is_some());
    let typing = ui.ctx().text_edit_focused() || state.search.is_some();
    if state.typed.is_some()
        || state.pending.is_some()
        || !state.left_behind.is_empty()
        || state.comparing
        || state.shortcuts
    {
        return;
    }
    // Keys with Shift first: those without would answer to them too.
    let mut actions = Action::ALL;
    actions.sort_by_key(|action| action.keys().is_none_or(|keys| !keys.modifiers.shift));
    for action in actions {
        let Some(keys) = action.keys() else { continue };
        let plain = keys.modifiers == Modifiers::NONE;
        let for_text = matches!(action, Action::Undo | Action::Redo) || action.is_of_page();
        // On the canvas the space bar also moves what is seen: it says itself when training was meant.
        let elsewhere = state.page == Page::Network && !state.document.project.network.nodes.is_empty();
        if ((focused || elsewhere) && plain && action == Action::Train) || typing && (plain || for_text) {
            continue;
        }
        if ui.input_mut(|input| input.consume_shortcut(&keys)) {
            state.act(action);
        }
    }
}

/// What could not be done and has no place of its own, until the person has seen it: a strip that covers nothing.
fn trouble(ui: &mut Ui, state: &mut State) {
    let Some(error) = state.trouble.clone() else { return };
    let colours = palette(ui);
    let frame = Frame::new().fill(colours.card).inner_margin(Margin::symmetric(theme::PAD as i8, 8));
    Panel::bottom("trouble").frame(frame).show(ui, |ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.add(Button::usual("Close").named("Close message")).clicked() {
                state.trouble = None;
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                // As in the status line below.
                ui.spacing_mut().item_spacing.x = 10.0;
                let (rect, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
                Icon::Cross.paint(ui.painter(), rect, colours.bad);
                ui.add(Label::new(RichText::new(error.to_string()).color(colours.text)).wrap());
            });
        });
    });
}

fn drops(ui: &Ui, state: &mut State) {
    let (over, dropped) = ui.input(|input| {
        let dropped: Vec<PathBuf> = input.raw.dropped_files.iter().map(|file| file.path().to_path_buf()).collect();
        (input.raw.hovered_files.clone(), dropped)
    });
    if let Some(path) = dropped.first() {
        if dropped.len() > 1 {
            let sentence = format!(
                "{} things were dropped at once, and {} was opened. Files that belong together are found by themselves; \
                 put folders of classes into one folder and drop that.",
                dropped.len(),
                super::title_of(path)
            );
            state.trouble = Some(Error::input(sentence));
        }
        state.open(path.clone());
    }
    if let Some(held) = over.first() {
        let colours = palette(ui);
        let painter = ui.ctx().layer_painter(LayerId::new(Order::Foreground, Id::unique("drop")));
        let whole = ui.ctx().content_rect();
        // Nothing shines through, lest words stand over words.
        painter.rect_filled(whole, 0.0, colours.background);
        let rect: Rect = whole.shrink(theme::GAP);
        let rounding = CornerRadius::same(theme::CARD_RADIUS);
        painter.rect_stroke(rect, rounding, Stroke::new(2.0, colours.accent), StrokeKind::Inside);
        let name = held.path.as_deref().map(super::title_of);
        let words = name.map_or("Drop it to open it".to_owned(), |name| format!("Drop “{name}” to open it"));
        painter.text(rect.center(), Align2::CENTER_BOTTOM, words, theme::strong(20.0), colours.text);
        let kinds = "A folder of pictures, data files, a table, or a project";
        let below = rect.center() + vec2(0.0, 8.0);
        painter.text(below, Align2::CENTER_TOP, kinds, theme::plain(theme::TEXT), colours.dim);
    }
}
