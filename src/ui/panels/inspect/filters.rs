//! Learned filters: in colour where they see colours, else a tile for each input channel; now, or how they have changed.

use eframe::egui::{Align2, Color32, ColorImage, Rect, Ui, pos2};

use super::frames::ground;
use super::lines::sentence;
use super::scale::Scale;
use super::textures::{self, level, mark, paint, part};
use super::wall::{BETWEEN, Wall, pinch, tile};
use crate::inspect::Filters;
use crate::ui::State;
use crate::ui::theme::{LABEL, mono, palette};
use crate::ui::widgets::empty;
use crate::ui::words::grouped;

/// The room below a filter for its number and how strong it is.
const BELOW: f32 = 17.0;
/// The room between filters that have room between their own tiles, so that it is seen what belongs together.
const APART: f32 = 16.0;
/// Input channels shown of each filter on the wall.
const INPUTS: usize = 64;

/// Draws all filters of the layer.
pub(super) fn show(ui: &mut Ui, state: &mut State) {
    let view = &mut state.inspect_view;
    let glance = view.glance.clone().filter(|glance| Some(&glance.of.scene.node) == view.node.as_ref());
    let Some(both) = glance.as_ref().and_then(|glance| glance.filters.as_ref()) else {
        let words = "This layer weighs nothing (or the network has more than 33 million weights). Choose a convolution or a dense \
            layer on the left.";
        return empty(ui, "No filters here", words, |_| {});
    };
    pinch(ui, view);
    let change = view.settings.change;
    let filters = &both.filters[usize::from(change)];
    let layout = Layout::of(filters, view.sees_colours(filters.inputs));
    let mark = mark((view.seen, change, ui.visuals().dark_mode));
    let atlas = || layout.atlas(filters, &textures::weights(ui));
    let texture = view.textures.get(ui.ctx(), "filters", mark, false, atlas);
    let strengths = &both.strengths[usize::from(change)];
    let strongest = strengths.iter().copied().fold(0.0, f32::max);
    let end = both.ends[usize::from(change)];
    let word = view.word();
    sentence(ui, &words(filters, &layout, word, change), |ui| {
        // Filters in the colours they see have no scale.
        if !layout.colour || change && end == 0.0 {
            Scale::of_weights(ui, end, change).show(ui);
        }
    });
    let tiled = layout.square > 1;
    let room = [if tiled { APART } else { BETWEEN }, BELOW];
    let wall = Wall::new(ui, view, filters.outputs, layout.height as f32 / layout.width as f32, room);
    view.columns = wall.columns;
    let reveal = std::mem::take(&mut view.reveal).then_some(view.channel);
    let digits = filters.outputs.saturating_sub(1).to_string().len();
    wall.show(ui, "filters", reveal, |ui, output, rect| {
        let uv = part(&texture, layout.across, filters.outputs.div_ceil(layout.across), output);
        tile(ui, view, rect, (word, output), |ui| {
            if tiled {
                ground(ui, rect);
            }
            // Round corners would cut weights off, of which some are only four points wide.
            paint(ui, &texture, uv, rect, if tiled { 0 } else { 4 });
            let share = if strongest > 0.0 { strengths[output] / strongest } else { 0.0 };
            below(ui, rect, output, digits, share);
        });
    });
}

/// What is seen: "64 filters, each 3×3 over 32 channels".
fn words(filters: &Filters, layout: &Layout, word: &str, change: bool) -> String {
    let ([height, width], inputs) = (filters.size, filters.inputs);
    let each = match (height * width, inputs) {
        (1, _) => format!("each {} weights", grouped(inputs as u64)),
        (_, 1) => format!("each {height}×{width} over 1 channel"),
        _ => format!("each {height}×{width} over {} channels", grouped(inputs as u64)),
    };
    let some = match () {
        () if layout.colour => ", in the colours it sees".to_owned(),
        () if layout.inputs < inputs => format!(", the first {} shown", layout.inputs),
        () => String::new(),
    };
    let bars = if change { "how much it changed" } else { "how strong it is" };
    format!("{} {word}s, {each}{some} · bar below: {bars}", grouped(filters.outputs as u64))
}

/// The number of a filter below it, and a share as a bar; all bars begin at the same place of their tile.
fn below(ui: &Ui, rect: Rect, output: usize, digits: usize, share: f32) {
    let colours = palette(ui);
    let middle = (rect.bottom() + 11.0).round();
    let corner = pos2(rect.left(), middle);
    ui.painter().text(corner, Align2::LEFT_CENTER, output.to_string(), mono(LABEL - 1.0), colours.dim);
    let left = rect.left() + (digits as f32 * 0.6 * (LABEL - 1.0)).ceil() + 6.0;
    let track = Rect::from_x_y_ranges(left..=rect.right().max(left), middle - 1.0..=middle + 1.0);
    ui.painter().rect_filled(track, 1.0, colours.line);
    ui.painter().rect_filled(track.with_max_x(left + track.width() * share), 1.0, colours.accent);
}

/// How the filters lie in one texture: each is a square of tiles, one for each input channel.
struct Layout {
    /// Whether three input channels are seen as one picture in colours.
    colour: bool,
    inputs: usize,
    /// Tiles in a row of a filter.
    square: usize,
    /// The height and width of a filter, with a line of ground between its tiles.
    height: usize,
    width: usize,
    /// Filters in a row of the texture.
    across: usize,
}

impl Layout {
    fn of(filters: &Filters, colour: bool) -> Layout {
        let inputs = if colour { 1 } else { filters.inputs.min(INPUTS) };
        let square = (inputs as f32).sqrt().ceil() as usize;
        let extent = |extent: usize| if square == 1 { extent } else { square * (extent + 1) - 1 };
        let [height, width] = filters.size.map(extent);
        let across = (filters.outputs as f32).sqrt().ceil() as usize;
        Layout { colour, inputs, square, height, width, across }
    }

    fn atlas(&self, filters: &Filters, table: &[Color32]) -> ColorImage {
        let [height, width] = filters.size;
        let row = self.across * self.width;
        // What is no weight lets the ground through.
        let rows = filters.outputs.div_ceil(self.across);
        let mut image = ColorImage::filled([row, rows * self.height], Color32::TRANSPARENT);
        let end = filters.weights.iter().fold(0.0f32, |most, weight| most.max(weight.abs())).max(1e-12);
        let weight = |place: usize, input: usize, output: usize| {
            filters.weights[(place * filters.inputs + input) * filters.outputs + output]
        };
        for output in 0..filters.outputs {
            let (top, left) = (output / self.across * self.height, output % self.across * self.width);
            for place in 0..height * width {
                let (y, x) = (place / width, place % width);
                if self.colour {
                    let part = |input: usize| (255.0 * (0.5 + 0.5 * weight(place, input, output) / end)) as u8;
                    image.pixels[(top + y) * row + left + x] = Color32::from_rgb(part(0), part(1), part(2));
                    continue;
                }
                for input in 0..self.inputs {
                    let (down, right) = (input / self.square * (height + 1), input % self.square * (width + 1));
                    let at = (top + down + y) * row + left + right + x;
                    image.pixels[at] = table[level(weight(place, input, output), [-end, end])];
                }
            }
        }
        image
    }
}
