//! The samples of the data set that excite a channel most, with the patch of the picture that the channel saw.

use eframe::egui::{ColorImage, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::maps::chip;
use super::textures::{image, mark, paint, part};
use super::view::InspectView;
use super::waiting;
use crate::compile::Field;
use crate::data::Dataset;
use crate::inspect::{Picture, Strong};
use crate::study::samples::{picture, thumbnail};
use crate::study::{Ask, Found, Seen, is_part};
use crate::ui::State;
use crate::ui::theme::{LABEL, mono, palette};
use crate::ui::widgets::{elided, empty, section};
use crate::ui::words::grouped;

/// Samples shown of each channel.
const SHOWN: usize = 12;

/// Draws a row of samples for each channel of the layer.
pub(super) fn show(ui: &mut Ui, state: &mut State) {
    let view = &mut state.inspect_view;
    let Some(ask) = view.ask() else { return };
    let Some(found) = waiting::answer(ui, view, &ask) else { return };
    let (Found::Strongest(channels), Some(dataset)) = (&*found, view.dataset().cloned()) else { return };
    let Some([height, width, _]) = dataset.shape.picture() else {
        return rows_of_numbers(ui, view, channels);
    };
    let between = 4.0;
    let name = 40.0;
    let room = ui.available_width() - ui.spacing().scroll.bar_width - name - 8.0;
    let side = ((room + between) / SHOWN as f32 - between).floor().clamp(24.0, 96.0);
    let tall = side * height as f32 / width as f32;
    view.columns = 1;
    // Rows in sight share a texture.
    let line = tall + 10.0;
    let reveal = std::mem::take(&mut view.reveal);
    ScrollArea::vertical().id_salt("strongest").auto_shrink(false).show_viewport(ui, |ui, viewport| {
        ui.set_height(channels.len() as f32 * line);
        let origin = ui.max_rect().min;
        if reveal {
            let corner = origin + vec2(0.0, view.channel as f32 * line);
            ui.scroll_to_rect(Rect::from_min_size(corner, vec2(room, line)), None);
        }
        let first = ((viewport.top() / line).floor().max(0.0) as usize).min(channels.len());
        let last = ((viewport.bottom() / line).ceil().max(0.0) as usize + 1).min(channels.len());
        let mark = mark((view.answers, first, last));
        let samples: Vec<u32> = channels[first..last]
            .iter()
            .flat_map(|kept| (0..SHOWN).map(move |place| kept.get(place).map_or(u32::MAX, |(strong, _)| strong.sample)))
            .collect();
        let texture = view.textures.get(ui.ctx(), "strongest", mark, height > 48, || atlas(&dataset, &samples, SHOWN));
        for (channel, kept) in channels.iter().enumerate().take(last).skip(first) {
            let top = origin + vec2(0.0, channel as f32 * line);
            let label = Rect::from_min_size(top, vec2(name, tall));
            let response = ui.interact(label, ui.scope_id().with(("strong channel", channel)), Sense::click());
            let chosen = view.channel == channel;
            response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("channel {channel}")));
            if response.clicked() {
                view.channel = channel;
            }
            let colours = palette(ui);
            let ink = if chosen {
                colours.accent
            } else if response.hovered() {
                colours.text
            } else {
                colours.dim
            };
            ui.painter().text(
                label.left_center(),
                eframe::egui::Align2::LEFT_CENTER,
                channel.to_string(),
                mono(12.0),
                ink,
            );
            for (place, (strong, field)) in kept.iter().take(SHOWN).enumerate() {
                let corner = top + vec2(name + place as f32 * (side + between), 0.0);
                let rect = Rect::from_min_size(corner, vec2(side, tall));
                let uv = part(&texture, SHOWN, last - first, (channel - first) * SHOWN + place);
                if sample(
                    ui,
                    rect,
                    (&one(view, strong.sample), strong),
                    field.as_ref(),
                    [height, width],
                    (channel, place),
                    |ui| paint(ui, &texture, uv, rect, 3),
                ) {
                    view.channel = channel;
                    view.choose(&dataset, strong.sample);
                }
            }
        }
    });
}

/// One of the strongest samples with the patch marked; whether it was clicked.
fn sample(
    ui: &mut Ui,
    rect: Rect,
    (name, strong): (&str, &Strong),
    field: Option<&Field>,
    [height, width]: [usize; 2],
    id: (usize, usize),
    draw: impl FnOnce(&Ui),
) -> bool {
    let response = ui.interact(rect, ui.scope_id().with(("strong", id)), Sense::click());
    let words = format!("{name}: {:.3}", strong.value);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    draw(ui);
    let colours = palette(ui);
    if let Some([rows, columns]) = field
        && is_part(rows, columns, [height, width])
    {
        let scale = vec2(rect.width() / width as f32, rect.height() / height as f32);
        let patch = Rect::from_min_max(
            rect.min + scale * vec2(columns.start as f32, rows.start as f32),
            rect.min + scale * vec2(columns.end as f32, rows.end as f32),
        );
        ui.painter().rect_stroke(patch, 0.0, Stroke::new(1.5, colours.warn), StrokeKind::Inside);
    }
    if response.hovered() || response.has_focus() {
        ui.painter().rect_stroke(rect, 3.0, Stroke::new(2.0, colours.accent), StrokeKind::Outside);
    }
    response.on_hover_text(words).clicked()
}

