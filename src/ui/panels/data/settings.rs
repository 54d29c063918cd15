//! The right side: how samples are prepared and shared out, augmentation, class weights. What needs the source to be
//! read anew is settled when the hand is off the mouse, so that a drag reads once.

use std::sync::Arc;

use eframe::egui::{RichText, Ui};

use super::{augment, columns, picture, report};
use crate::data::{Colour, Dataset, Fit, Options, Part, Scaling};
use crate::ui::State;
use crate::ui::theme::{LABEL, palette, plain};
use crate::ui::widgets::form::{MENU, choice, count, menu, row, share, toggle};
use crate::ui::widgets::{scroll, section, segments_across};

/// Sides of pictures to choose from.
const SIDES: [usize; 9] = [16, 28, 32, 48, 64, 96, 128, 160, 224];

/// Draws the side.
pub(super) fn show(ui: &mut Ui, state: &mut State, dataset: &Arc<Dataset>) {
    let now = &state.document.project.data.options;
    let mut options = state.data_view.draft.clone().unwrap_or_else(|| now.clone());
    let shape = dataset.shape.picture();
    let what = if shape.is_some() { ["picture", "pictures"] } else { ["row", "rows"] };
    scroll(ui, "data settings", |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        if let (Some(shape), Some(sample)) = (shape, state.data_view.picked) {
            picture::show(ui, &mut state.data_view, dataset, sample, shape);
            ui.add_space(10.0);
        }
        // What is wrong comes first, what is well last.
        if !dataset.report.is_clean() {
            report::show(ui, &dataset.report, what);
            ui.add_space(10.0);
        }
        if state.running().is_some_and(|run| run.start.is_some()) {
            note(
                ui,
                "A training is running. Preparation, split and augmentation that are changed now are for the next one.",
            );
            ui.add_space(6.0);
        }
        match &dataset.table {
            Some(table) => columns::show(ui, table, &mut options.table),
            None => preparation(ui, state, dataset, &mut options),
        }
        ui.add_space(10.0);
        split(ui, dataset, &mut options);
        if let Some(shape) = shape {
            ui.add_space(10.0);
            let seed = state.document.project.training.seed;
            let mut settings = state.document.project.data.augmentation.clone();
            augment::show(ui, &mut state.data_view, &mut settings, dataset, seed, shape);
            state.document.project.data.augmentation = settings;
        }
        if !dataset.classes().is_empty() {
            ui.add_space(10.0);
            section(ui, "Class weights");
            let balance = &mut state.document.project.training.balance_classes;
            toggle(ui, "Rare classes count more", balance)
                .on_hover_text("Each class counts the same in all, however many samples it has");
        }
        if dataset.report.is_clean() {
            ui.add_space(10.0);
            report::show(ui, &dataset.report, what);
        }
    });
    settle(ui, state, options);
}

/// Hands the settings on to the document once the hand is off the mouse and nothing is being typed.
fn settle(ui: &Ui, state: &mut State, options: Options) {
    let now = &mut state.document.project.data.options;
    let busy = ui.input(|input| input.pointer.any_down()) || ui.ctx().text_edit_focused();
    state.data_view.draft = None;
    if *now == options {
        return;
    }
    match busy {
        true => state.data_view.draft = Some(options),
        false => *now = options,
    }
}

fn preparation(ui: &mut Ui, state: &mut State, dataset: &Dataset, options: &mut Options) {
    section(ui, "Preparation");
    if let Some([height, width, channels]) = dataset.shape.picture() {
        let own = format!("Own, {width} × {height}");
        let other = options.size.filter(|[height, width]| height != width || !SIDES.contains(height));
        let mut words = vec![own];
        words.extend(SIDES.map(|side| format!("{side} × {side}")));
        words.extend(other.map(|[height, width]| format!("{width} × {height}")));
        let mut chosen = match options.size {
            None => 0,
            Some([side, _]) if other.is_none() => SIDES.iter().position(|&known| known == side).unwrap_or(0) + 1,
            Some(_) => words.len() - 1,
        };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        if menu(ui, "Size", "Size", &words, &mut chosen).changed() {
            options.size = match chosen.checked_sub(1).map(|place| SIDES.get(place)) {
                None => None,
                Some(Some(&side)) => Some([side, side]),
                Some(None) => other,
            };
        }
        row(ui, "Fit", |ui| {
            let choices = [(Fit::Crop, "Crop"), (Fit::Pad, "Pad"), (Fit::Stretch, "Stretch")];
            segments_across(ui, "Fit", &mut options.fit, &choices, MENU)
        });
        let automatic = if channels == 1 { "Automatic, grey" } else { "Automatic, RGB" };
        let all = [Colour::Auto, Colour::Grey, Colour::Rgb];
        let mut chosen = all.iter().position(|&colour| colour == options.colour).unwrap_or(0);
        if choice(ui, "Colour", &[automatic, "Grey", "RGB"], &mut chosen).changed() {
            options.colour = all[chosen];
        }
    }
    let scaling = &mut state.document.project.data.scaling;
    let all = [Scaling::ZeroToOne, Scaling::MeanDeviation];
    let mut chosen = all.iter().position(|how| how == scaling).unwrap_or(0);
    if choice(ui, "Normalise", &["0 to 1", "Mean and spread"], &mut chosen).changed() {
        *scaling = all[chosen];
    }
    note(ui, "A change of size, fit or colour reads the pictures again.");
}

fn split(ui: &mut Ui, dataset: &Dataset, options: &mut Options) {
    section(ui, "Split");
    let [validation, test] = dataset.parts.own;
    let part = |ui: &mut Ui, name: &str, asked: &mut f64, part: Part, own: bool| {
        // A part that the source brings is shown as large as it is, and cannot be changed.
        let mut given = dataset.part(part).len() as f64 / dataset.len().max(1) as f64;
        let share_of = if own { &mut given } else { asked };
        ui.add_enabled_ui(!own, |ui| share(ui, name, share_of, 0.0..=0.8));
    };
    part(ui, "For testing", &mut options.test, Part::Test, test);
    part(ui, "For validation", &mut options.validation, Part::Validation, validation);
    count(ui, "Seed", &mut options.seed, 0..=u64::from(u32::MAX));
    note(
        ui,
        match (validation, test) {
            (true, true) => "The source has parts of its own for validation and testing.",
            (true, false) => "The source has a validation part. Of the rest, each class gives its share for testing.",
            (false, true) => "The source has a test part. Of the rest, each class gives its share for validation.",
            (false, false) => {
                "Each class gives its share for testing, and of the rest for validation. The same seed gives the same split."
            }
        },
    );
}

/// A remark below settings.
pub(super) fn note(ui: &mut Ui, words: &str) {
    ui.label(RichText::new(words).font(plain(LABEL)).color(palette(ui).faint));
}
