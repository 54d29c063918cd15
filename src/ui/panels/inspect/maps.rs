//! The wall of feature maps: all channels of the layer, in one texture.

use eframe::egui::{Align2, Color32, ColorImage, Rect, Response, Ui, vec2};

use super::frames::cell;
use super::textures::{level, mark, paint, part, table};
use super::units;
use super::view::InspectView;
use super::wall::{BETWEEN, Wall, chip, chip_away, pinch, tile};
use crate::inspect::{ColourMap, Maps};
use crate::ui::State;
use crate::ui::theme::{LABEL, ink_on, plain};
use crate::ui::widgets::empty;

/// The longest side of a tile in the texture, in pixels; larger maps are shown by every so many-th pixel.
const SIDE: usize = 112;

/// Draws the wall; units that have no place in a picture as a field of squares.
pub(super) fn show(ui: &mut Ui, state: &mut State) {
    let view = &mut state.inspect_view;
    let Some(glance) = view.glance.clone() else {
        let words = "Choose a picture of the data, draw one, open a file or paste one: what the layer gives for it will be here.";
        return empty(ui, "No picture yet", words, |_| {});
    };
    let Some(maps) = glance.maps.as_ref().filter(|_| Some(&glance.of.scene.node) == view.node.as_ref()) else {
        ui.ctx().request_repaint();
        return;
    };
    if maps.size() == [1, 1] {
        return units::show(ui, view, maps, glance.range);
    }
    wall(ui, view, maps, glance.range);
}

fn wall(ui: &mut Ui, view: &mut InspectView, maps: &Maps, all: [f32; 2]) {
    pinch(ui, view);
    let channels = maps.channels();
    let [height, width] = maps.size();
    let wall = Wall::new(ui, view, channels, height as f32 / width.max(1) as f32, [BETWEEN, 0.0]);
    view.columns = wall.columns;
    let (own, colours) = (view.settings.own_scale, view.settings.colours);
    // About square, as textures must not be too long.
    let across = (channels as f32).sqrt().ceil() as usize;
    let mark = mark((view.seen, own, colours as u8));
    let texture = view.textures.get(ui.ctx(), "maps", mark, width > 64, || {
        view.own = if own { (0..channels).map(|channel| maps.range(Some(channel))).collect() } else { Vec::new() };
        atlas(maps, across, all, &view.own, colours)
    });
    let word = view.word();
    let reveal = std::mem::take(&mut view.reveal).then_some(view.channel);
    wall.show(ui, "feature maps", reveal, |ui, channel, rect| {
        let uv = part(&texture, across, channels.div_ceil(across), channel);
        let response = tile(ui, view, rect, (word, channel), |ui| paint(ui, &texture, uv, rect, 5));
        if let Some([low, high]) = view.own.get(channel)
            && low == high
        {
            flat(ui, rect, colours, *low);
        }
        if !read_out(ui, view, maps, rect, (word, channel), &response) {
            chip(ui, rect, &channel.to_string());
        }
    });
}

/// Says of a map on its own scale that it has only one number, which its colour does not tell.
fn flat(ui: &Ui, rect: Rect, colours: ColourMap, number: f32) {
    let [red, green, blue] = colours.colour(0.0);
    let ink = ink_on(Color32::from_rgb(red, green, blue)).gamma_multiply(0.8);
    let words = if number == 0.0 { "all 0".to_owned() } else { format!("all {number:.2}") };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, words, plain(LABEL), ink);
}

/// The number of a map under the pointer; a click chooses its place too, whose arithmetic stands on the right. Whether
/// the number of the channel is said with it.
fn read_out(
    ui: &Ui,
    view: &mut InspectView,
    maps: &Maps,
    rect: Rect,
    (word, channel): (&str, usize),
    response: &Response,
) -> bool {
    let Some(at) = response.hover_pos() else { return false };
    let [height, width] = maps.size();
    let pixel = vec2(rect.width() / width as f32, rect.height() / height as f32);
    let place = (at - rect.min) / pixel;
    let [y, x] = [(place.y.max(0.0) as usize).min(height - 1), (place.x.max(0.0) as usize).min(width - 1)];
    if response.clicked() {
        (view.at, view.placed) = ([y, x], true);
    }
    let Some(number) = maps.numbers.get((y * width + x) * maps.channels() + channel) else { return false };
    cell(ui, Rect::from_min_size(rect.min + vec2(x as f32, y as f32) * pixel, pixel), rect);
    let shown = chip_away(ui, rect, at, &format!("{channel} ({y}, {x})\n= {number:.3}"));
    if !shown {
        response.clone().on_hover_text_at_pointer(format!("{word} {channel} ({y}, {x}) = {number:.3}"));
    }
    shown
}

/// All maps in one image, so many across, on the scale of all or each on its own.
fn atlas(maps: &Maps, across: usize, all: [f32; 2], own: &[[f32; 2]], colours: ColourMap) -> ColorImage {
    let [height, width] = maps.size();
    let channels = maps.channels();
    let step = height.max(width).div_ceil(SIDE).max(1);
    let (h, w) = (height.div_ceil(step), width.div_ceil(step));
    let rows = channels.div_ceil(across);
    let table = table(colours);
    let corner = |channel: usize| (channel / across * h * across + channel % across) * w;
    let corners: Vec<usize> = (0..channels).map(corner).collect();
    let mut image = ColorImage::filled([across * w, rows * h], table[0]);
    // Pixel by pixel, as the channels of a pixel lie side by side.
    for y in 0..h {
        for x in 0..w {
            let from = (y * step * width + x * step) * channels;
            for (channel, (&number, corner)) in maps.numbers[from..from + channels].iter().zip(&corners).enumerate() {
                let range = own.get(channel).copied().unwrap_or(all);
                image.pixels[corner + y * across * w + x] = table[level(number, range)];
            }
        }
    }
    image
}
