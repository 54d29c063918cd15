//! The question for a path, for desktops that have no dialog for files.

use eframe::egui::{Key, Label, Margin, RichText, TextEdit, Ui};

use super::theme::{self, palette};
use super::widgets::{Button, modal};
use super::{Request, State};

/// Asks for a path while [`State::typed`] holds one, however short.
pub fn show(ui: &mut Ui, state: &mut State) {
    let Some(mut path) = state.typed.take() else { return };
    let colours = palette(ui);
    let (mut open, mut cancel) = (false, false);
    let shown = modal(ui, "path").show(ui.ctx(), |ui| {
        ui.set_width(460.0);
        ui.label(
            RichText::new(if state.typed_to_save { "Save as which file?" } else { "Which folder or file?" })
                .font(theme::strong(theme::HEADING))
                .color(colours.text),
        );
        let words =
            "This desktop offers no dialog for files. Type or paste the path, or drop the folder onto the window.";
        ui.add(Label::new(RichText::new(words).color(colours.dim)).wrap());
        let field = TextEdit::singleline(&mut path).desired_width(f32::INFINITY).margin(Margin::symmetric(10, 8));
        let field = ui.add(field.hint_text("/home/…").font(theme::mono(12.0)));
        field.widget_info(|| eframe::egui::WidgetInfo::labeled(eframe::egui::Role::TextInput, true, "Path"));
        if !field.lost_focus() {
            field.request_focus();
        }
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            let ready = !path.trim().is_empty();
            open = ui
                .add_enabled(ready, Button::primary(if state.typed_to_save { "Save" } else { "Open" }).width(96.0))
                .clicked();
            open |= ready && field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            cancel = ui.add(Button::usual("Cancel").width(96.0)).clicked();
        });
    });
    match open {
        true if std::mem::take(&mut state.typed_to_save) => {
            let path = std::path::PathBuf::from(path.trim());
            state.requests.push(match state.evaluate_view.exporting.take() {
                Some(keepsake) => Request::ExportTo(keepsake, path),
                None => Request::SaveTo(path.with_extension("netloom")),
            });
        }
        true => state.open(path.trim().into()),
        false if cancel || shown.should_close() => {
            state.typed_to_save = false;
            state.evaluate_view.exporting = None;
            state.pending = None;
        }
        false => state.typed = Some(path),
    }
}
