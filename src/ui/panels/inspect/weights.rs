//! The weights of the chosen channel, a tile for each input channel, on the right of the page.

use eframe::egui::{Align2, Color32, ColorImage, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::frames::cell;
use super::lines::heading;
use super::scale::Scale;
use super::textures::{self, WHOLE, level, mark, paint};
use super::view::InspectView;
use crate::inspect::Filters;
use crate::study::Kernels;
use crate::ui::theme::{LABEL, mono, palette, plain};
use crate::ui::widgets::{elided, segments};
use crate::ui::words::grouped;

/// The colours of a picture's channels.
const COLOURS: [&str; 3] = ["red", "green", "blue"];
/// The largest side of a weight, and the largest height of all.
const LARGEST: f32 = 34.0;
const TALLEST: f32 = 200.0;
/// What lies between the buttons of the heading and the weights, beside what follows a heading anyway.
const BELOW: f32 = 4.0;

/// How the tiles of the input channels lie in one picture.
struct Tiles {
    height: usize,
    width: usize,
    inputs: usize,
    across: usize,
    /// The room between tiles, in weights.
    gap: usize,
}

/// Draws them.
pub(super) fn show(ui: &mut Ui, view: &mut InspectView, both: &Kernels) {
    let change = view.settings.change;
    let filters = &both.filters[usize::from(change)];
    let output = view.channel.min(filters.outputs.saturating_sub(1));
    let [height, width] = filters.size;
    let title = match (height * width, filters.inputs) {
        (1, 1) => "1 weight".to_owned(),
        (1, inputs) => format!("{} weights", grouped(inputs as u64)),
        (_, inputs) => format!("Weights {height}×{width}×{inputs}"),
    };
    heading(ui, &title, |ui| {
        segments(ui, "Weights of the channel", &mut view.settings.change, &[(false, "Now"), (true, "Change")]);
    });
    ui.add_space(BELOW);
    let (_, numbers) = filters.composite(output);
    let tiles = Tiles::of(filters);
    let strongest = both.ends[usize::from(change)];
    let end = strongest.max(1e-12);
    let mark = mark((view.seen, change, output, ui.visuals().dark_mode));
    let image = || tiles.image(&numbers, end, &textures::weights(ui));
    let texture = view.textures.get(ui.ctx(), "weights", mark, false, image);
    let [down, across] = tiles.size();
    let scale = (ui.available_width() / across as f32).min(TALLEST / down as f32).min(LARGEST);
    let (rect, response) = ui.allocate_exact_size(vec2(across as f32, down as f32) * scale, Sense::hover());
    let word = view.word();
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Weights of {word} {output}")));
    paint(ui, &texture, WHOLE, rect, 0);
    if view.sees_colours(filters.inputs) {
        names(ui, rect, &tiles, scale);
    }
    Scale::of_weights(ui, strongest, change).show(ui);
    let [strength, moved] = [0, 1].map(|which: usize| both.strengths[which][output]);
    let mut words = format!("r.m.s. {strength:.3}, changed by {moved:.3}");
    if let Some(at) = response.hover_pos() {
        let [column, row] = [at.x - rect.left(), at.y - rect.top()].map(|from| (from / scale).floor());
        if let Some([y, x, input]) = tiles.at(row as usize, column as usize) {
            words = format!("w[{y},{x},{input}] = {:+.4}", numbers[(y * width + x) * tiles.inputs + input]);
            let corner = rect.min + vec2(column, row) * scale;
            cell(ui, Rect::from_min_size(corner, vec2(scale, scale)), rect);
        }
    }
    let help = "Root of the mean of the squared weights: how strong they are, and how far training has moved them";
    elided(ui, words, mono(LABEL), palette(ui).dim).on_hover_text(help);
}

/// The names of the colours below their tiles.
fn names(ui: &mut Ui, rect: Rect, tiles: &Tiles, scale: f32) {
    let (line, _) = ui.allocate_exact_size(vec2(rect.width(), 12.0), Sense::hover());
    let dim = palette(ui).dim;
    for (place, name) in COLOURS.into_iter().enumerate() {
        let middle = (place * (tiles.width + tiles.gap)) as f32 + tiles.width as f32 / 2.0;
        let at = pos2(rect.left() + middle * scale, line.center().y);
        ui.painter().text(at, Align2::CENTER_CENTER, name, plain(LABEL), dim);
    }
}

impl Tiles {
    fn of(filters: &Filters) -> Tiles {
        let ([height, width], inputs) = (filters.size, filters.inputs);
        // One block of numbers where filters have a single place, as those of dense layers.
        let (across, gap) = if height * width == 1 {
            (((inputs as f32).sqrt() * 1.6).ceil() as usize, 0)
        } else {
            (columns(inputs), 1)
        };
        Tiles { height, width, inputs, across: across.clamp(1, inputs.max(1)), gap }
    }

    /// The height and width of all, in weights.
    fn size(&self) -> [usize; 2] {
        let down = self.inputs.div_ceil(self.across);
        [down * (self.height + self.gap) - self.gap, self.across * (self.width + self.gap) - self.gap]
    }

    /// The row, column and input channel of the weight at a place of the picture.
    fn at(&self, row: usize, column: usize) -> Option<[usize; 3]> {
        let (high, wide) = (self.height + self.gap, self.width + self.gap);
        let input = row / high * self.across + column / wide;
        let [y, x] = [row % high, column % wide];
        (input < self.inputs && y < self.height && x < self.width).then_some([y, x, input])
    }

    fn image(&self, numbers: &[f32], end: f32, table: &[Color32]) -> ColorImage {
        let [height, width] = self.size();
        let mut image = ColorImage::filled([width, height], Color32::TRANSPARENT);
        for (place, pixel) in numbers.chunks(self.inputs).enumerate() {
            let (y, x) = (place / self.width, place % self.width);
            for (input, &weight) in pixel.iter().enumerate() {
                let row = input / self.across * (self.height + self.gap) + y;
                let column = input % self.across * (self.width + self.gap) + x;
                image.pixels[row * width + column] = table[level(weight, [-end, end])];
            }
        }
        image
    }
}

/// About twice as wide as high, in whole rows where that goes.
fn columns(inputs: usize) -> usize {
    let near = (inputs as f32 * 2.0).sqrt().round() as usize;
    (near..near + 4).find(|columns| inputs.is_multiple_of(*columns)).unwrap_or(near).max(1)
}
