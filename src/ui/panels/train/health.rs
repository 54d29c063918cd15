//! How each layer is: the size of its gradients beside its weights, and units that never answer.

use eframe::egui::{Align, Color32, Layout, Rect, ScrollArea, Ui};

use crate::train::Health;
use crate::ui::run::Run;
use crate::ui::theme::{self, Palette, palette};
use crate::ui::widgets::{bar, elided};

/// More silent units than this are a problem.
const MANY: f64 = 0.5;
/// Gradients smaller than this part of the weights teach nothing; larger than this one tear them apart.
const VANISHING: f64 = 1e-7;
const EXPLODING: f64 = 10.0;

/// What is wrong with a layer, if anything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Complaint {
    /// This share of its units gives 0 whatever comes.
    Silent(f64),
    /// Its gradients are next to nothing.
    Vanishing,
    /// Its gradients are far larger than its weights.
    Exploding,
}

/// What is wrong with this layer.
pub fn complaint(health: &Health) -> Option<Complaint> {
    let silent = health.silent as f64 / health.units.max(1) as f64;
    let size = health.gradient / health.weight.max(1e-12);
    match () {
        () if health.frozen => None,
        () if silent > MANY => Some(Complaint::Silent(silent)),
        () if size < VANISHING => Some(Complaint::Vanishing),
        () if size > EXPLODING => Some(Complaint::Exploding),
        () => None,
    }
}

/// One line for each layer that has weights.
pub fn show(ui: &mut Ui, run: &Run) {
    let colours = palette(ui);
    if run.health.is_empty() {
        let words = match run.has_ended() {
            true => "The training ended before its layers were looked at.",
            false => "The gradients and weights of each layer will be shown here, and units that never fire.",
        };
        ui.label(eframe::egui::RichText::new(words).color(colours.dim));
        return;
    }
    let legend = "Bars: gradients against weights (log). Amber: many units never fire";
    elided(ui, legend, theme::plain(theme::LABEL), colours.faint);
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().auto_shrink(false).show_rows(ui, 26.0, run.health.len(), |ui, rows| {
        for health in &run.health[rows] {
            line(ui, health, colours);
        }
    });
}

fn line(ui: &mut Ui, health: &Health, colours: &Palette) {
    let (words, colour) = words(health, colours);
    let hint = format!(
        "{}: gradients {:.2e}, weights {:.2e} (Euclidean norms), {} of {} units never fire",
        health.name, health.gradient, health.weight, health.silent, health.units
    );
    let whole = ui.available_width();
    let place = ui.horizontal(|ui| {
        ui.set_height(26.0);
        let name = Rect::from_min_size(ui.cursor().min, eframe::egui::vec2(whole * 0.3, 26.0));
        ui.scope_builder(
            eframe::egui::UiBuilder::new().max_rect(name).layout(Layout::left_to_right(Align::Center)),
            |ui| {
                ui.set_min_width(whole * 0.3);
                elided(ui, &health.name, theme::plain(12.0), colours.dim);
            },
        );
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.allocate_ui_with_layout(eframe::egui::vec2(120.0, 26.0), Layout::right_to_left(Align::Center), |ui| {
                ui.set_min_width(120.0);
                elided(ui, words, theme::mono(11.0), colours.dim)
            });
            // From a ten-millionth of the weights to as large as the weights.
            let size = health.gradient / health.weight.max(1e-12);
            let share = ((size.max(1e-12).log10() + 7.0) / 7.0).clamp(0.02, 1.0) as f32;
            let width = ui.available_width();
            if width > 24.0 {
                bar(ui, &format!("Gradient of {}", health.name), share, width, colour);
            }
        });
    });
    place.response.on_hover_text(hint);
}

fn words(health: &Health, colours: &Palette) -> (String, Color32) {
    let silent = 100.0 * health.silent as f64 / health.units.max(1) as f64;
    match complaint(health) {
        _ if health.frozen => ("frozen".to_owned(), colours.faint),
        Some(Complaint::Silent(_)) => (format!("{silent:.0} % never fire"), colours.warn),
        Some(Complaint::Vanishing) => ("gradient vanishes".to_owned(), colours.warn),
        Some(Complaint::Exploding) => ("gradient explodes".to_owned(), colours.bad),
        None if health.silent > 0 => (format!("{silent:.0} % never fire"), colours.ok),
        None => ("gradient healthy".to_owned(), colours.ok),
    }
}
