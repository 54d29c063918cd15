//! The chosen channel: its map large, the number under the pointer with its arithmetic, its weights, what excites it.

use eframe::egui::{ColorImage, CursorIcon, Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::textures::{WHOLE, level, mark, paint, table};
use super::view::{InspectView, Tab};
use super::{filters, save, strongest, sums};
use crate::inspect::{Maps, Picture};
use crate::ui::State;
use crate::ui::theme::{GAP, mono, palette};
use crate::ui::widgets::{elided, section};

/// Draws it.
pub(super) fn show(ui: &mut Ui, state: &mut State) {
    let view = &mut state.inspect_view;
    let Some(layer) = view.node.as_ref().and_then(|node| view.layers.find(node)) else { return };
    let title = format!("{} · {} {}", layer.title, layer.channel_word(), view.channel);
    section(ui, &title);
    let glance = view.glance.clone().filter(|glance| Some(&glance.of.scene.node) == view.node.as_ref());
    let Some(glance) = glance else { return };
    let mut saved = None;
    if let Some(maps) = &glance.maps {
        if maps.size() == [1, 1] {
            let number = maps.numbers.get(view.channel).copied().unwrap_or_default();
            elided(ui, format!("{number:.5}"), mono(18.0), palette(ui).text);
        } else {
            saved = large(ui, view, maps, glance.range);
        }
        sums::show(ui, view, &glance, maps);
        ui.add_space(GAP);
    }
    if let Some(both) = &glance.filters {
        filters::of_channel(ui, view, both);
        ui.add_space(GAP);
    }
    if view.tab != Tab::Strongest {
        strongest::of_channel(ui, view);
    }
    if let Some(picture) = saved {
        let name = format!("{title}.png");
        save::ask(state, &name, picture);
    }
}

/// The map, large. Returns the picture if it is to be saved.
fn large(ui: &mut Ui, view: &mut InspectView, maps: &Maps, all: [f32; 2]) -> Option<Picture> {
    let [height, width] = maps.size();
    let channel = view.channel.min(maps.channels().saturating_sub(1));
    let own = view.settings.own_scale;
    let range = if own { maps.range(Some(channel)) } else { all };
    let colours = view.settings.colours;
    let scale = (ui.available_width() / width as f32).min(340.0 / height as f32);
    let size = vec2(width as f32, height as f32) * scale;
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Map of channel {channel}")));
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
        view.at = [place(at.y - rect.top(), height), place(at.x - rect.left(), width)];
        view.placed = true;
    }
    let [y, x] = [view.at[0].min(height - 1), view.at[1].min(width - 1)];
    let pixel = Rect::from_min_size(rect.min + vec2(x as f32, y as f32) * scale, vec2(scale, scale));
    ui.painter().rect_stroke(pixel, 0.0, Stroke::new(1.5, palette(ui).accent), StrokeKind::Outside);
    let mut saved = None;
    response.context_menu(|ui| {
        if ui.button("Save picture…").clicked() {
            saved = Some(Picture::of_map(&maps.channel(channel), [height, width], range, colours).enlarged_to(448));
            ui.close();
        }
    });
    saved
}
