//! What is seen as a picture to save, with the same pixels as `netloom explain` gives.

use std::sync::Arc;

use eframe::egui::Ui;

use super::explain;
use super::sketch::seen;
use super::view::{InspectView, Tab};
use crate::inspect::Picture;
use crate::study::Found;
use crate::ui::widgets::Button;
use crate::ui::{Request, State};

/// The button that saves the view in front.
pub(super) fn button(ui: &mut Ui, state: &mut State) {
    let can = !state.choosing
        && matches!(
            state.inspect_view.tab,
            Tab::Maps
                | Tab::Filters
                | Tab::Excite
                | Tab::GradCam
                | Tab::Saliency
                | Tab::Occlusion
                | Tab::Strongest
                | Tab::Embedding
        );
    let pressed = ui.add_enabled(can, Button::usual("Save…").named("Save the picture")).clicked();
    if pressed && let Some((name, picture)) = picture(state) {
        ask(state, &name, picture);
    }
}

/// Asks for a place and saves the picture there.
pub(super) fn ask(state: &mut State, name: &str, picture: Picture) {
    let name = name.replace(['/', '\\', ':', '·'], "-");
    state.requests.push(Request::SavePicture { name, picture: Arc::new(picture) });
}

/// The view in front as a picture, with a name for it.
fn picture(state: &State) -> Option<(String, Picture)> {
    let view = &state.inspect_view;
    let node = view.node.as_deref().unwrap_or("network");
    let subject = state.subject.as_ref()?.as_ref().ok()?;
    Some(match view.tab {
        Tab::Maps => {
            (format!("{node} feature maps.png"), view.glance.as_ref()?.maps.as_ref()?.wall(view.settings.colours))
        }
        Tab::Filters => {
            let kernels = view.glance.as_ref()?.filters.as_ref()?;
            (format!("{node} filters.png"), kernels.filters[usize::from(view.settings.change)].wall())
        }
        Tab::Excite => {
            let Found::Excited(all) = &*found(view)? else { return None };
            let pictures: Vec<Picture> = all.iter().map(|one| super::excite::picture(subject, one)).collect();
            let picture = match &pictures[..] {
                [one] => one.alone(),
                many => {
                    Picture::tiles(&many.iter().map(|one| one.enlarged_to(96)).collect::<Vec<_>>(), 8, 4, [24, 26, 31])
                }
            };
            (format!("{node} excited.png"), picture)
        }
        Tab::GradCam => {
            let found = quick(view)?;
            (format!("{node} grad-cam.png"), explain::drawn(&found, &seen(view)?)?)
        }
        Tab::Saliency => {
            let found = quick(view).or_else(|| found(view))?;
            ("saliency.png".to_owned(), explain::drawn(&found, &seen(view)?)?)
        }
        Tab::Occlusion => {
            let found = found(view)?;
            ("occlusion.png".to_owned(), explain::drawn(&found, &seen(view)?)?)
        }
        Tab::Strongest => {
            let Found::Strongest(channels) = &*found(view)? else { return None };
            let samples: Vec<u32> = channels.get(view.channel)?.iter().map(|(strong, _)| strong.sample).collect();
            (format!("{node} channel {} strongest.png", view.channel), samples_of(view, &samples)?)
        }
        Tab::Embedding => {
            let Found::Embedding(points) = &*found(view)? else { return None };
            (format!("{node} embedding.png"), scatter(view, &points.samples, &points.points)?)
        }
        Tab::Histograms => return None,
    })
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

fn thumbnails(view: &InspectView, samples: &[u32]) -> Option<Vec<Picture>> {
    let dataset = view.dataset()?;
    dataset.shape.picture()?;
    let picture = |&sample: &u32| {
        let sheet = super::sheet::Sheet::of(dataset, sample)?;
        Some(Picture::of_sample(&sheet.numbers, &sheet.shape, &[sheet.range]))
    };
    samples.iter().map(picture).collect()
}

fn samples_of(view: &InspectView, samples: &[u32]) -> Option<Picture> {
    let all: Vec<Picture> = thumbnails(view, samples)?.iter().map(|picture| picture.enlarged_to(96)).collect();
    Some(Picture::tiles(&all, 6, 4, [24, 26, 31]))
}

/// The thumbnails of samples where they lie.
fn scatter(view: &InspectView, samples: &[u32], points: &[[f32; 2]]) -> Option<Picture> {
    const SIDE: usize = 1600;
    let mut whole = Picture::plain([SIDE, SIDE], [24, 26, 31]);
    for (picture, point) in thumbnails(view, samples)?.iter().zip(points) {
        let [height, width] = picture.size;
        let step = height.max(width).div_ceil(32).max(1);
        let place = |part: f32, extent: usize| ((part + 1.0) / 2.0 * (SIDE - extent / step - 2) as f32) as usize;
        let (left, top) = (place(point[0], width), place(-point[1], height));
        for y in 0..height / step {
            for x in 0..width / step {
                let (from, to) = ((y * step * width + x * step) * 3, ((top + y) * SIDE + left + x) * 3);
                whole.rgb[to..to + 3].copy_from_slice(&picture.rgb[from..from + 3]);
            }
        }
    }
    Some(whole)
}
