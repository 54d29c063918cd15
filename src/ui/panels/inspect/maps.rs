//! The wall of feature maps: all channels of the layer, in one texture.

use eframe::egui::{
    Align2, Color32, ColorImage, CornerRadius, Pos2, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use super::textures::{level, mark, paint, part, table};
use super::units;
use super::view::InspectView;
use crate::inspect::{ColourMap, Maps};
use crate::ui::State;
use crate::ui::theme::{LABEL, mono, palette};
use crate::ui::widgets::empty;

/// The longest side of a tile in the texture, in pixels; larger maps are shown by every so many-th pixel.
const SIDE: usize = 112;
const BETWEEN: f32 = 8.0;
/// How much larger than asked for a tile may be.
const GROWTH: f32 = 1.7;

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
        return units::show(ui, view, maps);
    }
    wall(ui, view, maps, glance.range);
}

fn wall(ui: &mut Ui, view: &mut InspectView, maps: &Maps, all: [f32; 2]) {
    pinch(ui, view);
    let channels = maps.channels();
    let [height, width] = maps.size();
    let room = ui.available_width() - ui.spacing().scroll.bar_width - 4.0;
    let tiles = |columns: usize| {
        let side = ((room - BETWEEN * (columns as f32 - 1.0)) / columns as f32).floor().min(2.0 * view.settings.zoom);
        let tall = (side * height as f32 / width.max(1) as f32).clamp(12.0, 3.0 * side).floor();
        (columns, side, tall)
    };
    let usual = (((room + BETWEEN) / (view.settings.zoom + BETWEEN)).round() as usize).clamp(1, channels);
    // Where all are in sight with room to spare they are larger.
    let most = (GROWTH * view.settings.zoom).min(room);
    let room_below = ui.available_height();
    let grown = (1..=usual).map(tiles).find(|&(columns, side, tall)| {
        side <= most && channels.div_ceil(columns) as f32 * (tall + BETWEEN) <= room_below + BETWEEN
    });
    let (columns, side, tall) = grown.unwrap_or(tiles(usual));
    view.columns = columns;
    let (own, colours) = (view.settings.own_scale, view.settings.colours);
    // About square, as textures must not be too long.
    let across = (channels as f32).sqrt().ceil() as usize;
    let mark = mark((view.seen, own, colours as u8));
    let texture = view.textures.get(ui.ctx(), "maps", mark, width > 64, || atlas(maps, across, all, own, colours));
    let rows = channels.div_ceil(columns);
    let line = tall + BETWEEN;
    let reveal = std::mem::take(&mut view.reveal);
    ScrollArea::vertical().id_salt("feature maps").auto_shrink(false).show_viewport(ui, |ui, viewport| {
        ui.set_height((rows as f32 * line - BETWEEN).max(0.0));
        let origin = ui.max_rect().min;
        let place_of = |channel: usize| {
            let corner = vec2((channel % columns) as f32 * (side + BETWEEN), (channel / columns) as f32 * line);
            Rect::from_min_size(origin + corner, vec2(side, tall))
        };
        if reveal {
            ui.scroll_to_rect(place_of(view.channel).expand(BETWEEN), None);
        }
        let first = (viewport.top() / line).floor().max(0.0) as usize;
        let last = ((viewport.bottom() / line).ceil().max(0.0) as usize + 1).min(rows);
        for channel in (first * columns..last * columns).take_while(|channel| *channel < channels) {
            let uv = part(&texture, across, channels.div_ceil(across), channel);
            let rect = place_of(channel);
            let response = tile(ui, view, rect, channel, true, |ui| paint(ui, &texture, uv, rect, 5));
            value(ui, view, maps, rect, channel, &response);
        }
    });
}

