//! All commands by name: Ctrl+K, a few letters, Enter.

use eframe::egui::{
    Align2, Area, Frame, Id, Key, Margin, Modifiers, Order, RichText, Role, ScrollArea, TextEdit, Ui, WidgetInfo, vec2,
};

use super::State;
use super::action::Action;
use super::theme::{self, CARD_RADIUS, palette};
use super::widgets::Row;

/// Shows the palette while it is open.
pub fn show(ui: &mut Ui, state: &mut State) {
    let Some(mut search) = state.search.take() else { return };
    let colours = palette(ui);
    let mut found: Vec<Action> = Action::ALL
        .into_iter()
        .filter(|action| *action != Action::Palette && action.is_possible(state) && matches(action.title(), &search))
        .collect();
    found.sort_by_key(|action| rank(action.title(), &search));
    let chosen_id = Id::unique("palette choice");
    let mut chosen = ui.data(|data| data.get_temp::<usize>(chosen_id)).unwrap_or(0);
    let (up, down, enter, escape) = ui.input_mut(|input| {
        let mut key = |key| input.consume_key(Modifiers::NONE, key);
        (key(Key::ArrowUp), key(Key::ArrowDown), key(Key::Enter), key(Key::Escape))
    });
    let last = found.len().saturating_sub(1);
    chosen = if down { chosen + 1 } else { chosen }.min(last);
    chosen = if up { chosen.saturating_sub(1) } else { chosen };
    let mut picked = found.get(chosen).copied().filter(|_| enter);
    let frame = Frame::new().fill(colours.card).stroke((1.0, colours.line)).corner_radius(CARD_RADIUS);
    let area = Area::new(Id::unique("palette")).order(Order::Foreground).anchor(Align2::CENTER_TOP, vec2(0.0, 72.0));
    let shown = area.show(ui.ctx(), |ui| {
        frame.inner_margin(Margin::same(10)).shadow(ui.visuals().popup_shadow).show(ui, |ui| {
            ui.set_width(440.0);
            let field = TextEdit::singleline(&mut search).desired_width(f32::INFINITY).margin(Margin::symmetric(10, 8));
            let field = ui.add(field.hint_text("What would you like to do?").font(theme::plain(14.0)));
            field.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, "Search commands"));
            field.request_focus();
            if field.changed() {
                chosen = 0;
            }
            ui.add_space(4.0);
            ui.spacing_mut().item_spacing.y = 0.0;
            if found.is_empty() {
                ui.label(RichText::new("No command is called that.").color(colours.dim));
            }
            ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                for (place, action) in found.iter().enumerate() {
                    let keys = action.keys_spoken(ui.ctx()).unwrap_or_default();
                    let title = action.title();
                    let row = Row { name: title, spoken: title, detail: &keys, stripe: None, chosen: place == chosen };
                    let response = ui.add(row);
                    if place == chosen && (up || down) {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        picked = Some(*action);
                    }
                }
            });
        });
    });
    ui.data_mut(|data| data.insert_temp(chosen_id, chosen));
    let outside = ui.input(|input| input.pointer.any_pressed())
        && !ui.input(|input| input.pointer.interact_pos()).is_some_and(|at| shown.response.rect.contains(at));
    if picked.is_none() && !escape && !outside {
        state.search = Some(search);
        return;
    }
    ui.data_mut(|data| data.remove::<usize>(chosen_id));
    if let Some(action) = picked {
        state.act(action);
    }
}

/// Whether the letters stand in the title in this order, whatever stands between.
fn matches(title: &str, search: &str) -> bool {
    let mut letters = title.chars().flat_map(char::to_lowercase);
    let mut wanted = search.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase);
    wanted.all(|letter| letters.any(|other| other == letter))
}

/// How far from what is looked for: titles that begin with it first, then those with a word that does, then the rest.
fn rank(title: &str, search: &str) -> usize {
    let (title, search) = (title.to_lowercase(), search.trim().to_lowercase());
    match () {
        () if title.starts_with(&search) => 0,
        () if title.split(' ').any(|word| word.starts_with(&search)) => 1,
        () if title.contains(&search) => 2,
        () => 3,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_few_letters_find_a_command() {
        assert!(super::matches("Train from the beginning", "tfb") && super::matches("Save as…", "SAVE as"));
        assert!(!super::matches("Save", "vs") && super::matches("Save", ""));
        let ranks = ["Train", "Stop training", "Start page"].map(|title| super::rank(title, "tr"));
        assert_eq!(ranks, [0, 1, 3]);
    }
}
