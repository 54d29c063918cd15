//! What the network workspace is about, taken from the window's state; and what it asks for, carried out there.

use eframe::egui::{Ui, Vec2};

use super::card::Wish;
use super::{Known, Matter, card_size, workspace};
use crate::data::Scaling;
use crate::ui::action::Action;
use crate::ui::canvas::Scene;
use crate::ui::run::Phase;
use crate::ui::theme::GAP;
use crate::ui::{Page, State};

/// Draws the workspace on the document's network.
pub fn show(ui: &mut Ui, state: &mut State) {
    let dataset = state.data.ready().cloned();
    let goal = state.goal();
    let prepared = match (&dataset, state.document.project.data.scaling) {
        (None, _) => "",
        (_, Scaling::ZeroToOne) => " · scaled to 0…1",
        (_, Scaling::MeanDeviation) => " · standardised",
    };
    let undoable = [state.document.can_undo(), state.document.can_redo()];
    let estimate = state.canvas.estimate.clone();
    // In training: so many samples per second, of so many.
    let training = state.running().and_then(|run| {
        let speed = if run.phase == Phase::Training { run.samples_per_second } else { 0.0 };
        Some((speed, run.start.as_ref()?.training_samples))
    });
    let known = match &estimate {
        _ if dataset.is_none() => Known::NoSamples,
        _ if let Some((speed, samples)) = training => {
            let bytes = estimate.as_ref().and_then(|one| one.as_ref().ok()).map(|estimate| estimate.bytes);
            Known::Training(speed, samples, bytes)
        }
        None => Known::Measuring,
        Some(Ok(estimate)) => Known::Measured(estimate),
        Some(Err(error)) => Known::Failed(error),
    };
    let scene = Scene {
        dataset: dataset.as_ref(),
        classes: dataset.as_ref().map_or(&[], |dataset| dataset.classes()),
        sample: state.canvas.sample,
        prepared,
        card: card_size(ui, &state.canvas, &known) + Vec2::splat(2.0 * GAP),
    };
    let batch = state.document.project.training.batch;
    let trained = state.document.trained.clone();
    let matter = Matter { goal: &goal, scene, batch, known, trained, undoable };
    let wishes = workspace(ui, &mut state.canvas, &mut state.document.project.network, matter);
    match wishes.card {
        Some(Wish::Batch(batch)) => state.document.project.training.batch = batch,
        Some(Wish::Samples) => state.page = Page::Data,
        None => {}
    }
    for (asked, action) in
        [(wishes.asked.undo, Action::Undo), (wishes.asked.redo, Action::Redo), (wishes.train, Action::Train)]
    {
        if asked {
            state.act(action);
        }
    }
}

/// Whether something keeps the network from running, as far as it was looked at.
pub fn has_problem(state: &State) -> bool {
    state.canvas.problem().is_some()
}
