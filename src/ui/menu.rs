//! The menus, behind one button: every action, with its keys.

use eframe::egui::{Button as Item, Popup, RichText, Ui, vec2};

use super::State;
use super::action::{Action, Menu};
use super::theme::{self, palette};
use super::widgets::{Button, Icon};

const MENUS: [(Menu, &str); 5] =
    [(Menu::File, "File"), (Menu::Edit, "Edit"), (Menu::Train, "Training"), (Menu::View, "View"), (Menu::Help, "Help")];

/// The button and what it opens.
pub fn show(ui: &mut Ui, state: &mut State) {
    let button = Button::bare("").icon(Icon::Menu).named("Menu").width(theme::CONTROL);
    let response = ui.add(button).on_hover_text("Menu");
    let mut picked = None;
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(200.0);
        roomy(ui);
        for (menu, title) in MENUS {
            ui.menu_button(title, |ui| {
                ui.set_min_width(240.0);
                roomy(ui);
                for action in Action::ALL.into_iter().filter(|action| action.menu() == menu) {
                    let item = item(ui, action);
                    if ui.add_enabled(action.is_possible(state), item).clicked() {
                        picked = Some(action);
                        ui.close();
                    }
                }
            });
        }
    });
    if let Some(action) = picked {
        state.act(action);
    }
}

/// An action as a line of a menu, with its keys.
pub fn item(ui: &Ui, action: Action) -> Item<'static> {
    let keys = action.keys_spoken(ui.ctx()).unwrap_or_default();
    // In the face of the titles: another would not be level with them.
    Item::new(action.title()).shortcut_text(RichText::new(keys).color(palette(ui).faint))
}

/// Gives the lines of a menu room to their sides, and none between them.
pub fn roomy(ui: &mut Ui) {
    ui.spacing_mut().button_padding = vec2(10.0, 4.0);
    ui.spacing_mut().item_spacing.y = 2.0;
}
