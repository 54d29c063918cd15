//! Train: the trainings of this session, the curves and numbers of one, and what can be changed while it runs.

mod charts;
mod compare;
mod doctor;
mod epochs;
mod figures;
mod health;
mod runs;
mod schedule;
mod settings;

use eframe::egui::{Align, CentralPanel, Frame, Layout, Margin, Panel as Side, Rect, RichText, Ui};

use super::{Dot, Panel, nothing_yet};
use crate::base::Error;
use crate::ui::run::{Phase, Run};
use crate::ui::theme::{self, GAP, HEADING, PAD, palette, series};
use crate::ui::widgets::{Button, card, columns, empty, notice, rows, segments};
use crate::ui::{Page, State};

pub struct Train;

impl Panel for Train {
    fn page(&self) -> Page {
        Page::Train
    }

    fn name(&self) -> &'static str {
        "Train"
    }

    fn dot(&self, state: &State) -> Dot {
        match state.current().map(|run| &run.phase) {
            None => Dot::Grey,
            Some(Phase::Done { .. }) => Dot::Green,
            Some(_) => Dot::Amber,
        }
    }

    fn hands(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("Zoom into a chart", "wheel"),
            ("Zoom into a part of it", "right button, drag"),
            ("Move within a chart", "drag"),
            ("Show all of it again", "double click"),
        ]
    }

    fn show(&self, ui: &mut Ui, state: &mut State) {
        let colours = palette(ui);
        let side = Frame::new().fill(colours.panel).inner_margin(Margin::same(PAD as i8));
        Side::left("runs")
            .default_size(204.0)
            .size_range(160.0..=320.0)
            .frame(side)
            .show(ui, |ui| runs::show(ui, state));
        Side::right("settings")
            .default_size(264.0)
            .size_range(220.0..=380.0)
            .frame(side)
            .show(ui, |ui| settings::show(ui, state));
        compare::show(ui, state);
        let middle = theme::ground(ui).inner_margin(Margin::same(PAD as i8));
        CentralPanel::default().frame(middle).show(ui, |ui| {
            if state.shown_run().is_none() {
                return nothing(ui, state);
            }
            if let Some(Phase::Failed(error)) = state.shown_run().map(|run| run.phase.clone()) {
                failed(ui, state, &error);
                ui.add_space(GAP - ui.spacing().item_spacing.y);
            }
            curves(ui, state);
        });
    }
}

/// Before the first training.
fn nothing(ui: &mut Ui, state: &mut State) {
    if !state.can_train() {
        let words = "Loss and accuracy will be drawn here while a network learns. One click trains one on samples \
            that the program draws itself.";
        return nothing_yet(ui, state, "No training yet", words);
    }
    let words = "Loss and accuracy will be drawn here while the network learns. How it learns is set on the right.";
    empty(ui, "Ready to train", words, |ui| {
        if ui.add(Button::primary("Train now")).clicked() {
            state.go();
        }
    });
}

/// The sentence that says why a training could not go on, and what can be done about it.
fn failed(ui: &mut Ui, state: &mut State, error: &Error) {
    let begun = state.shown_run().is_some_and(|run| run.step > 0);
    let title = if begun { "The training could not go on" } else { "The training could not begin" };
    let colour = palette(ui).bad;
    notice(ui, colour, title, &error.to_string(), |ui| {
        ui.add_space(2.0);
        ui.horizontal(|ui| {
            let again = state.can_go() && ui.add(Button::usual("Try again")).clicked();
            // Another device reads the same wrong file, and no other file mends a device.
            let by_data = matches!(error, Error::Input(_));
            let on_cpu = !by_data && state.device != "cpu" && ui.add(Button::usual("Try on the CPU")).clicked();
            if on_cpu {
                state.device = "cpu".to_owned();
            }
            if again || on_cpu {
                state.go();
            }
            if by_data && ui.add(Button::usual("Choose data…")).clicked() {
                state.page = Page::Data;
            }
        });
    });
}

/// Charts over numbers, in whatever room there is.
fn curves(ui: &mut Ui, state: &mut State) {
    let room = ui.available_rect_before_wrap();
    let figures = 76.0;
    let rest = (room.height() - figures - 2.0 * GAP).max(320.0);
    let upper = (rest * 0.57).round();
    let [loss, lower, numbers] = rows(room, GAP, [upper, rest - upper, figures]);
    let names: Vec<String> = (1..=state.runs.len()).map(|number| format!("run {number}")).collect();
    let beside = |(place, run): (usize, &'_ Run)| place != state.shown && run.overlaid;
    let all = state.runs.iter().enumerate().filter(|(place, run)| beside((*place, run)));
    let others: Vec<charts::Drawn> = all.map(|(place, run)| (names[place].as_str(), run, series(ui, place))).collect();
    let Some(run) = state.runs.get(state.shown) else { return };
    let shown = (names[state.shown].as_str(), run, series(ui, state.shown));
    charts::loss(ui, loss, shown, &others, &mut state.charts);
    // Where numbers are predicted nothing is right or wrong, and the layers have all the room.
    let mut details = lower;
    if run.counts_correct() {
        let [accuracy, beside]: [Rect; 2] = columns(lower, GAP);
        charts::accuracy(ui, accuracy, shown, &others, &state.charts);
        details = beside;
    }
    card(ui, details, |ui| {
        ui.horizontal(|ui| {
            ui.set_height(26.0);
            let title = if state.charts.layers { "Layer health" } else { "Epochs" };
            ui.label(RichText::new(title).font(theme::strong(HEADING)).color(palette(ui).text));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                segments(ui, "Details", &mut state.charts.layers, &[(true, "Layers"), (false, "Epochs")]);
            });
        });
        match state.charts.layers {
            true => health::show(ui, run),
            false => epochs::show(ui, run),
        }
    });
    figures::show(ui, numbers, run);
}
