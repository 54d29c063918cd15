//! How often numbers occur among the layer's weights, what it gives, and the gradients; and its dead units.

use eframe::egui::{Ui, vec2};

use super::lines::{ending, heading};
use super::view::InspectView;
use super::{curves, waiting};
use crate::study::{Found, Histograms};
use crate::ui::State;
use crate::ui::theme::{GAP, LABEL, TEXT, palette, plain, series};
use crate::ui::widgets::{Button, elided, scroll};
use crate::ui::words::{grouped, sentence};

/// The least and the greatest height of a chart.
const HEIGHT: [f32; 2] = [150.0, 320.0];

/// Draws them.
pub(super) fn show(ui: &mut Ui, state: &mut State) {
    let view = &mut state.inspect_view;
    let Some(ask) = view.ask() else { return };
    let Some(found) = waiting::answer(ui, view, &ask) else { return };
    let Found::Histograms(found) = &*found else { return };
    let kinds =
        [("Weights", &found.weights, series(ui, 0)), ("Gradients of the loss", &found.gradients, series(ui, 1))];
    let height = height(ui, kinds.map(|(_, all, _)| all.len()));
    scroll(ui, "histograms", |ui| {
        ui.spacing_mut().item_spacing.y = GAP;
        let (noun, part) = (view.noun(), view.looked_through());
        let words = format!("What the layer gives for {} {part} {noun}", grouped(found.samples as u64));
        heading(ui, &words, |ui| {
            let words = "height of bars: square root of the count";
            let help =
                "So that rare numbers are seen beside frequent ones. Mean ± standard deviation stand above the bars";
            ending(ui, words, plain(LABEL), palette(ui).dim).on_hover_text(help);
        });
        curves::bars(ui, "Activations", &found.activations, series(ui, 2), vec2(ui.available_width(), height));
        dead(ui, view, found);
        for (title, all, colour) in kinds.into_iter().filter(|(_, all, _)| !all.is_empty()) {
            heading(ui, title, |_| {});
            for pair in all.chunks(2) {
                let half = vec2(((ui.available_width() - GAP) / 2.0).max(120.0), height);
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = GAP;
                    for (name, histogram) in pair {
                        curves::bars(ui, name, histogram, colour, half);
                    }
                });
            }
        }
    });
}

/// The height of a chart that fills the room, within reason.
fn height(ui: &Ui, charts: [usize; 2]) -> f32 {
    let rows = 1 + charts.iter().map(|count| count.div_ceil(2)).sum::<usize>();
    let headings = 1 + charts.iter().filter(|count| **count > 0).count();
    let taken = headings as f32 * 28.0 + 28.0 + rows as f32 * GAP;
    ((ui.available_height() - taken) / rows as f32).floor().clamp(HEIGHT[0], HEIGHT[1])
}

/// Which units are dead, in words, and as buttons that choose them.
fn dead(ui: &mut Ui, view: &mut InspectView, found: &Histograms) {
    let colours = palette(ui);
    let dead = found.units.dead();
    let noun = view.noun();
    let words = found.dead_words(view.word(), noun.trim_end_matches('s'));
    elided(ui, words, plain(TEXT), if dead.is_empty() { colours.ok } else { colours.warn });
    if dead.is_empty() {
        return;
    }
    let word = sentence(view.word());
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
        for &unit in dead.iter().take(64) {
            let chosen = view.channel == unit;
            let name = format!("Dead: {word} {unit}");
            if ui.add(Button::usual(format!("{word} {unit}")).named(name).low().chosen(chosen)).clicked() {
                view.channel = unit;
            }
        }
    });
}
