//! The line at the bottom: what runs, how far it is, how fast, and where it was saved.

use eframe::egui::{Align, Color32, Frame, Layout, Margin, Panel, RichText, Sense, Ui, vec2};

use super::run::{Phase, Run};
use super::theme::{self, PAD, STATUS_LINE, palette};
use super::widgets::{Button, Icon, bar, elided};
use super::{DataState, Request, State, words};

/// Draws the line.
pub fn show(ui: &mut Ui, state: &mut State) {
    let colours = palette(ui);
    let frame = Frame::new().fill(colours.panel).inner_margin(Margin::symmetric(PAD as i8, 0));
    Panel::bottom("status line").exact_size(STATUS_LINE).frame(frame).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.spacing_mut().item_spacing.x = 10.0;
            match state.current() {
                Some(run) if !run.has_ended() => of_run(ui, run),
                _ if matches!(state.data, DataState::Loading { .. }) => reading(ui, state),
                Some(run) => of_run(ui, run),
                None => idle(ui, &state.data),
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let right = saved(state);
                elided(ui, right, theme::plain(12.0), colours.faint);
            });
        });
    });
}

/// Where the document is saved, and since when.
fn saved(state: &State) -> String {
    let document = &state.document;
    match (&document.path, document.saved_at) {
        _ if state.saving => "Saving…".to_owned(),
        _ if document.read_only => format!("{} is open in another window: read only", document.title()),
        (Some(_), _) if document.is_changed() => "Changes are not saved yet".to_owned(),
        (Some(path), Some(at)) if at.elapsed().as_secs() < 60 => format!("saved just now as {}", path.display()),
        (Some(path), Some(at)) => format!("saved {} min ago as {}", at.elapsed().as_secs() / 60, path.display()),
        (Some(path), None) => path.display().to_string(),
        (None, _) if document.is_changed() => "Not saved yet".to_owned(),
        (None, _) => "Everything stays on this computer".to_owned(),
    }
}

/// What there is to say where nothing has run yet.
fn idle(ui: &mut Ui, data: &DataState) {
    let colours = palette(ui);
    let failed = matches!(data, DataState::Failed(_));
    if failed {
        sign(ui, Icon::Cross, colours.bad);
    }
    let words = if failed { "The data cannot be used" } else { "Ready" };
    ui.label(RichText::new(words).font(theme::plain(12.0)).color(colours.dim));
}

/// The sign before the words.
fn sign(ui: &mut Ui, icon: Icon, colour: Color32) {
    let (rect, _) = ui.allocate_exact_size(vec2(14.0, 14.0), Sense::hover());
    icon.paint(ui.painter(), rect, colour);
}

/// How far the reading of samples is.
fn reading(ui: &mut Ui, state: &mut State) {
    let colours = palette(ui);
    sign(ui, Icon::Dots, colours.warn);
    if let DataState::Loading { what, .. } = &state.data {
        ui.label(RichText::new(words::sentence(what)).font(theme::plain(12.0)).color(colours.dim));
    }
    bar(ui, "Progress", state.data.share().unwrap_or(0.0), ui.available_width().min(220.0), colours.accent);
    if ui.add(Button::usual("Cancel").named("Cancel reading").width(80.0).low()).clicked() {
        state.requests.push(Request::CancelReading);
    }
}

fn of_run(ui: &mut Ui, run: &Run) {
    let colours = palette(ui);
    let epoch = format!("epoch {} of {}", run.epoch(), run.epochs);
    let (icon, colour, text) = match &run.phase {
        Phase::Preparing { what, .. } => (Icon::Dots, colours.warn, what.clone()),
        Phase::Training => (Icon::Play, colours.dim, format!("Training · {epoch}")),
        Phase::Paused => (Icon::Pause, colours.warn, format!("Paused · {epoch}")),
        Phase::Stopping => (Icon::Stop, colours.warn, "Stopping".to_owned()),
        Phase::Done { completed: true, .. } => {
            let epochs = if run.epochs == 1 { "epoch" } else { "epochs" };
            (Icon::Check, colours.ok, format!("Trained {} {epochs}", run.epochs))
        }
        Phase::Done { .. } => (Icon::Stop, colours.dim, format!("Stopped after step {}", words::grouped(run.step))),
        Phase::Failed(_) => (Icon::Cross, colours.bad, "Failed".to_owned()),
    };
    sign(ui, icon, colour);
    ui.label(RichText::new(text).font(theme::plain(12.0)).color(colours.dim));
    let share = match run.phase {
        Phase::Preparing { share, .. } => share,
        Phase::Training | Phase::Paused | Phase::Stopping => Some(run.share()),
        Phase::Done { .. } | Phase::Failed(_) => None,
    };
    if let Some(share) = share {
        let colour = if run.phase == Phase::Paused { colours.warn } else { colours.accent };
        bar(ui, "Progress", share, ui.available_width().min(220.0), colour);
    }
    // A training that was opened again has told neither yet.
    let has_told = run.step > 0 && run.samples_per_second > 0.0 && run.loss.is_finite();
    if has_told && !matches!(run.phase, Phase::Failed(_) | Phase::Paused) {
        let speed = format!("{} {}/s", words::rate(run.samples_per_second), run.samples_word());
        let numbers = format!("{speed} · loss {}", words::loss(run.loss));
        ui.label(RichText::new(numbers).font(theme::mono(12.0)).color(colours.dim));
    }
}
