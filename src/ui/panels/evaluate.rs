//! Evaluate: how often and where the network is wrong, with the samples behind every number.

mod calibration;
mod choice;
mod classes;
mod confusion;
mod curves;
mod export;
mod figures;
mod grid;
mod left;
mod legend;
mod numbers;
mod picked;
mod rows;
mod threshold;
mod view;
mod wall;

use std::sync::Arc;

use eframe::egui::{Align, CentralPanel, Frame, Layout, Margin, Panel as Side, Ui};

use super::{Dot, Panel, nothing_yet};
use crate::base::Error;
use crate::data::{Dataset, Part};
use crate::study::Examination;
use crate::ui::theme::{self, CONTROL, GAP, HEADING, LABEL, PAD, palette};
use crate::ui::widgets::{Button, Icon, SEGMENTS, bar, elided, empty, notice, segments};
use crate::ui::{DataState, Page, State, words};

pub use choice::{Choice, Order};
pub use classes::Column;
pub use export::Keepsake;
pub use grid::Measure;
pub use view::{EvaluateView, Tab};

pub struct Evaluate;

impl Panel for Evaluate {
    fn page(&self) -> Page {
        Page::Evaluate
    }

    fn name(&self) -> &'static str {
        "Evaluate"
    }

    fn dot(&self, state: &State) -> Dot {
        let view = &state.evaluate_view;
        match &view.found {
            _ if view.failed.is_some() || view.working.is_some() => Dot::Amber,
            Some(found) if found.of.progress.step > 0 && state.running().is_none() => Dot::Green,
            Some(found) if found.of.progress.step > 0 => Dot::Amber,
            _ => Dot::Grey,
        }
    }

    fn show(&self, ui: &mut Ui, state: &mut State) {
        let Some(found) = state.evaluate_view.found.clone() else {
            let middle = theme::ground(ui).inner_margin(Margin::same(PAD as i8));
            CentralPanel::default().frame(middle).show(ui, |ui| without(ui, state));
            return;
        };
        state.evaluate_view.fill(&found);
        let colours = palette(ui);
        let side = Frame::new().fill(colours.panel).inner_margin(Margin::same(PAD as i8));
        let whole = ui.available_width();
        let ground = theme::ground(ui).inner_margin(Margin::same(PAD as i8));
        Side::left("evaluate left")
            .default_size((whole * 0.4).clamp(360.0, 760.0).round())
            .size_range(320.0..=(whole * 0.6).max(340.0))
            .frame(ground)
            .show(ui, |ui| left::show(ui, state, &found));
        Side::right("evaluate right").default_size(312.0).size_range(248.0..=440.0).frame(side).show(ui, |ui| {
            figures::show(ui, state, &found);
            picked::show(ui, state, &found);
        });
        CentralPanel::default().frame(ground).show(ui, |ui| middle(ui, state, &found));
    }
}

/// Where there are no answers: why, and what brings them.
fn without(ui: &mut Ui, state: &mut State) {
    let about = "The confusion matrix will be here, with the pictures behind every number: accuracy, precision and recall \
        of each class, mistakes by confidence, curves and calibration.";
    let view = &state.evaluate_view;
    if let Some(error) = view.failed.clone() {
        return failed(ui, state, &error);
    }
    if view.given_up {
        return empty(ui, "Not evaluated", "You stopped the evaluation before it was done.", |ui| {
            again(ui, state, "Evaluate now");
        });
    }
    match (&state.data, view.working) {
        (DataState::Loading { .. }, _) => {
            empty(ui, "Reading the samples…", "Then the network will be evaluated on them.", |ui| {
                bar(ui, "Reading", state.data.share().unwrap_or(0.0), 260.0, palette(ui).accent);
            });
        }
        (DataState::Ready(_), Some([done, total])) => {
            let counted = match total {
                0 => "The network is being made ready.".to_owned(),
                _ => format!("{} of {}", words::grouped(done as u64), words::grouped(total as u64)),
            };
            empty(ui, "Evaluating…", &counted, |ui| {
                bar(ui, "Evaluating", done as f32 / total.max(1) as f32, 260.0, palette(ui).accent);
                ui.add_space(10.0);
                if ui.add(Button::usual("Cancel")).clicked() {
                    state.evaluate_view.given_up = true;
                }
            });
        }
        (DataState::Ready(_), None) => empty(ui, "Evaluating…", "The network is being made ready.", |_| {}),
        _ => nothing_yet(ui, state, "How well it does", about),
    }
}

fn failed(ui: &mut Ui, state: &mut State, error: &Error) {
    notice(ui, palette(ui).bad, "The network could not be evaluated", &error.to_string(), |ui| {
        ui.add_space(2.0);
        ui.horizontal(|ui| {
            again(ui, state, "Try again");
            if let Some(dataset) = state.data.ready().cloned() {
                parts(ui, state, &dataset);
            }
            if ui.add(Button::usual("Look at the data")).clicked() {
                state.page = Page::Data;
            }
        });
    });
}

