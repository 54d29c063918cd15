//! The samples of the data set that excite a channel most, with the patch of the picture that the channel saw.

use eframe::egui::{
    Align, Align2, ColorImage, Layout, Pos2, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use super::frames::EDGE;
use super::lines::{heading, sentence};
use super::textures::{image, mark, paint, part};
use super::view::InspectView;
use super::waiting;
use super::wall::{chip, column};
use crate::compile::Field;
use crate::data::Dataset;
use crate::inspect::{Picture, Strong};
use crate::study::samples::{picture, thumbnail};
use crate::study::{Ask, Found, Seen, is_part};
use crate::ui::State;
use crate::ui::theme::{DARK, LABEL, TEXT, mono, palette, plain};
use crate::ui::widgets::{elided, empty, scroll_seen};
use crate::ui::words::grouped;

/// Samples shown of each channel.
const SHOWN: usize = 12;
/// The same where samples are no pictures.
const NUMBERS: usize = 6;
/// The room between thumbnails, and below a row.
const BETWEEN: f32 = 4.0;
const BELOW: f32 = 10.0;
/// The room for the number of a channel before its row.
const NAME: f32 = 40.0;
/// The sides of the smallest and the largest thumbnail of a row.
const SIDES: [f32; 2] = [24.0, 168.0];

/// Those samples of a channel that excite it at all: where most give 0, the others are in no order.
fn exciting(kept: &[Seen]) -> impl Iterator<Item = &Seen> {
    kept.iter().filter(|(strong, _)| strong.value != 0.0)
}

/// Draws a row of samples for each channel of the layer.
pub(super) fn show(ui: &mut Ui, state: &mut State) {
    let view = &mut state.inspect_view;
    let Some(ask) = view.ask() else { return };
    let Some(found) = waiting::answer(ui, view, &ask) else { return };
    let (Found::Strongest(channels), Some(dataset)) = (&*found, view.dataset().cloned()) else { return };
    let (word, noun, part) = (view.word(), view.noun(), view.looked_through());
    let words = |most: usize| format!("The {most} {part} {noun} that excite each {word} most");
    let Some([height, width, _]) = dataset.shape.picture() else {
        sentence(ui, &format!("{}: their numbers, and what the {word} gives", words(NUMBERS)), |_| {});
        return rows_of_numbers(ui, view, channels);
    };
    let size = [height, width];
    let framed = channels.iter().filter_map(|kept| kept.first()).any(|(_, field)| is_marked(field.as_ref(), size));
    let frames = if framed { format!(" · framed: what the {word} saw") } else { String::new() };
    sentence(ui, &format!("{}{frames}", words(SHOWN)), |_| {});
    rows(ui, view, channels, &dataset, size);
}

fn rows(ui: &mut Ui, view: &mut InspectView, channels: &[Vec<Seen>], dataset: &Dataset, size: [usize; 2]) {
    let room = ui.available_width() - NAME;
    let side = ((room + BETWEEN) / SHOWN as f32 - BETWEEN).clamp(SIDES[0], SIDES[1]);
    let tall = (side * size[0] as f32 / size[1] as f32).round();
    let line = tall + BELOW;
    view.columns = 1;
    let word = view.word();
    let reveal = std::mem::take(&mut view.reveal);
    let height = ui.available_height();
    scroll_seen(ui, "strongest", height, |ui, seen| {
        ui.set_height(channels.len() as f32 * line - BELOW + 2.0 * EDGE);
        let origin = ui.max_rect().min + vec2(0.0, EDGE);
        if reveal {
            let corner = origin + vec2(0.0, view.channel as f32 * line);
            ui.scroll_to_rect(Rect::from_min_size(corner, vec2(room, line)), None);
        }
        let first = ((seen.top() / line).floor().max(0.0) as usize).min(channels.len());
        let last = ((seen.bottom() / line).ceil().max(0.0) as usize + 1).min(channels.len());
        // Rows in sight share a texture.
        let mark = mark((view.answers, first, last));
        let sample = |kept, place| exciting(kept).nth(place).map_or(u32::MAX, |(strong, _)| strong.sample);
        let samples = channels[first..last].iter().flat_map(|kept| (0..SHOWN).map(move |place| sample(kept, place)));
        let texture = view
            .textures
            .get(ui.ctx(), "strongest", mark, size[0] > 48, || atlas(dataset, &samples.collect::<Vec<_>>(), SHOWN));
        for (channel, kept) in channels.iter().enumerate().take(last).skip(first) {
            let top = origin + vec2(0.0, channel as f32 * line);
            if row_name(ui, Rect::from_min_size(top, vec2(NAME, tall)), (word, channel), view.channel == channel) {
                view.channel = channel;
            }
            if exciting(kept).next().is_none() {
                nothing(ui, view, Rect::from_min_size(top + vec2(NAME, 0.0), vec2(room.max(0.0), tall)));
            }
            for (place, one) in exciting(kept).take(SHOWN).enumerate() {
                let [left, right] = column(side + BETWEEN, side, place);
                let corner = pos2(top.x + NAME + left, top.y);
                let rect = Rect::from_min_size(corner, vec2(right - left, tall));
                let uv = part(&texture, SHOWN, last - first, (channel - first) * SHOWN + place);
                if sample_at(ui, view, rect, one, size, (channel, place), |ui| paint(ui, &texture, uv, rect, 3)) {
                    view.channel = channel;
                    view.choose(dataset, one.0.sample);
                }
            }
        }
    });
}

/// The number of a channel before its row; whether it was clicked.
fn row_name(ui: &Ui, rect: Rect, (word, channel): (&str, usize), chosen: bool) -> bool {
    let response = ui.interact(rect, ui.scope_id().with(("strong channel", channel)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("{word} {channel}")));
    let colours = palette(ui);
    let ink = match (chosen, response.hovered() || response.has_focus()) {
        (true, _) => colours.accent,
        (_, true) => colours.text,
        _ => colours.dim,
    };
    let at = pos2(rect.right() - 12.0, rect.center().y);
    ui.painter().text(at, Align2::RIGHT_CENTER, channel.to_string(), mono(12.0), ink);
    response.clicked()
}

/// Says in the place of samples that none excites the channel.
fn nothing(ui: &mut Ui, view: &InspectView, rect: Rect) {
    let mut inside = ui.new_child(UiBuilder::new().max_rect(rect));
    inside.with_layout(Layout::left_to_right(Align::Center), |ui| silent(ui, view));
}

fn silent(ui: &mut Ui, view: &InspectView) {
    let words = format!("Gives 0 for every {}.", view.noun().trim_end_matches('s'));
    elided(ui, words, plain(TEXT), palette(ui).dim);
}

/// One of the strongest samples with the patch marked; whether it was clicked.
fn sample_at(
    ui: &Ui,
    view: &InspectView,
    rect: Rect,
    (strong, field): &Seen,
    size: [usize; 2],
    id: (usize, usize),
    draw: impl FnOnce(&Ui),
) -> bool {
    let response = ui.interact(rect, ui.scope_id().with(("strong", id)), Sense::click());
    let words = said(view, strong);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    draw(ui);
    patch(ui, rect, field.as_ref(), size);
    if response.hovered() || response.has_focus() {
        ui.painter().rect_stroke(rect.expand(2.0), 4.0, Stroke::new(2.0, palette(ui).accent), StrokeKind::Inside);
    }
    response.on_hover_text(words).clicked()
}

/// Whether a patch is so small a part of a picture that it is marked.
fn is_marked(field: Option<&Field>, size: [usize; 2]) -> bool {
    field.is_some_and(|[rows, columns]| is_part(rows, columns, size))
}

/// Marks the patch of a picture that a channel saw, in a bright colour in both themes: pictures have their own ground.
fn patch(ui: &Ui, rect: Rect, field: Option<&Field>, size: [usize; 2]) {
    let Some([rows, columns]) = field.filter(|field| is_marked(Some(field), size)) else { return };
    let scale = vec2(rect.width() / size[1] as f32, rect.height() / size[0] as f32);
    let corner = |x: usize, y: usize| -> Pos2 { rect.min + scale * vec2(x as f32, y as f32) };
    let patch = Rect::from_min_max(corner(columns.start, rows.start), corner(columns.end, rows.end));
    ui.painter().rect_stroke(patch, 0.0, Stroke::new(1.5, DARK.warn), StrokeKind::Inside);
}

/// What a sample is called and how much it excites.
fn said(view: &InspectView, strong: &Strong) -> String {
    format!("{}: {:.3}", one(view, strong.sample), strong.value)
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
    heading(ui, &format!("Strongest {} {}", view.looked_through(), view.noun()), |_| {});
    let Some(answered) = view.found(&ask).cloned() else {
        let words = view.finding.as_ref().and_then(|(_, progress)| progress.share());
        let words = words.map_or("…".to_owned(), |share| format!("looking through them: {:.0} %", 100.0 * share));
        elided(ui, words, mono(LABEL), palette(ui).faint);
        return;
    };
    let Ok(found) = &answered.found else { return };
    let Found::Strongest(channels) = &**found else { return };
    let Some(kept) = channels.get(view.channel) else { return };
    let kept: Vec<&Seen> = exciting(kept).collect();
    if kept.is_empty() {
        return silent(ui, view);
    }
    let picked = match dataset.shape.picture() {
        Some([height, width, _]) => thumbnails(ui, view, &kept[..kept.len().min(10)], &dataset, [height, width]),
        None => lines(ui, view, &kept[..kept.len().min(5)]),
    };
    if let Some(sample) = picked {
        view.choose(&dataset, sample);
    }
}

/// Samples as thumbnails in rows of five that fill the width. The one that was clicked.
fn thumbnails(ui: &mut Ui, view: &mut InspectView, kept: &[&Seen], dataset: &Dataset, size: [usize; 2]) -> Option<u32> {
    const ACROSS: usize = 5;
    let samples: Vec<u32> = kept.iter().map(|(strong, _)| strong.sample).collect();
    let mark = mark((view.answers, view.channel));
    let make = || atlas(dataset, &samples, ACROSS);
    let texture = view.textures.get(ui.ctx(), "strongest of channel", mark, size[0] > 48, make);
    if kept.iter().any(|(_, field)| is_marked(field.as_ref(), size)) {
        elided(ui, format!("framed: what the {} saw", view.word()), plain(LABEL), palette(ui).faint);
    }
    let side = (ui.available_width() + BETWEEN) / ACROSS as f32 - BETWEEN;
    let tall = (side * size[0] as f32 / size[1] as f32).round();
    let rows = kept.len().div_ceil(ACROSS);
    let height = rows as f32 * (tall + BETWEEN) - BETWEEN;
    let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let mut picked = None;
    for (place, one) in kept.iter().enumerate() {
        let [left, right] = column(side + BETWEEN, side, place % ACROSS);
        let corner = whole.min + vec2(left, (place / ACROSS) as f32 * (tall + BETWEEN));
        let rect = Rect::from_min_size(corner, vec2(right - left, tall));
        let uv = part(&texture, ACROSS.min(kept.len()), rows, place);
        if sample_at(ui, view, rect, one, size, (usize::MAX, place), |ui| paint(ui, &texture, uv, rect, 3)) {
            picked = Some(one.0.sample);
        }
        if side > 60.0 {
            chip(ui, rect, &format!("{:.2}", one.0.value));
        }
    }
    picked
}

/// Samples that are no pictures in lines. The one that was clicked.
fn lines(ui: &mut Ui, view: &InspectView, kept: &[&Seen]) -> Option<u32> {
    let mut picked = None;
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (place, (strong, _)) in kept.iter().enumerate() {
            let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
            let words = [one(view, strong.sample), format!("{:.3}", strong.value)];
            if cell(ui, rect, (0, place), (&said(view, strong), view.sample == Some(strong.sample)), words) {
                picked = Some(strong.sample);
            }
        }
    });
    picked
}

