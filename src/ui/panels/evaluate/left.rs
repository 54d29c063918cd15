//! The left of the Evaluate page: the part, what is looked at, and how far an evaluation is.

use std::sync::Arc;

use eframe::egui::{Align, Layout, RichText, Ui, vec2};

use super::{
    EvaluateView, Tab, calibration, classes, confusion, counted, curves, export, noun, numbers, parts, title, words_of,
};
use crate::study::Examination;
use crate::ui::State;
use crate::ui::theme::{self, CONTROL, GAP, TEXT, palette};
use crate::ui::widgets::{Button, elided, segments};

/// Draws it.
pub fn show(ui: &mut Ui, state: &mut State, found: &Arc<Examination>) {
    head(ui, state, found);
    standing(ui, state, found);
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
    let view: &mut EvaluateView = &mut state.evaluate_view;
    choices(ui, view, found, tabs);
    ui.add_space(GAP - ui.spacing().item_spacing.y);
    match (view.tab, of_classes) {
        (Tab::Matrix, true) => confusion::show(ui, view, found),
        (Tab::Classes, _) => classes::show(ui, view, found),
        (Tab::Curves, true) => curves::show(ui, view, found),
        (Tab::Calibration, _) => calibration::show(ui, view, found),
        (Tab::Matrix, false) => numbers::predicted(ui, view, found),
        (Tab::Curves, false) => numbers::residuals(ui, view, found),
    }
}

/// The choice of the view, and what that view offers: beside it, or below where there is no room.
fn choices(ui: &mut Ui, view: &mut EvaluateView, found: &Examination, tabs: &[(Tab, &str)]) {
    let mut below = None;
    ui.horizontal(|ui| {
        ui.set_height(28.0);
        segments(ui, "View", &mut view.tab, tabs);
        match offered(view, found) {
            Some((width, offer)) if width <= ui.available_width() => {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| offer(ui, view, found));
            }
            offer => below = offer,
        }
    });
    if let Some((_, offer)) = below {
        ui.horizontal(|ui| offer(ui, view, found));
    }
}

/// Draws what a view offers.
type Offer = fn(&mut Ui, &mut EvaluateView, &Examination);

/// What the view offers, if anything, and how wide that is.
fn offered(view: &EvaluateView, found: &Examination) -> Option<(f32, Offer)> {
    match (view.tab, found.evaluation().is_some()) {
        (Tab::Matrix, true) => Some((confusion::MEASURES, |ui, view, _| confusion::measures(ui, view))),
        (Tab::Curves, true) => Some((curves::CHOOSER, curves::chooser)),
        (_, false) if numbers::count(found) > 1 => Some((numbers::CHOOSER, numbers::chooser)),
        _ => None,
    }
}

/// The title, the export, and the choice of the part.
fn head(ui: &mut Ui, state: &mut State, found: &Arc<Examination>) {
    let words = match (state.evaluate_view.tab, found.evaluation().is_some()) {
        (Tab::Matrix, true) => "Confusion matrix",
        (Tab::Classes, _) => "Per class",
        (Tab::Curves, true) => "Threshold curves",
        (Tab::Calibration, _) => "Calibration",
        (Tab::Matrix, false) => "Predicted and true",
        (Tab::Curves, false) => "Residuals",
    };
    ui.horizontal(|ui| {
        ui.set_height(CONTROL);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !parts(ui, state, &found.dataset) {
                ui.label(RichText::new(format!("{} part", words_of(found.part))).color(palette(ui).dim));
            }
            export::menu(ui, state, found);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| title(ui, words));
        });
    });
}

/// Whose predictions these are, whether that deserves attention, and the end of an evaluation that runs.
fn standing(ui: &mut Ui, state: &mut State, found: &Examination) {
    let colours = palette(ui);
    let in_training = state.running().is_some();
    let (words, urgent) = told(state, found);
    let view = &mut state.evaluate_view;
    ui.allocate_ui_with_layout(vec2(ui.available_width(), 22.0), Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_height(22.0);
        if view.working.is_some() && !in_training {
            let cancel = Button::usual("Cancel").named("Cancel evaluation").height(22.0);
            view.given_up |= ui.add(cancel).clicked();
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            elided(ui, words, theme::plain(TEXT - 1.0), if urgent { colours.warn } else { colours.dim });
        });
    });
}

/// That in words, and whether it is urgent.
fn told(state: &State, found: &Examination) -> (String, bool) {
    let step = found.of.progress.step;
    let samples = counted(found.findings.samples().len(), noun(found));
    if step == 0 {
        return (format!("Not trained yet: its first weights, about as good as chance · {samples}"), true);
    }
    let progress = match state.evaluate_view.working {
        Some([done, total]) if total > 0 => format!(" · evaluating {} %", 100 * done / total),
        Some(_) => " · evaluating".to_owned(),
        None => String::new(),
    };
    let steps = counted(step as usize, "steps");
    match state.running().is_some() {
        true => (format!("In training, after {steps} · {samples}{progress}"), true),
        false => (format!("After {steps} · {samples}{progress}"), false),
    }
}