fn again(ui: &mut Ui, state: &mut State, words: &str) {
    if ui.add(Button::usual(words)).clicked() {
        let view = &mut state.evaluate_view;
        (view.given_up, view.stale, view.failed) = (false, true, None);
    }
}

/// The choice of the part; those without samples are not offered. Whether there is a choice at all.
fn parts(ui: &mut Ui, state: &mut State, dataset: &Dataset) -> bool {
    let all = [(Part::Test, "Test"), (Part::Validation, "Validation"), (Part::Train, "Training")];
    let there: Vec<_> = all.into_iter().filter(|(part, _)| !dataset.part(*part).is_empty()).collect();
    let before = state.evaluate_view.part;
    if there.iter().all(|(part, _)| *part == before) {
        return false;
    }
    segments(ui, "Part", &mut state.evaluate_view.part, &there);
    if state.evaluate_view.part != before {
        (state.evaluate_view.given_up, state.evaluate_view.failed) = (false, None);
    }
    true
}

/// The samples behind what was chosen.
fn middle(ui: &mut Ui, state: &mut State, found: &Arc<Examination>) {
    let picture = found.dataset.shape.picture();
    let view = &mut state.evaluate_view;
    let (listed, order) = view.listed(found);
    let count = listed.len();
    order_and_title(ui, view, found, count, order);
    ui.add_space(GAP - ui.spacing().item_spacing.y);
    match (view.list().is_empty(), picture) {
        (true, _) => {
            let words = format!("No {} of this part is behind this number.", one(found));
            empty(ui, "Nothing here", &words, |ui| {
                if ui.add(Button::usual("Show all mistakes")).clicked() {
                    view.choose(Choice::Everything);
                    view.order = Order::Mistakes;
                }
            });
        }
        (_, Some(picture)) => {
            let on_each = match found.evaluation() {
                Some(_) => "On each picture: predicted class and confidence, red where wrong",
                None => "On each picture: how far the prediction is off",
            };
            elided(ui, on_each, theme::plain(LABEL), palette(ui).dim);
            if let Some(sample) = wall::show(ui, view, found, picture) {
                view.picked = Some(sample);
                state.explain(sample as usize);
            }
        }
        _ => rows::show(ui, view, found),
    }
}

/// What the samples have in common, the way back to all, and the choice of their order.
fn order_and_title(ui: &mut Ui, view: &mut EvaluateView, found: &Examination, count: usize, order: Order) {
    let words = format!("{} · {}", view.choice.title(found, order), counted(count, noun(found)));
    let choices = orders(view, found, order);
    let narrow = ui.available_width() < 560.0;
    let mut wanted = order;
    ui.horizontal(|ui| {
        ui.set_height(CONTROL);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if !narrow {
                segments(ui, "Order", &mut wanted, &choices);
            }
            if view.choice != Choice::Everything {
                let cross = Button::usual("").icon(Icon::Cross).named(format!("Show all {}", noun(found)));
                if ui.add(cross.width(SEGMENTS).height(SEGMENTS)).on_hover_text("Show all again").clicked() {
                    view.choose(Choice::Everything);
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| title(ui, &words));
        });
    });
    if narrow {
        segments(ui, "Order", &mut wanted, &choices);
    }
    if wanted != order {
        view.order = wanted;
    }
}

/// The orders that are offered.
fn orders(view: &EvaluateView, found: &Examination, order: Order) -> Vec<(Order, &'static str)> {
    // Where nothing is wrong, all is shown instead of mistakes, which are then not offered.
    let none_wrong = view.order == Order::Mistakes && order == Order::All;
    let all = match (found.regression().is_some(), none_wrong) {
        (true, _) => {
            [(Order::Mistakes, "Largest errors"), (Order::LeastSure, "Smallest errors"), (Order::All, "In order")]
        }
        _ => [(Order::Mistakes, "Surest mistakes"), (Order::LeastSure, "Least sure"), (Order::All, "All")],
    };
    all.into_iter()
        .filter(|(order, _)| found.regression().is_some() || !none_wrong || *order != Order::Mistakes)
        .collect()
}

/// What stands over a column of the page.
fn title(ui: &mut Ui, words: &str) {
    elided(ui, words, theme::strong(HEADING + 1.0), palette(ui).text);
}

/// Makes menus and fields as high as choices among segments.
fn low(ui: &mut Ui) {
    let spacing = ui.spacing_mut();
    (spacing.interact_size.y, spacing.button_padding.y) = (SEGMENTS, 4.0);
}

/// What samples are called.
fn noun(found: &Examination) -> &'static str {
    if found.dataset.shape.picture().is_some() { "pictures" } else { "rows" }
}

/// What one of them is called.
fn one(found: &Examination) -> &'static str {
    noun(found).trim_end_matches('s')
}

/// So many of something: "1 picture", "60,000 pictures".
fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        return format!("1 {}", noun.trim_end_matches('s'));
    }
    format!("{} {noun}", words::grouped(count as u64))
}

/// What a part is called.
fn words_of(part: Part) -> &'static str {
    match part {
        Part::Train => "Training",
        Part::Validation => "Validation",
        Part::Test => "Test",
    }
}
