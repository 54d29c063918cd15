//! The left of the Evaluate page: the part, what is looked at, and how far an evaluation is.

use std::sync::Arc;

use eframe::egui::{Align, Layout, RichText, Ui};

use super::{EvaluateView, Tab, calibration, classes, confusion, curves, export, numbers, parts};
use crate::study::Examination;
use crate::ui::theme::{self, CONTROL, GAP, HEADING, LABEL, palette};
use crate::ui::widgets::{Button, segments};
use crate::ui::{State, words};

/// The least width at which what a view offers stands beside the choice of the view.
const BESIDE: f32 = 490.0;

/// Draws it.
pub fn show(ui: &mut Ui, state: &mut State, found: &Arc<Examination>) {
    head(ui, state, found);
    ui.add_space(GAP - ui.spacing().item_spacing.y);
    let of_classes = found.evaluation().is_some();
    let tabs: &[(Tab, &str)] = match of_classes {
        true => &[
            (Tab::Matrix, "Matrix"),
            (Tab::Classes, "Classes"),
            (Tab::Curves, "Curves"),
            (Tab::Calibration, "Calibration"),
        ],
        false => &[(Tab::Matrix, "Predicted"), (Tab::Curves, "Residuals")],
    };
    if !tabs.iter().any(|(tab, _)| *tab == state.evaluate_view.tab) {
        state.evaluate_view.tab = Tab::Matrix;
    }
    let within = |ui: &mut Ui, view: &mut EvaluateView| match (view.tab, of_classes) {
        (Tab::Matrix, true) => confusion::measures(ui, view),
        (Tab::Curves, true) => curves::chooser(ui, view, found),
        (_, false) => numbers::chooser(ui, view, found),
        _ => {}
    };
    let beside = ui.available_width() >= BESIDE;
    ui.horizontal(|ui| {
        ui.set_height(28.0);
        segments(ui, "View", &mut state.evaluate_view.tab, tabs);
        if beside {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| within(ui, &mut state.evaluate_view));
        }
    });
    if !beside {
        ui.horizontal(|ui| within(ui, &mut state.evaluate_view));
    }
    ui.add_space(GAP - ui.spacing().item_spacing.y);
    let view: &mut EvaluateView = &mut state.evaluate_view;
    match (view.tab, of_classes) {
        (Tab::Matrix, true) => confusion::show(ui, view, found),
        (Tab::Classes, _) => classes::show(ui, view, found),
        (Tab::Curves, true) => curves::show(ui, view, found),
        (Tab::Calibration, _) => calibration::show(ui, view, found),
        (Tab::Matrix, false) => numbers::predicted(ui, view, found),
        (Tab::Curves, false) => numbers::residuals(ui, view, found),
    }
}

/// The title with what the answers are of, the export, and the choice of the part.
fn head(ui: &mut Ui, state: &mut State, found: &Arc<Examination>) {
    let colours = palette(ui);
    let title = match (state.evaluate_view.tab, found.evaluation().is_some()) {
        (Tab::Matrix, true) => "Confusion matrix",
        (Tab::Classes, _) => "Per class",
        (Tab::Curves, true) => "Threshold curves",
        (Tab::Calibration, _) => "Calibration",
        (Tab::Matrix, false) => "Predicted and true",
        (Tab::Curves, false) => "Residuals",
    };
    ui.horizontal(|ui| {
        ui.set_height(CONTROL);
        ui.label(RichText::new(title).font(theme::strong(HEADING + 1.0)).color(colours.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let dataset = found.dataset.clone();
            parts(ui, state, &dataset);
            export::menu(ui, state, found);
        });
    });
    let (words, ink) = standing(state, found);
    ui.horizontal(|ui| {
        ui.set_height(18.0);
        ui.label(RichText::new(words).font(theme::plain(LABEL + 1.0)).color(if ink {
            colours.warn
        } else {
            colours.dim
        }));
        let in_training = state.running().is_some();
        let view = &mut state.evaluate_view;
        if view.working.is_some() && !in_training {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.add(Button::bare("Cancel").named("Cancel evaluation")).clicked() {
                    view.given_up = true;
                }
            });
        }
    });
}

/// Whose answers these are, and whether that deserves attention.
fn standing(state: &State, found: &Examination) -> (String, bool) {
    let step = found.of.progress.step;
    let samples = words::grouped(found.findings.samples().len() as u64);
    if step == 0 {
        return (format!("Not trained yet: its first weights, about as good as chance · {samples} answers"), true);
    }
    let progress = match state.evaluate_view.working {
        Some([done, total]) if total > 0 => format!(" · evaluating {} %", 100 * done / total),
        Some(_) => " · evaluating".to_owned(),
        None => String::new(),
    };
    let step = words::grouped(step);
    match state.running().is_some() {
        true => (format!("In training, step {step} · {samples} answers{progress}"), true),
        false => (format!("After {step} steps · {samples} answers{progress}"), false),
    }
}
