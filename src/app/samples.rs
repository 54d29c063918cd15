//! What the cards of the start page show: a few samples of each kind, drawn by the code that draws whole data sets.

use eframe::egui::{Color32, ColorImage};

use crate::data::{Dataset, Options, Silent, Source, open};
use crate::ui::{Glimpse, State};

/// How many pictures a card shows.
const PICTURES: usize = 8;
/// How many points a card shows.
const POINTS: usize = 240;

/// Draws what every card shows. Takes some milliseconds.
pub fn glimpses(state: &mut State) {
    for info in crate::data::samples() {
        if let Some((facts, glimpse)) = of(info.key) {
            state.set_glimpse(info.key, facts, glimpse);
        }
    }
}

/// Shape and classes in words, and what a few samples look like.
pub fn of(key: &str) -> Option<(String, Glimpse)> {
    let source: Source = key.parse().ok()?;
    let options = Options { drawn: Some([POINTS, 0]), ..Options::default() };
    let dataset = open(&source, &options, &Silent).ok()?;
    let classes = dataset.classes().len();
    match dataset.shape.picture() {
        Some([height, width, channels]) => {
            let kind = if channels == 1 { "grey" } else { "colour" };
            let facts = format!("{width}×{height} {kind} · {classes} classes");
            Some((facts, Glimpse::Pictures(atlas(&dataset, [height, width, channels]), PICTURES)))
        }
        None => {
            let point =
                |sample: usize| Some((dataset.numbers(sample)?.try_into().ok()?, dataset.labels()[sample] as usize));
            let facts = format!("{} numbers · {classes} classes", dataset.shape.count());
            Some((facts, Glimpse::Points((0..dataset.len()).filter_map(point).collect())))
        }
    }
}

/// Pictures of different classes side by side.
fn atlas(dataset: &Dataset, [height, width, channels]: [usize; 3]) -> ColorImage {
    let classes = dataset.classes().len().max(1);
    // A step that shares no factor with the number of classes meets a new class every time.
    let step = if classes.is_multiple_of(3) { 1 } else { 3 };
    let mut image = ColorImage::filled([width * PICTURES, height], Color32::BLACK);
    for place in 0..PICTURES {
        let sample = place * step % classes + (place * step / classes) * classes;
        let Some(bytes) = dataset.bytes(sample) else { continue };
        for (pixel, channel) in bytes.chunks_exact(channels).enumerate() {
            let (x, y) = (pixel % width, pixel / width);
            let colour = if channels == 3 { [channel[0], channel[1], channel[2]] } else { [channel[0]; 3] };
            image.pixels[y * width * PICTURES + place * width + x] = Color32::from_rgb(colour[0], colour[1], colour[2]);
        }
    }
    image
}
