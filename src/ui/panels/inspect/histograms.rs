//! How often numbers occur among the layer's weights, what it gives, and the gradients; and its dead units.

use eframe::egui::{ScrollArea, Ui, vec2};

use super::{curves, waiting};
use crate::study::Found;
use crate::ui::State;
use crate::ui::theme::{GAP, TEXT, palette, plain, series};
use crate::ui::widgets::{Button, elided, section};

/// Draws them.
pub(super) fn show(ui: &mut Ui, state: &mut State) {
    let view = &mut state.inspect_view;
    let Some(ask) = view.ask() else { return };
    let Some(found) = waiting::answer(ui, view, &ask) else { return };
    let Found::Histograms(found) = &*found else { return };
    let colours = palette(ui);
    ScrollArea::vertical().id_salt("histograms").auto_shrink(false).show(ui, |ui| {
        let half = (ui.available_width() - GAP) / 2.0;
        let size = vec2(half.max(200.0), 150.0);
        let (noun, part) = (view.noun(), view.looked_through());
        section(ui, &format!("What the layer gives for {} {part} {noun}", found.samples));
        curves::bars(ui, "activations", &found.activations, series(ui, 2), vec2(ui.available_width(), 150.0));
        ui.add_space(4.0);
        let dead = found.units.dead();
        elided(ui, found.dead_words(), plain(TEXT), if dead.is_empty() { colours.ok } else { colours.warn });
        if !dead.is_empty() {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
                for &unit in dead.iter().take(64) {
                    let chosen = view.channel == unit;
                    let name = format!("dead unit {unit}");
                    if ui.add(Button::usual(unit.to_string()).named(name).chosen(chosen).width(60.0)).clicked() {
                        view.channel = unit;
                    }
                }
            });
        }
        ui.add_space(GAP);
        for (title, all, colour) in
            [("Weights", &found.weights, series(ui, 0)), ("Gradients of the loss", &found.gradients, series(ui, 1))]
        {
            if all.is_empty() {
                continue;
            }
            section(ui, title);
            for pair in all.chunks(2) {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = GAP;
                    for (name, histogram) in pair {
                        curves::bars(ui, name, histogram, colour, size);
                    }
                });
            }
            ui.add_space(GAP);
        }
    });
}