/// The number of a map under the pointer; a click chooses its place too, whose arithmetic stands on the right.
fn value(ui: &Ui, view: &mut InspectView, maps: &Maps, rect: Rect, channel: usize, response: &Response) {
    let Some(at) = response.hover_pos() else { return };
    let [height, width] = maps.size();
    let cell = vec2(rect.width() / width as f32, rect.height() / height as f32);
    let place = (at - rect.min) / cell;
    let [y, x] = [(place.y.max(0.0) as usize).min(height - 1), (place.x.max(0.0) as usize).min(width - 1)];
    if response.clicked() {
        (view.at, view.placed) = ([y, x], true);
    }
    let Some(number) = maps.numbers.get((y * width + x) * maps.channels() + channel) else { return };
    let colours = palette(ui);
    if cell.x >= 3.0 {
        let pixel = Rect::from_min_size(rect.min + vec2(x as f32, y as f32) * cell, cell);
        ui.painter().rect_stroke(pixel, 0.0, Stroke::new(1.0, colours.accent), StrokeKind::Outside);
    }
    if rect.width() >= 80.0 {
        chip_at(ui, rect.min + vec2(4.0, 4.0), &format!("{y},{x}: {number:.3}"));
    } else {
        response.clone().on_hover_text_at_pointer(format!("channel {channel} ({y}, {x}) = {number:.4}"));
    }
}

/// A tile that can be chosen, maybe with the number of its channel on it.
pub(super) fn tile(
    ui: &mut Ui,
    view: &mut InspectView,
    rect: Rect,
    channel: usize,
    numbered: bool,
    draw: impl FnOnce(&Ui),
) -> Response {
    let response = ui.interact(rect, ui.scope_id().with(("channel", channel)), Sense::click());
    let chosen = view.channel == channel;
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("channel {channel}")));
    if response.clicked() {
        view.channel = channel;
    }
    if response.gained_focus() {
        ui.scroll_to_rect(rect, None);
    }
    draw(ui);
    if numbered {
        chip(ui, rect, &channel.to_string());
    }
    let colours = palette(ui);
    if chosen || response.has_focus() || response.hovered() {
        let colour = if chosen || response.has_focus() { colours.accent } else { colours.dim };
        ui.painter().rect_stroke(rect, CornerRadius::same(5), Stroke::new(2.0, colour), StrokeKind::Inside);
    }
    response
}

/// Ctrl with the wheel, or two fingers, make the tiles of a wall larger or smaller.
pub(super) fn pinch(ui: &Ui, view: &mut InspectView) {
    let room = ui.available_rect_before_wrap();
    if ui.rect_contains_pointer(room) {
        let by = ui.input(|input| input.zoom_delta());
        view.settings.zoom_by(by);
    }
}

/// A few letters in a corner, legible on any picture.
pub(super) fn chip(ui: &Ui, rect: Rect, words: &str) {
    if rect.height() < 28.0 {
        return;
    }
    chip_at(ui, pos2(rect.left() + 4.0, rect.bottom() - 19.0), words);
}

fn chip_at(ui: &Ui, corner: Pos2, words: &str) {
    let text = ui.painter().layout_no_wrap(words.to_owned(), mono(LABEL), Color32::from_gray(235));
    let chip = Rect::from_min_size(corner, text.size() + vec2(8.0, 1.0));
    ui.painter().rect_filled(chip, 4.0, Color32::from_black_alpha(170));
    ui.painter().galley(Align2::CENTER_CENTER.align_size_within_rect(text.size(), chip).min, text, Color32::WHITE);
}

/// All maps in one image, so many across, on the scale of all or each on its own.
fn atlas(maps: &Maps, across: usize, all: [f32; 2], own: bool, colours: ColourMap) -> ColorImage {
    let [height, width] = maps.size();
    let channels = maps.channels();
    let step = height.max(width).div_ceil(SIDE).max(1);
    let (h, w) = (height.div_ceil(step), width.div_ceil(step));
    let rows = channels.div_ceil(across);
    let table = table(colours);
    let own: Vec<[f32; 2]> =
        if own { (0..channels).map(|channel| maps.range(Some(channel))).collect() } else { Vec::new() };
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