/// What a sample is called, with its place in the data set.
pub(super) fn one(view: &InspectView, sample: u32) -> String {
    let noun = if view.noun() == "pictures" { "Picture" } else { "Sample" };
    format!("{noun} {}", grouped(u64::from(sample) + 1))
}

/// Some samples as thumbnails in one image, so many across.
pub(super) fn atlas(dataset: &Dataset, samples: &[u32], across: usize) -> ColorImage {
    image(&Picture::tiles(&small(dataset, samples), across, 0, [0; 3]))
}

/// Some samples as thumbnails, all of one size; black where there is none.
pub(super) fn small(dataset: &Dataset, samples: &[u32]) -> Vec<Picture> {
    const SIDE: usize = 96;
    let Some([height, width, _]) = dataset.shape.picture() else { return Vec::new() };
    let step = height.max(width).div_ceil(SIDE).max(1);
    let blank = Picture::plain([height.div_ceil(step), width.div_ceil(step)], [0; 3]);
    let thumbnail = |&sample: &u32| {
        // Small pictures stay as they are: the screen enlarges them.
        picture(dataset, sample).map_or(blank.clone(), |whole| thumbnail(&whole, SIDE.min(height.max(width))))
    };
    samples.iter().map(thumbnail).collect()
}

/// The strongest samples of the chosen channel, on the right of the page.
pub(super) fn of_channel(ui: &mut Ui, view: &mut InspectView) {
    let Some(dataset) = view.dataset().cloned() else { return };
    let ask = Ask::Strongest { samples: view.settings.samples };
    if !view.asks().contains(&ask) {
        return;
    }
    section(ui, &format!("Strongest {} {}", view.looked_through(), view.noun()));
    let Some(answered) = view.found(&ask).cloned() else {
        let words = view.finding.as_ref().and_then(|(_, progress)| progress.share());
        let words = words.map_or("…".to_owned(), |share| format!("looking through them: {:.0} %", 100.0 * share));
        elided(ui, words, mono(LABEL), palette(ui).faint);
        return;
    };
    let Ok(found) = &answered.found else { return };
    let Found::Strongest(channels) = &**found else { return };
    let Some(kept) = channels.get(view.channel) else { return };
    let Some([height, width, _]) = dataset.shape.picture() else {
        for (strong, _) in kept.iter().take(5) {
            elided(ui, format!("{}: {:.3}", one(view, strong.sample), strong.value), mono(LABEL), palette(ui).dim);
        }
        return;
    };
    let (across, between) = (5, 4.0);
    let shown = &kept[..kept.len().min(10)];
    let samples: Vec<u32> = shown.iter().map(|(strong, _)| strong.sample).collect();
    let texture =
        view.textures.get(ui.ctx(), "strongest of channel", mark((view.answers, view.channel)), height > 48, || {
            atlas(&dataset, &samples, across)
        });
    let side = ((ui.available_width() + between) / across as f32 - between).floor();
    let tall = side * height as f32 / width as f32;
    let rows = shown.len().div_ceil(across);
    let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), rows as f32 * (tall + between)), Sense::hover());
    let columns = across.min(samples.len().max(1));
    let mut picked = None;
    for (place, (strong, field)) in shown.iter().enumerate() {
        let corner = vec2((place % across) as f32 * (side + between), (place / across) as f32 * (tall + between));
        let rect = Rect::from_min_size(whole.min + corner, vec2(side, tall));
        let uv = part(&texture, columns, rows, place);
        if sample(
            ui,
            rect,
            (&one(view, strong.sample), strong),
            field.as_ref(),
            [height, width],
            (usize::MAX, place),
            |ui| paint(ui, &texture, uv, rect, 3),
        ) {
            picked = Some(strong.sample);
        }
        if side > 60.0 {
            chip(ui, rect, &format!("{:.2}", strong.value));
        }
    }
    if let Some(sample) = picked {
        view.choose(&dataset, sample);
    }
}

fn rows_of_numbers(ui: &mut Ui, view: &mut InspectView, channels: &[Vec<Seen>]) {
    let dataset = view.dataset().cloned();
    if channels.is_empty() {
        return empty(ui, "No channels", "This layer gives nothing.", |_| {});
    }
    let mut picked = None;
    ScrollArea::vertical().id_salt("strongest numbers").auto_shrink(false).show_rows(
        ui,
        26.0,
        channels.len(),
        |ui, rows| {
            for channel in rows {
                ui.horizontal(|ui| {
                    if ui.selectable_label(view.channel == channel, format!("unit {channel}")).clicked() {
                        view.channel = channel;
                    }
                    for (strong, _) in channels[channel].iter().take(6) {
                        let words = format!("{}: {:.2}", strong.sample + 1, strong.value);
                        if ui.selectable_label(view.sample == Some(strong.sample), words).clicked() {
                            picked = Some(strong.sample);
                        }
                    }
                });
            }
        },
    );
    if let (Some(sample), Some(dataset)) = (picked, dataset) {
        view.choose(&dataset, sample);
    }
}
