//! What excites a channel or a class: pictures grown from noise, and how the score rose on the way.

use std::sync::Arc;

use eframe::egui::{Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use super::curves;
use super::maps::{pinch, tile};
use super::textures::{WHOLE, image, mark, paint, part};
use super::view::{Grown, InspectView};
use super::waiting;
use crate::inspect::{Aim, Excitation, Picture};
use crate::project::Trained;
use crate::study::samples::seen;
use crate::study::{Ask, Found};
use crate::ui::State;
use crate::ui::theme::{GAP, TEXT, palette, plain};
use crate::ui::widgets::{elided, empty};

/// Draws the grown pictures.
pub(super) fn show(ui: &mut Ui, state: &mut State, subject: &Arc<Trained>) {
    let view = &mut state.inspect_view;
    if subject.interface.input.picture().is_none() {
        let words = "This view grows pictures: this network takes numbers. Feature maps, filters and histograms work.";
        return empty(ui, "Samples are no pictures", words, |_| {});
    }
    let Some(ask) = view.ask() else { return };
    let Some(found) = waiting::answer(ui, view, &ask) else { return };
    let Found::Excited(all) = &*found else { return };
    // The answer may still be to an earlier question of the kind.
    let Some(Ask::Excite { aims, .. }) = view.found(&ask).map(|answered| answered.ask.clone()) else { return };
    let pictures: Vec<Picture> = all.iter().map(|one| seen(subject, &one.input)).collect();
    match (&all[..], view.settings.grown) {
        ([one], _) => single(ui, view, &aims[0], one, &pictures[0], subject),
        (_, Grown::Layer) => wall(ui, view, &pictures),
        _ => {}
    }
}

fn single(ui: &mut Ui, view: &mut InspectView, aim: &Aim, one: &Excitation, picture: &Picture, subject: &Trained) {
    let name = match aim {
        Aim::Class(class) => {
            subject.interface.classes.get(*class).map_or("the number".to_owned(), |name| format!("class {name}"))
        }
        Aim::Unit { node, channel, .. } => format!("{node}, channel {channel}"),
    };
    let ends = (one.values.first().copied().unwrap_or(0.0), one.values.last().copied().unwrap_or(0.0));
    let words = format!(
        "Grown from noise to excite {name}: {:.3} before, {:.3} after {} steps",
        ends.0,
        ends.1,
        one.values.len() - 1
    );
    elided(ui, words, plain(TEXT), palette(ui).dim);
    let [height, width] = picture.size;
    let room = ui.available_size() - vec2(0.0, 96.0 + GAP);
    let scale = (room.x / width as f32).min(room.y / height as f32).min(520.0 / height.max(width) as f32).max(0.1);
    let (rect, response) = ui.allocate_exact_size(vec2(width as f32, height as f32) * scale, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("What excites {name}")));
    let texture = view.textures.get(ui.ctx(), "excited", mark((view.answers, 1)), width > 160, || image(picture));
    paint(ui, &texture, WHOLE, rect, 6);
    ui.add_space(4.0);
    curves::line(ui, "Score on the way", &one.values, vec2(rect.width().max(240.0), 72.0));
}

fn wall(ui: &mut Ui, view: &mut InspectView, pictures: &[Picture]) {
    pinch(ui, view);
    let count = pictures.len();
    let across = (count as f32).sqrt().ceil() as usize;
    let [height, width] = pictures[0].size;
    let between = 8.0;
    let room = ui.available_width() - ui.spacing().scroll.bar_width - 4.0;
    let columns = (((room + between) / (view.settings.zoom + between)).round() as usize).clamp(1, count);
    let side = ((room - between * (columns as f32 - 1.0)) / columns as f32).floor().min(2.0 * view.settings.zoom);
    let tall = (side * height as f32 / width as f32).floor();
    view.columns = columns;
    let texture = view.textures.get(ui.ctx(), "excited wall", mark(view.answers), width > 64, || {
        image(&Picture::tiles(pictures, across, 0, [0; 3]))
    });
    ScrollArea::vertical().id_salt("excited").auto_shrink(false).show(ui, |ui| {
        let rows = count.div_ceil(columns);
        let (whole, _) = ui.allocate_exact_size(vec2(room, rows as f32 * (tall + between)), Sense::hover());
        for channel in 0..count {
            let corner =
                vec2((channel % columns) as f32 * (side + between), (channel / columns) as f32 * (tall + between));
            let rect = Rect::from_min_size(whole.min + corner, vec2(side, tall));
            let uv = part(&texture, across, count.div_ceil(across), channel);
            tile(ui, view, rect, channel, true, |ui| paint(ui, &texture, uv, rect, 5));
        }
    });
}
