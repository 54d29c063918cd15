//! What keys and the mouse do: every command that has keys, and what the page in front understands beside them.

use eframe::egui::{Align, Layout, RichText, ScrollArea, Ui, UiBuilder, vec2};

use super::State;
use super::action::{Action, Menu};
use super::panels::PANELS;
use super::theme::{self, palette};
use super::widgets::{Button, columns, modal, section};

/// The height of a line.
const LINE: f32 = 24.0;

/// Shows them while they are wanted.
pub fn show(ui: &mut Ui, state: &mut State) {
    if !state.shortcuts {
        return;
    }
    let colours = palette(ui);
    let whole = ui.ctx().content_rect().size();
    let shown = modal(ui, "shortcuts").show(ui.ctx(), |ui| {
        ui.set_width((whole.x - 80.0).min(760.0));
        ui.label(RichText::new("Keys and mouse").font(theme::strong(theme::HEADING)).color(colours.text));
        ui.add_space(4.0);
        let tall = whole.y - 180.0;
        ScrollArea::vertical().max_height(tall).min_scrolled_height(tall).auto_shrink([false, true]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let room = ui.available_rect_before_wrap();
            let [left, right] = columns(room, 32.0);
            let ends = [left, right].map(|place| ui.new_child(UiBuilder::new().max_rect(place)));
            let [mut left, mut right] = ends;
            for (menu, name) in [(Menu::File, "File"), (Menu::Edit, "Edit"), (Menu::Train, "Training")] {
                commands(&mut left, menu, name);
            }
            commands(&mut right, Menu::View, "View");
            commands(&mut right, Menu::Help, "Help");
            // In front of no page, what all pages understand.
            let front = state.panel();
            for panel in PANELS.into_iter().filter(|panel| front.is_none_or(|front| front.page() == panel.page())) {
                if panel.hands().is_empty() {
                    continue;
                }
                let shorter = left.min_rect().bottom() < right.min_rect().bottom();
                let column = if shorter { &mut left } else { &mut right };
                heading(column, &format!("On the {} page", panel.name()));
                for (what, how) in panel.hands() {
                    line(column, what, how);
                }
            }
            let bottom = left.min_rect().union(right.min_rect());
            ui.allocate_space(vec2(room.width(), bottom.bottom() - room.top()));
        });
        ui.add_space(8.0);
        ui.add(Button::primary("Close").width(96.0)).clicked()
    });
    state.shortcuts = !(shown.inner || shown.should_close());
}

/// The commands of a menu that have keys.
fn commands(ui: &mut Ui, menu: Menu, name: &str) {
    heading(ui, name);
    for action in Action::ALL.into_iter().filter(|action| action.menu() == menu) {
        if let Some(keys) = action.keys_spoken(ui.ctx()) {
            line(ui, action.title(), &keys);
        }
    }
}

fn heading(ui: &mut Ui, name: &str) {
    ui.add_space(16.0);
    section(ui, name);
    ui.add_space(2.0);
}

fn line(ui: &mut Ui, what: &str, how: &str) {
    let colours = palette(ui);
    ui.horizontal(|ui| {
        ui.set_height(LINE);
        ui.label(RichText::new(what).color(colours.dim));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(RichText::new(how).font(theme::mono(12.0)).color(colours.text));
        });
    });
}
