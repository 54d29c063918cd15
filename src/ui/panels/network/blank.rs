//! What stands where there is no network yet: a sentence, and templates to begin with.

use eframe::egui::{RichText, Ui, vec2};

use crate::network::{Template, templates};
use crate::ui::theme::palette;
use crate::ui::widgets::{Button, empty};

/// Draws it; returns the template that was chosen.
pub fn show(ui: &mut Ui) -> Option<&'static Template> {
    let mut chosen = None;
    let words = "Begin with a template and change it, or build from scratch: double-click Input on the left, then the \
        layers that follow. The shape of what each layer passes on stands on its wire.";
    empty(ui, "Draw a network", words, |ui| {
        let width = 200.0;
        for pair in templates().chunks(2) {
            ui.allocate_ui(vec2(2.0 * width + 8.0, crate::ui::theme::CONTROL), |ui| {
                ui.horizontal(|ui| {
                    for template in pair {
                        let button =
                            Button::usual(template.title).named(format!("Begin with {}", template.title)).width(width);
                        if ui.add(button).on_hover_text(template.help).clicked() {
                            chosen = Some(template);
                        }
                    }
                });
            });
        }
        ui.add_space(4.0);
        ui.label(RichText::new("Templates fit themselves to your data.").color(palette(ui).faint));
    });
    chosen
}
