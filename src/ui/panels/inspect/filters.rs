//! Learned filters: in colour where they see colours, else a tile for each input channel; now, or how they have changed.

use eframe::egui::{
    Align, Align2, Color32, ColorImage, Layout, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo,
    pos2, vec2,
};

use super::maps::{pinch, tile};
use super::scale::scale;
use super::textures::{WHOLE, level, mark, paint, part, table};
use super::view::InspectView;
use crate::inspect::{ColourMap, Filters};
use crate::study::Kernels;
use crate::ui::State;
use crate::ui::theme::{GAP, LABEL, TEXT, mono, palette, plain};
use crate::ui::widgets::{elided, empty, section, segments};

const BETWEEN: f32 = 8.0;
/// The room below a filter for its number and how strong it is.
const BELOW: f32 = 15.0;
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
    let [height, width] = filters.size;
    let colour = filters.inputs == 3;
    // Each filter is a square of tiles, one for each input channel.
    let inputs = if colour { 1 } else { filters.inputs.min(INPUTS) };
    let square = (inputs as f32).sqrt().ceil() as usize;
    let (h, w) = (cell(height, square), cell(width, square));
    let across = (filters.outputs as f32).sqrt().ceil() as usize;
    let mark = mark((view.seen, change));
    let texture = view.textures.get(ui.ctx(), "filters", mark, false, || atlas(filters, across, square, inputs));
    let strengths = &both.strengths[usize::from(change)];
    let strongest = strengths.iter().copied().fold(0.0, f32::max);
    let what = if change { "Change since the first weights" } else { "Weights" };
    let end = both.ends[usize::from(change)];
    let each = match (colour, inputs < filters.inputs) {
        (true, _) => "each filter in the colours it sees".to_owned(),
        (false, true) => format!("the first {inputs} of {} input channels of each", filters.inputs),
        (false, false) if inputs == 1 => "one input channel".to_owned(),
        (false, false) => format!("{inputs} input channels of each"),
    };
    let words = format!("{what}: {} filters of {height}×{width}×{}, {each}", filters.outputs, filters.inputs);
    ui.horizontal(|ui| {
        ui.scope(|ui| {
            ui.set_max_width((ui.available_width() - 190.0).max(60.0));
            elided(ui, words, plain(TEXT - 1.0), palette(ui).faint);
        });
        if !colour {
            scale(ui, ColourMap::Weights, [-end, end], ["", ""], 72.0);
        }
    });
    let room = ui.available_width() - ui.spacing().scroll.bar_width - 4.0;
    let columns = (((room + BETWEEN) / (view.settings.zoom + BETWEEN)).round() as usize).clamp(1, filters.outputs);
    let side = ((room - BETWEEN * (columns as f32 - 1.0)) / columns as f32).floor().min(2.0 * view.settings.zoom);
    let tall = (side * h as f32 / w as f32).clamp(8.0, 3.0 * side).floor();
    view.columns = columns;
    let rows = filters.outputs.div_ceil(columns);
    let line = tall + BELOW + BETWEEN;
    ScrollArea::vertical().id_salt("filters").auto_shrink(false).show_viewport(ui, |ui, viewport| {
        ui.set_height((rows as f32 * line - BETWEEN).max(0.0));
        let origin = ui.max_rect().min;
        let first = (viewport.top() / line).floor().max(0.0) as usize;
        let last = ((viewport.bottom() / line).ceil().max(0.0) as usize + 1).min(rows);
        for output in (first * columns..last * columns).take_while(|output| *output < filters.outputs) {
            let corner = vec2((output % columns) as f32 * (side + BETWEEN), (output / columns) as f32 * line);
            let rect = Rect::from_min_size(origin + corner, vec2(side, tall));
            let uv = part(&texture, across, filters.outputs.div_ceil(across), output);
            tile(ui, view, rect, output, false, |ui| {
                paint(ui, &texture, uv, rect, 4);
                // How strong a filter is, or how much it has changed, as a line beside its number.
                let share = if strongest > 0.0 { strengths[output] / strongest } else { 0.0 };
                below(ui, rect, output, share);
            });
        }
    });
}

/// The number of a filter below it, and a share as a line.
fn below(ui: &Ui, rect: Rect, output: usize, share: f32) {
    let colours = palette(ui);
    let middle = rect.bottom() + 9.0;
    let corner = pos2(rect.left(), middle);
    let number = ui.painter().text(corner, Align2::LEFT_CENTER, output.to_string(), mono(LABEL - 1.0), colours.dim);
    let left = number.right() + 5.0;
    let track = Rect::from_x_y_ranges(left..=rect.right(), middle - 1.0..=middle + 1.0);
    ui.painter().rect_filled(track, 1.0, colours.line);
    ui.painter().rect_filled(track.with_max_x(left + track.width() * share), 1.0, colours.accent);
}

/// The extent of a filter in the texture, with a line of ground between the tiles of its input channels.
fn cell(extent: usize, square: usize) -> usize {
    if square == 1 { extent } else { square * (extent + 1) - 1 }
}

