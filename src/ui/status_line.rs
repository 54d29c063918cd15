//! The line at the bottom: what runs, how far it is, how fast, and where it was saved.

use eframe::egui::{Align, Frame, Layout, Margin, Panel, RichText, Sense, Ui, vec2};

use super::run::{Phase, Run};
use super::theme::{self, PAD, STATUS_LINE, palette};
use super::widgets::{Icon, bar, elided};
use super::{State, words};

/// Draws the line.
pub fn show(ui: &mut Ui, state: &State) {
    let colours = palette(ui);
    let frame = Frame::new().fill(colours.panel).inner_margin(Margin::symmetric(PAD as i8, 0));
    Panel::bottom("status line").exact_size(STATUS_LINE).frame(frame).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            match state.current() {
                Some(run) => of_run(ui, run),
                None => {
                    ui.label(RichText::new("Ready").font(theme::plain(12.0)).color(colours.dim));
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let right = match state.current().map(|run| &run.phase) {
                    Some(Phase::Done { saved: Some(file), .. }) => format!("saved as {}", file.display()),
                    _ => "Everything stays on this computer".to_owned(),
                };
                elided(ui, right, theme::plain(12.0), colours.faint);
            });
        });
    });
}

fn of_run(ui: &mut Ui, run: &Run) {
    let colours = palette(ui);
    let epoch = format!("epoch {} of {}", run.epoch(), run.epochs);
    let (icon, colour, text) = match &run.phase {
        Phase::Preparing { what, .. } => (Icon::Dots, colours.warn, what.clone()),
        Phase::Training => (Icon::Play, colours.dim, format!("Training · {epoch}")),
        Phase::Paused => (Icon::Pause, colours.warn, format!("Paused · {epoch}")),
        Phase::Stopping => (Icon::Stop, colours.warn, "Stopping".to_owned()),
        Phase::Done { completed: true, .. } => (Icon::Check, colours.ok, format!("Trained {} epochs", run.epochs)),
        Phase::Done { .. } => (Icon::Stop, colours.dim, format!("Stopped after step {}", words::grouped(run.step))),
        Phase::Failed(_) => (Icon::Cross, colours.bad, "Failed".to_owned()),
    };
    let (rect, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
    icon.paint(ui.painter(), rect, colour);
    ui.label(RichText::new(text).font(theme::plain(12.0)).color(colours.dim));
    let share = match run.phase {
        Phase::Preparing { share, .. } => share,
        Phase::Training | Phase::Paused | Phase::Stopping => Some(run.share()),
        Phase::Done { .. } | Phase::Failed(_) => None,
    };
    if let Some(share) = share {
        bar(ui, "Progress", share, ui.available_width().min(220.0), colours.accent);
    }
    if run.step > 0 {
        let speed = format!("{} {}/s", words::rate(run.samples_per_second), run.samples_word());
        let numbers = format!("{speed}   loss {}", words::loss(run.loss));
        ui.label(RichText::new(numbers).font(theme::mono(12.0)).color(colours.dim));
    }
}
