//! Data: where samples come from, all of them to look at, and how they are prepared, shared out and augmented.

mod augment;
mod columns;
mod pages;
mod picture;
mod report;
mod settings;
mod source;
mod table;
mod view;
mod wall;

use std::sync::Arc;

use eframe::egui::{
    Align, Align2, CentralPanel, Frame, Label, Layout, Margin, Panel as Side, Rect, RichText, TextEdit, Ui, UiBuilder,
    vec2,
};

use super::{Dot, Panel};
use crate::base::Error;
use crate::data::{Dataset, Part, Sample, Source};
use crate::ui::theme::{self, CONTROL, GAP, HEADING, PAD, palette};
use crate::ui::widgets::{Button, Icon, bar, empty, notice, segments};
use crate::ui::{DataState, Page, Request, State, title_of, words};

pub(super) use pages::{Pages, Thumbnails, image_of, pixels};
pub(super) use table::{cell, heads};
pub use view::DataView;

pub struct Data;

impl Panel for Data {
    fn page(&self) -> Page {
        Page::Data
    }

    fn name(&self) -> &'static str {
        "Data"
    }

    fn dot(&self, state: &State) -> Dot {
        match &state.data {
            DataState::None => Dot::Grey,
            DataState::Loading { .. } | DataState::Failed(_) => Dot::Amber,
            DataState::Ready(_) if state.data_view.changed > 0 => Dot::Amber,
            DataState::Ready(_) => Dot::Green,
        }
    }

    fn hands(&self) -> &'static [(&'static str, &'static str)] {
        &[("Open a folder or file", "drop it anywhere"), ("Show a picture large", "click or Enter")]
    }

    fn show(&self, ui: &mut Ui, state: &mut State) {
        let colours = palette(ui);
        let side = Frame::new().fill(colours.panel).inner_margin(Margin::same(PAD as i8));
        Side::left("data source")
            .default_size(216.0)
            .size_range(176.0..=340.0)
            .frame(side)
            .show(ui, |ui| source::show(ui, state));
        let ready = state.data.ready().cloned();
        match &ready {
            Some(dataset) => {
                Side::right("data settings")
                    .default_size(312.0)
                    .size_range(268.0..=440.0)
                    .frame(side)
                    .show(ui, |ui| settings::show(ui, state, dataset));
            }
            None => state.data_view.forget(),
        }
        let middle = theme::ground(ui).inner_margin(Margin::same(PAD as i8));
        CentralPanel::default().frame(middle).show(ui, |ui| match (&state.data.clone(), ready) {
            (_, Some(dataset)) => samples(ui, state, &dataset),
            (DataState::Loading { what, done, total }, _) => loading(ui, state, what, *done, *total),
            (DataState::Failed(error), _) => failed(ui, state, error),
            _ => nothing(ui, state),
        });
    }
}

/// All samples, under their name and what they are narrowed down by.
fn samples(ui: &mut Ui, state: &mut State, dataset: &Arc<Dataset>) {
    let count = state.data_view.shown(dataset).len();
    if state.data_view.changed > 0 {
        changed(ui, state);
        ui.add_space(GAP - ui.spacing().item_spacing.y);
    }
    head(ui, state, dataset);
    ui.add_space(GAP - ui.spacing().item_spacing.y);
    if count == 0 {
        let what = if dataset.shape.picture().is_some() { "picture" } else { "row" };
        let words = match (state.data_view.search.trim(), state.data_view.part) {
            ("", _) => "This class has none in this part.".to_owned(),
            (search, None) => format!("No name and no class holds “{search}”."),
            (search, Some(_)) => format!("No name and no class holds “{search}” in this part."),
        };
        empty(ui, &format!("No {what} matches"), &words, |ui| {
            if ui.add(Button::usual("Show all")).clicked() {
                state.data_view.widen();
            }
        });
        return;
    }
    match dataset.shape.picture() {
        Some(picture) => wall::show(ui, &mut state.data_view, dataset, picture),
        None => table::show(ui, &mut state.data_view, dataset),
    };
}

/// The files are not any more what was read.
fn changed(ui: &mut Ui, state: &mut State) {
    let count = state.data_view.changed;
    let files =
        if count == 1 { "1 file has".to_owned() } else { format!("{} files have", words::grouped(count as u64)) };
    let words = "What is shown here is what was read before.";
    notice(ui, palette(ui).warn, &format!("{files} changed on the disk"), words, |ui| {
        ui.add_space(2.0);
        if ui.add(Button::usual("Read again")).clicked() {
            state.read = None;
            state.read_data();
        }
    });
}

