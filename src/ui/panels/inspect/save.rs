//! What is seen as a picture to save, with the same pixels as `netloom explain` gives.

use std::sync::Arc;

use eframe::egui::Ui;

use super::lines::LOW;
use super::sketch::seen;
use super::view::{InspectView, Tab};
use crate::base::Result;
use crate::inspect::Picture;
use crate::study::Found;
use crate::ui::widgets::Button;
use crate::ui::{Request, State};

/// The button that saves the view in front.
pub(super) fn button(ui: &mut Ui, state: &mut State) {
    let save = Button::usual("Save…").named("Save the picture").height(LOW);
    let hint = "Saves what is seen as a PNG file; netloom explain writes the same";
    let can = !state.choosing && is_seen(state);
    if ui.add_enabled(can, save).on_hover_text(hint).clicked() {
        match picture(state) {
            Ok(Some((name, picture))) => ask(state, &name, picture),
            Ok(None) => {}
            Err(error) => state.trouble = Some(error),
        }
    }
}

/// Whether there is anything to save.
fn is_seen(state: &State) -> bool {
    let view = &state.inspect_view;
    let pictures = view.noun() == "pictures";
    let glance = view.glance.as_ref();
    match view.tab {
        Tab::Maps => glance.is_some_and(|glance| glance.maps.is_some()),
        Tab::Filters => glance.is_some_and(|glance| glance.filters.is_some()),
        Tab::Embedding | Tab::Histograms => found(view).is_some(),
        _ => pictures && quick(view).or_else(|| found(view)).is_some(),
    }
}

/// Asks for a place and saves the picture there.
pub(super) fn ask(state: &mut State, name: &str, picture: Picture) {
    let name = name.replace(['/', '\\', ':', '·'], "-");
    state.requests.push(Request::SavePicture { name, picture: Arc::new(picture) });
}

/// The view in front as a picture, with a name for it; nothing where nothing is seen yet.
fn picture(state: &State) -> Result<Option<(String, Picture)>> {
    let view = &state.inspect_view;
    let node = view.node.as_deref().unwrap_or("network");
    let glance = view.glance.as_ref();
    let (words, picture) = match view.tab {
        Tab::Maps => {
            let maps = glance.and_then(|glance| glance.maps.as_ref());
            let wall = maps.map(|maps| maps.wall(view.settings.colours, view.settings.own_scale));
            (format!("{node} feature maps"), wall)
        }
        Tab::Filters => {
            let kernels = glance.and_then(|glance| glance.filters.as_ref());
            let (which, words) = if view.settings.change { (1, "filters' change") } else { (0, "filters") };
            (format!("{node} {words}"), kernels.map(|kernels| kernels.filters[which].wall()))
        }
        tab => (format!("{node} {}", words(tab)), drawn(state)?),
    };
    Ok(picture.map(|picture| (format!("{words}.png"), picture)))
}

fn words(tab: Tab) -> &'static str {
    match tab {
        Tab::Maps => "feature maps",
        Tab::Filters => "filters",
        Tab::Excite => "excited",
        Tab::GradCam => "grad-cam",
        Tab::Saliency => "saliency",
        Tab::Occlusion => "occlusion",
        Tab::Strongest => "strongest",
        Tab::Embedding => "embedding",
        Tab::Histograms => "histograms",
    }
}

/// The answer to the question of the view in front.
fn drawn(state: &State) -> Result<Option<Picture>> {
    let view = &state.inspect_view;
    let Some(Ok(subject)) = &state.subject else { return Ok(None) };
    let (Some(found), Some(scene)) = (quick(view).or_else(|| found(view)), view.scene(subject)) else {
        return Ok(None);
    };
    found.drawn(&scene, seen(view).as_ref(), view.settings.colours, None)
}

/// What was found apart for the view in front.
fn found(view: &InspectView) -> Option<Arc<Found>> {
    view.found(&view.ask()?)?.found.as_ref().ok().cloned()
}

/// What was seen along with the feature maps for the view in front.
fn quick(view: &InspectView) -> Option<Arc<Found>> {
    view.ask().filter(crate::study::Ask::is_quick)?;
    view.glance.as_ref()?.also.as_ref()?.as_ref().ok().map(|found| Arc::new(found.clone()))
}