fn atlas(filters: &Filters, across: usize, square: usize, inputs: usize) -> ColorImage {
    let [height, width] = filters.size;
    let (h, w) = (cell(height, square), cell(width, square));
    let rows = filters.outputs.div_ceil(across);
    let ground = Color32::from_rgb(24, 26, 31);
    let mut image = ColorImage::filled([across * w, rows * h], ground);
    let end = filters.weights.iter().fold(0.0f32, |most, weight| most.max(weight.abs())).max(1e-12);
    let table = table(ColourMap::Weights);
    let weight = |place: usize, input: usize, output: usize| {
        filters.weights[(place * filters.inputs + input) * filters.outputs + output]
    };
    for output in 0..filters.outputs {
        let (top, left) = (output / across * h, output % across * w);
        for place in 0..height * width {
            let (y, x) = (place / width, place % width);
            if filters.inputs == 3 {
                let part = |input: usize| (255.0 * (0.5 + 0.5 * weight(place, input, output) / end)) as u8;
                image.pixels[(top + y) * across * w + left + x] = Color32::from_rgb(part(0), part(1), part(2));
                continue;
            }
            for input in 0..inputs {
                let (down, right) = (input / square * (height + 1), input % square * (width + 1));
                let at = (top + down + y) * across * w + left + right + x;
                image.pixels[at] = table[level(weight(place, input, output), [-end, end])];
            }
        }
    }
    image
}

/// The weights of the chosen channel, a tile for each input channel, on the right of the page.
pub(super) fn of_channel(ui: &mut Ui, view: &mut InspectView, both: &Kernels) {
    let change = view.settings.change;
    let filters = &both.filters[usize::from(change)];
    let output = view.channel.min(filters.outputs.saturating_sub(1));
    let [height, width] = filters.size;
    ui.horizontal(|ui| {
        section(ui, &format!("Weights {height}×{width}×{}", filters.inputs));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            segments(ui, "Weights of the channel", &mut view.settings.change, &[(false, "Now"), (true, "Change")]);
        });
    });
    let (shape, numbers) = filters.composite(output);
    let inputs = shape[2];
    let end = both.ends[usize::from(change)].max(1e-12);
    let room = ui.available_width();
    let mark = mark((view.seen, change, output));
    // One row of numbers where filters have a single place, as those of dense layers.
    let (across, gap) =
        if height * width == 1 { (((inputs as f32).sqrt() * 1.6).ceil() as usize, 0) } else { (columns(inputs), 1) };
    let across = across.clamp(1, inputs.max(1));
    let down = inputs.div_ceil(across);
    let size = [across * (width + gap) - gap, down * (height + gap) - gap];
    let texture = view.textures.get(ui.ctx(), "weights", mark, false, || {
        let mut image = ColorImage::filled(size, Color32::TRANSPARENT);
        let table = table(ColourMap::Weights);
        for (place, pixel) in numbers.chunks(inputs).enumerate() {
            let (y, x) = (place / width, place % width);
            for (input, &weight) in pixel.iter().enumerate() {
                let at = (input / across * (height + gap) + y) * size[0] + input % across * (width + gap) + x;
                image.pixels[at] = table[level(weight, [-end, end])];
            }
        }
        image
    });
    let scale = (room / size[0] as f32).min(200.0 / size[1] as f32).min(34.0);
    let (rect, response) = ui.allocate_exact_size(vec2(size[0] as f32, size[1] as f32) * scale, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Weights of channel {output}")));
    paint(ui, &texture, WHOLE, rect, 2);
    let [strength, moved] = [0, 1].map(|which: usize| both.strengths[which][output]);
    let mut words = format!("r.m.s. {strength:.3}, changed by {moved:.3}");
    if let Some(at) = response.hover_pos() {
        let (column, row) = (((at.x - rect.left()) / scale) as usize, ((at.y - rect.top()) / scale) as usize);
        let (tile_x, tile_y) = (column / (width + gap), row / (height + gap));
        let (x, y) = (column % (width + gap), row % (height + gap));
        let input = tile_y * across + tile_x;
        if input < inputs && x < width && y < height {
            let weight = numbers[(y * width + x) * inputs + input];
            words = format!("w[{y},{x},{input}] = {weight:+.4}");
            let corner = rect.min + vec2(column as f32, row as f32) * scale;
            let cell = Rect::from_min_size(corner, vec2(scale, scale));
            ui.painter().rect_stroke(cell, 0.0, Stroke::new(1.0, palette(ui).accent), StrokeKind::Outside);
        }
    }
    elided(ui, words, mono(LABEL), palette(ui).dim);
    ui.add_space(GAP / 2.0);
}

/// About twice as wide as high, in whole rows where that goes.
fn columns(inputs: usize) -> usize {
    let near = (inputs as f32 * 2.0).sqrt().round() as usize;
    (near..near + 4).find(|columns| inputs.is_multiple_of(*columns)).unwrap_or(near).max(1)
}