/// Two words at the ends of a rectangle that can be clicked; whether it was.
fn cell(ui: &Ui, rect: Rect, id: (usize, usize), (spoken, chosen): (&str, bool), [left, right]: [String; 2]) -> bool {
    let colours = palette(ui);
    let response = ui.interact(rect, ui.scope_id().with(("cell", id)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, spoken));
    let lifted = response.hovered() || response.has_focus();
    if chosen || lifted {
        let ground = if chosen { colours.raised } else { colours.raised.gamma_multiply(0.6) };
        ui.painter().rect_filled(rect.expand2(vec2(4.0, 0.0)), 4.0, ground);
    }
    let ink = if chosen || lifted { colours.text } else { colours.dim };
    ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, left, plain(TEXT), ink);
    ui.painter().text(rect.right_center(), Align2::RIGHT_CENTER, right, mono(12.0), ink);
    response.clicked()
}

/// The strongest samples of each channel in rows of cells, where they are no pictures.
fn rows_of_numbers(ui: &mut Ui, view: &mut InspectView, channels: &[Vec<Seen>]) {
    const NAME: f32 = 96.0;
    const LINE: f32 = 24.0;
    const APART: f32 = 20.0;
    let dataset = view.dataset().cloned();
    if channels.is_empty() {
        return empty(ui, "No channels", "This layer gives nothing.", |_| {});
    }
    let word = view.word();
    // The bar of what scrolls stands at the right end.
    let room = ui.available_width() - BETWEEN;
    let width = ((room - NAME + APART) / NUMBERS as f32 - APART).clamp(60.0, 140.0);
    let mut picked = None;
    let area = ScrollArea::vertical().id_salt("strongest numbers").auto_shrink(false);
    ui.spacing_mut().item_spacing.y = 2.0;
    area.show_rows(ui, LINE, channels.len(), |ui, rows| {
        for channel in rows {
            let (line, _) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::hover());
            let name = Rect::from_min_size(line.min + vec2(4.0, 0.0), vec2(NAME - APART - 4.0, LINE));
            let spoken = format!("{word} {channel}");
            if cell(ui, name, (channel, NUMBERS), (&spoken, view.channel == channel), [spoken.clone(), String::new()]) {
                view.channel = channel;
            }
            let corner = line.min + vec2(NAME, 0.0);
            if exciting(&channels[channel]).next().is_none() {
                nothing(ui, view, Rect::from_min_max(corner, line.max));
            }
            for (place, (strong, _)) in exciting(&channels[channel]).take(NUMBERS).enumerate() {
                let rect = Rect::from_min_size(corner + vec2(place as f32 * (width + APART), 0.0), vec2(width, LINE));
                let words = [grouped(u64::from(strong.sample) + 1), format!("{:.3}", strong.value)];
                if cell(ui, rect, (channel, place), (&said(view, strong), view.sample == Some(strong.sample)), words) {
                    picked = Some(strong.sample);
                }
            }
        }
    });
    if let (Some(sample), Some(dataset)) = (picked, dataset) {
        view.choose(&dataset, sample);
    }
}
