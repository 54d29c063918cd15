//! Inspect: what a network sees in a picture, what its layers look for, and why it answers as it does.

mod asking;
mod channel;
mod curves;
mod embedding;
mod excite;
mod explain;
mod filters;
mod frames;
mod head;
mod histograms;
mod lassoed;
mod layers;
mod lines;
mod maps;
mod prediction;
mod sample;
mod save;
mod scale;
mod settings;
mod sheet;
mod sketch;
mod strongest;
mod sums;
mod textures;
mod tools;
mod units;
mod view;
mod waiting;
mod wall;
mod weights;

use std::sync::Arc;

use eframe::egui::{CentralPanel, Frame, Key, Margin, Modifiers, Panel as Side, Ui};

use self::lines::{ending, heading, show_bars};
use super::{Dot, Panel, nothing_yet};
use crate::project::Trained;
use crate::ui::theme::{self, LABEL, PAD, mono, palette};
use crate::ui::widgets::{bar, empty, notice, scroll};
use crate::ui::{Page, State};

pub use view::{Answered, Grown, InspectView, Saliency, Settings, Tab, Target};

pub struct Inspect;

impl Panel for Inspect {
    fn page(&self) -> Page {
        Page::Inspect
    }

    fn name(&self) -> &'static str {
        "Inspect"
    }

    fn dot(&self, state: &State) -> Dot {
        match (&state.document.trained, state.running()) {
            (_, Some(_)) => Dot::Amber,
            (Some(trained), None) if trained.progress.step > 0 => Dot::Green,
            _ => Dot::Grey,
        }
    }

    fn show(&self, ui: &mut Ui, state: &mut State) {
        let subject = match &state.subject {
            Some(Ok(subject)) => subject.clone(),
            Some(Err(error)) => {
                let words = error.to_string();
                return nothing_yet(ui, state, "The network cannot be run yet", &words);
            }
            None if state.running().is_some() || state.data.ready().is_some() => {
                let words = "The weights of the network are on their way.";
                return empty(ui, "Looking inside…", words, |_| {});
            }
            None => {
                let words = "What each layer sees in a picture, what its filters look for, and why the network answers \
                    as it does will be here: for the network as you drew it, while it trains, and afterwards.";
                return nothing_yet(ui, state, "Look inside", words);
            }
        };
        let dataset = state.data.ready().cloned();
        state.inspect_view.settle(&subject, dataset.as_ref());
        keys(ui, state);
        let colours = palette(ui);
        let side = Frame::new().fill(colours.panel).inner_margin(Margin::same(PAD as i8));
        Side::left("inspect sample").default_size(224.0).size_range(196.0..=380.0).frame(side).show(ui, |ui| {
            Side::bottom("training moment")
                .frame(Frame::new().inner_margin(Margin { top: 6, ..Margin::ZERO }))
                .show_separator_line(false)
                .show(ui, |ui| moment(ui, state, &subject));
            scroll(ui, "inspect left", |ui| {
                sample::show(ui, state, &subject);
                prediction::show(ui, state, &subject);
                layers::show(ui, &mut state.inspect_view);
            });
        });
        let right = (0.217 * ui.ctx().content_rect().width()).clamp(264.0, 312.0).round();
        Side::right("inspect channel").default_size(right).size_range(240.0..=460.0).frame(side).show(ui, |ui| {
            show_bars(ui);
            scroll(ui, "inspect right", |ui| channel::show(ui, state, &subject));
        });
        let middle = theme::ground(ui).inner_margin(Margin::same(PAD as i8));
        CentralPanel::default().frame(middle).show(ui, |ui| {
            show_bars(ui);
            head::show(ui, state, &subject);
            view(ui, state, &subject);
        });
        if state.inspect_view.input.is_none() {
            // It was changed in this frame: it is asked about in the next.
            ui.ctx().request_repaint();
        }
    }
}

fn view(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    if let Some(error) = &state.inspect_view.trouble {
        let words = error.to_string();
        return notice(ui, palette(ui).bad, "This network cannot be looked into", &words, |_| {});
    }
    match state.inspect_view.tab {
        Tab::Maps => maps::show(ui, state),
        Tab::Filters => filters::show(ui, state),
        Tab::Excite => excite::show(ui, state, subject),
        Tab::GradCam | Tab::Saliency | Tab::Occlusion => explain::show(ui, state, subject),
        Tab::Strongest => strongest::show(ui, state),
        Tab::Embedding => embedding::show(ui, state),
        Tab::Histograms => histograms::show(ui, state),
    }
}

/// How far the training is whose weights are looked at.
fn moment(ui: &mut Ui, state: &State, subject: &Trained) {
    let progress = &subject.progress;
    let epochs = subject.project.training.epochs;
    let live = state.running().filter(|run| run.start.is_some());
    let (share, words) = match live {
        Some(run) => (run.share(), format!("epoch {:.1} of {}", run.at[1], run.epochs)),
        None if progress.step == 0 => (0.0, "untrained".to_owned()),
        None => (
            progress.epoch as f32 / epochs.max(1) as f32,
            format!("epoch {} of {}", progress.epoch, epochs.max(progress.epoch)),
        ),
    };
    let help = "How far the training has come whose weights all of this page shows";
    heading(ui, "Training", |ui| {
        ending(ui, &words, mono(LABEL), palette(ui).dim).on_hover_text(help);
    });
    bar(ui, "Training moment", share, ui.available_width(), palette(ui).accent).on_hover_text(help);
}

/// Arrow keys go through the channels, page keys through the samples, while no control has the keys.
fn keys(ui: &mut Ui, state: &mut State) {
    if ui.memory(|memory| memory.focused().is_some()) || ui.ctx().text_edit_focused() || state.search.is_some() {
        return;
    }
    let view = &mut state.inspect_view;
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let columns = view.columns.max(1) as isize;
    let steps = [(Key::ArrowLeft, -1), (Key::ArrowRight, 1), (Key::ArrowUp, -columns), (Key::ArrowDown, columns)];
    let by: isize = steps.into_iter().filter(|(key, _)| pressed(*key)).map(|(_, by)| by).sum();
    let channels = view.layer().map_or(1, |layer| layer.channels());
    let next = view.channel as isize + by;
    if by != 0 && (0..channels as isize).contains(&next) {
        (view.channel, view.reveal, view.placed) = (next as usize, true, false);
    }
    let by = isize::from(pressed(Key::PageDown)) - isize::from(pressed(Key::PageUp));
    if by != 0
        && let Some(dataset) = view.dataset().cloned()
    {
        view.go(&dataset, by);
    }
}
