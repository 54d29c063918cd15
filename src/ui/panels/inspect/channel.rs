//! The chosen channel: its map large, the number under the pointer with its arithmetic, its weights, what excites it.

use eframe::egui::{ColorImage, CursorIcon, Rect, Role, Sense, Ui, WidgetInfo, vec2};

use super::frames::cell;
use super::lines::{gap, title};
use super::sample::normalises;
use super::scale::{Scale, colours_of};
use super::textures::{WHOLE, level, mark, paint, table};
use super::view::{InspectView, Tab};
use super::{save, strongest, sums, weights};
use crate::inspect::{Maps, Picture};
use crate::project::Trained;
use crate::ui::State;
use crate::ui::theme::{mono, palette};
use crate::ui::widgets::elided;

/// Draws it.
pub(super) fn show(ui: &mut Ui, state: &mut State, subject: &Trained) {
    let view = &mut state.inspect_view;
    view.pointed = None;
    let Some(layer) = view.layer() else { return };
    let name = format!("{} · {} {}", layer.name, layer.channel_word(), view.channel);
    title(ui, &name);
    let glance = view.glance.clone().filter(|glance| Some(&glance.of.scene.node) == view.node.as_ref());
    let Some(glance) = glance else { return };
    let mut saved = None;
    if let Some(maps) = &glance.maps {
        if maps.size() == [1, 1] {
            let number = maps.numbers.get(view.channel).copied().unwrap_or_default();
            elided(ui, format!("{number:.3}"), mono(18.0), palette(ui).text);
        } else {
            saved = large(ui, view, maps, glance.range);
        }
        gap(ui);
        sums::show(ui, view, &glance, maps, normalises(subject));
        gap(ui);
    }
    if let Some(both) = &glance.filters {
        weights::show(ui, view, both);
        gap(ui);
    }
    if view.tab != Tab::Strongest {
        strongest::of_channel(ui, view);
    }
    if let Some(picture) = saved {
        let name = format!("{name}.png");
        save::ask(state, &name, picture);
    }
}

/// The map, large, with its scale of colours; a click marks a place in it. Returns the picture if it is to be saved.
fn large(ui: &mut Ui, view: &mut InspectView, maps: &Maps, all: [f32; 2]) -> Option<Picture> {
    let [height, width] = maps.size();
    let channel = view.channel.min(maps.channels().saturating_sub(1));
    let own = view.settings.own_scale;
    let range = if own { maps.range(Some(channel)) } else { all };
    let colours = view.settings.colours;
    let scale = (ui.available_width() / width as f32).min(340.0 / height as f32);
    let size = vec2(width as f32, height as f32) * scale;
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let word = view.word();
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Map of {word} {channel}")));
    let mark = mark((view.seen, channel, own, colours as u8));
    let texture = view.textures.get(ui.ctx(), "channel", mark, width > 300, || {
        let table = table(colours);
        let mut image = ColorImage::filled([width, height], table[0]);
        for (pixel, number) in image.pixels.iter_mut().zip(maps.channel(channel)) {
            *pixel = table[level(number, range)];
        }
        image
    });
    paint(ui, &texture, WHOLE, rect, 6);
    if let Some(at) = response.hover_pos() {
        ui.ctx().set_cursor_icon(CursorIcon::Crosshair);
        let place = |from: f32, extent: usize| ((from / scale).max(0.0) as usize).min(extent - 1);
        let under = [place(at.y - rect.top(), height), place(at.x - rect.left(), width)];
        view.pointed = Some(under);
        if response.clicked() {
            (view.at, view.placed) = (under, true);
        }
    }
    let [y, x] = [view.place()[0].min(height - 1), view.place()[1].min(width - 1)];
    cell(ui, Rect::from_min_size(rect.min + vec2(x as f32, y as f32) * scale, vec2(scale, scale)), rect);
    // Above the wall of maps on one scale stand the colours of this map too.
    if own || view.tab != Tab::Maps {
        Scale::new(ui, colours_of(colours), range, ["value", ""], 72.0).within(ui.available_width()).show(ui);
    }
    let mut saved = None;
    response.context_menu(|ui| {
        if ui.button("Save picture…").clicked() {
            saved = Some(Picture::of_map(&maps.channel(channel), [height, width], range, colours).enlarged_to(448));
            ui.close();
        }
    });
    saved
}
