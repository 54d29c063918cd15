//! The runs of this session side by side: their results, and the settings in which they differ.

use eframe::egui::{Grid, RichText, ScrollArea, Ui};

use super::runs::result;
use crate::project::Project;
use crate::ui::differences::{data_settings, settings};
use crate::ui::run::Run;
use crate::ui::theme::{self, palette, series};
use crate::ui::widgets::{Button, modal};
use crate::ui::{State, words};

/// The table, over the page, while it is wanted.
pub fn show(ui: &mut Ui, state: &mut State) {
    if !state.comparing {
        return;
    }
    let colours = palette(ui);
    let shown = modal(ui, "compare").show(ui.ctx(), |ui| {
        ui.set_max_width(ui.ctx().content_rect().width() * 0.8);
        ui.label(RichText::new("Runs compared").font(theme::strong(theme::HEADING)).color(colours.text));
        ui.add_space(6.0);
        ScrollArea::both().max_height(ui.ctx().content_rect().height() * 0.6).show(ui, |ui| table(ui, state));
        ui.add_space(6.0);
        ui.add(Button::primary("Close")).clicked()
    });
    state.comparing = !(shown.inner || shown.should_close());
}

fn table(ui: &mut Ui, state: &State) {
    let colours = palette(ui);
    let every = |project: &Project| [settings(project), data_settings(project)].concat();
    let all: Vec<_> = state.runs.iter().map(|run| run.project.as_deref().map(every).unwrap_or_default()).collect();
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in all.iter().flatten() {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let of =
        |place: usize, name: &str| all[place].iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    names.retain(|name| (1..all.len()).any(|place| of(place, name) != of(0, name)));
    let mono = |text: String| RichText::new(text).font(theme::mono(12.0)).color(colours.text);
    Grid::new("runs compared").spacing([24.0, 8.0]).show(ui, |ui| {
        ui.label("");
        for place in 0..state.runs.len() {
            let colour = series(ui, place);
            ui.label(RichText::new(format!("Run {}", place + 1)).font(theme::strong(13.0)).color(colour));
        }
        ui.end_row();
        let counted = |run: &&Run| run.counts_correct();
        let what = match state.runs.iter().filter(counted).count() {
            0 => "loss",
            count if count == state.runs.len() => "accuracy",
            _ => "accuracy or loss",
        };
        // By the part that judged them, where it was the same one.
        let judge = state.runs.first().map(Run::judge).filter(|part| state.runs.iter().all(|run| run.judge() == *part));
        let what = words::sentence(&judge.map_or(what.to_owned(), |part| format!("{} {what}", part.name())));
        ui.label(RichText::new(what).color(colours.dim));
        for run in &state.runs {
            ui.label(mono(result(run)));
        }
        ui.end_row();
        ui.label(RichText::new("Data").color(colours.dim));
        for run in &state.runs {
            ui.label(mono(run.title.clone()));
        }
        ui.end_row();
        for name in &names {
            ui.label(RichText::new(*name).color(colours.dim));
            for place in 0..all.len() {
                ui.label(mono(of(place, name).unwrap_or("–").to_owned()));
            }
            ui.end_row();
        }
    });
    if names.is_empty() {
        ui.label(RichText::new("All settings are the same.").color(colours.dim));
    }
}