fn head(ui: &mut Ui, state: &mut State, dataset: &Dataset) {
    let colours = palette(ui);
    let title = match &state.document.project.data.source {
        Source::Sample(sample) => state.title_of_sample(sample.key()),
        Source::Path(path) => title_of(path),
    };
    let what = if dataset.shape.picture().is_some() { "pictures" } else { "rows" };
    let shown = state.data_view.found().len();
    let all = words::grouped(dataset.len() as u64);
    let narrowed = shown < dataset.len();
    // What is narrowed down names the class that it was narrowed to; the source is marked at the left.
    let words = match (narrowed, state.data_view.class, dataset.classes().len()) {
        (true, Some(class), _) if (class as usize) < dataset.classes().len() => {
            format!("{} · {} of {all} {what}", dataset.classes()[class as usize], words::grouped(shown as u64))
        }
        (true, ..) => format!("{title} · {} of {all} {what}", words::grouped(shown as u64)),
        (false, _, 0) => format!("{title} · {all} {what} · numbers to predict"),
        (false, _, count) => format!("{title} · {all} {what} · {} classes", words::grouped(count as u64)),
    };
    ui.horizontal(|ui| {
        ui.set_height(CONTROL);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let share = |part: Part| 100.0 * dataset.part(part).len() as f64 / dataset.len().max(1) as f64;
            let name = |part: Part, name: &str| format!("{name} {:.0} %", share(part));
            let names = [name(Part::Train, "Training"), name(Part::Validation, "Validation"), name(Part::Test, "Test")];
            let mut choices = vec![(None, "All")];
            let parts = [Part::Train, Part::Validation, Part::Test];
            let there = parts.iter().zip(&names).filter(|(part, _)| !dataset.part(**part).is_empty());
            choices.extend(there.map(|(part, name)| (Some(*part), name.as_str())));
            segments(ui, "Part", &mut state.data_view.part, &choices);
            if dataset.shape.picture().is_some() || !dataset.classes().is_empty() {
                let hint = if dataset.names.is_empty() { "Find class" } else { "Find" };
                let width = (ui.available_width() * 0.32).clamp(90.0, 180.0);
                let field = TextEdit::singleline(&mut state.data_view.search).hint_text(hint).desired_width(width);
                let response = ui.add(field.margin(Margin::symmetric(8, 4)).align(Align2::LEFT_CENTER));
                response.widget_info(|| {
                    eframe::egui::WidgetInfo::labeled(eframe::egui::Role::TextInput, true, "Find samples")
                });
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let text = RichText::new(words).font(theme::strong(HEADING + 1.0)).color(colours.text);
                // Behind the words, which so stand where they did; a long name leaves it its room.
                let behind = if narrowed { CONTROL + ui.spacing().item_spacing.x } else { 0.0 };
                ui.scope(|ui| {
                    ui.set_max_width((ui.available_width() - behind).max(0.0));
                    ui.add(Label::new(text).truncate());
                });
                if narrowed {
                    let cross = Button::bare("").icon(Icon::Cross).named("Show all samples").width(CONTROL);
                    if ui.add(cross).on_hover_text("Show all").clicked() {
                        state.data_view.widen();
                    }
                }
            });
        });
    });
}

fn loading(ui: &mut Ui, state: &mut State, what: &str, done: usize, total: usize) {
    let words = words::sentence(what);
    let counted = match (done, total) {
        (0, _) => "This takes a moment.".to_owned(),
        (done, 0) => format!("{} so far", words::grouped(done as u64)),
        (done, total) => format!("{} of {}", words::grouped(done as u64), words::grouped(total as u64)),
    };
    empty(ui, &format!("{words}…"), &counted, |ui| {
        let share = state.data.share().unwrap_or(0.0);
        bar(ui, "Reading", share, 260.0, palette(ui).accent);
        ui.add_space(10.0);
        if ui.add(Button::usual("Cancel")).clicked() {
            state.requests.push(Request::CancelReading);
        }
    });
}

fn failed(ui: &mut Ui, state: &mut State, error: &Error) {
    let colour = palette(ui).bad;
    let room = ui.available_rect_before_wrap();
    let width = room.width().min(620.0);
    let corner = room.min + vec2((room.width() - width) / 2.0, (room.height() - 180.0).max(0.0) * 0.42);
    let place = UiBuilder::new().max_rect(Rect::from_min_size(corner.round(), vec2(width, room.height())));
    let ui = &mut ui.new_child(place);
    notice(ui, colour, "This cannot be used as data", &error.to_string(), |ui| {
        ui.add_space(2.0);
        ui.horizontal(|ui| {
            let width = 136.0;
            buttons(ui, state, width);
            if ui.add(Button::usual("Try again").width(width)).clicked() {
                state.read = None;
                state.read_data();
            }
            if state.document.can_undo() && ui.add(Button::usual("Undo change").width(width)).clicked() {
                state.document.undo();
                state.read = None;
                state.read_data();
            }
        });
    });
}

fn nothing(ui: &mut Ui, state: &mut State) {
    let words = "Drop a folder that holds a folder of pictures for each class, MNIST (IDX) or CIFAR files, a CSV table or \
        NPZ arrays anywhere in this window, or choose them here. All are shown, with what could not be read and why.";
    empty(ui, "Your pictures and tables", words, |ui| {
        let size = vec2(2.0 * 148.0 + 8.0, CONTROL);
        ui.allocate_ui(size, |ui| ui.horizontal(|ui| buttons(ui, state, 148.0)));
        ui.add_space(2.0);
        if ui.add(Button::usual("Look at the sample of digits").width(size.x)).clicked() {
            state.open_data(Source::Sample(Sample::Digits));
        }
    });
}

fn buttons(ui: &mut Ui, state: &mut State, width: f32) {
    ui.add_enabled_ui(!state.choosing, |ui| {
        if ui.add(Button::primary("Open folder…").width(width)).clicked() {
            state.requests.push(Request::ChooseFolder);
        }
        if ui.add(Button::usual("Open file…").width(width)).clicked() {
            state.requests.push(Request::ChooseFile);
        }
    });
}
