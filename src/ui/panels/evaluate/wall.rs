//! The wall of pictures behind what was chosen, each with what was said of it and how surely; only those in sight are
//! drawn.

use eframe::egui::{
    Color32, CornerRadius, Image, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, TextWrapMode, Ui, WidgetInfo,
    WidgetText, load::SizedTexture, pos2, vec2,
};

use super::choice::{error, significant};
use super::view::EvaluateView;
use crate::study::{Examination, Findings};
use crate::ui::panels::data::Thumbnails;
use crate::ui::theme::{self, LABEL, palette};

/// The least width of a picture, in points; few pictures are larger, if all still are in sight.
const LEAST: [f32; 4] = [168.0, 140.0, 112.0, 84.0];
const BETWEEN: f32 = 10.0;

/// Draws the wall into the room that is left. Returns the sample that is to be explained, if one is.
pub fn show(ui: &mut Ui, view: &mut EvaluateView, found: &Examination, picture: [usize; 3]) -> Option<u32> {
    let mut why = None;
    let how = Thumbnails::of(picture);
    view.pages.begin();
    let count = view.list().len();
    let room = ui.available_width() - ui.spacing().scroll.bar_width - 4.0;
    let tiles = |least: f32| {
        let columns = (((room + BETWEEN) / (least + BETWEEN)) as usize).max(1);
        let width = ((room - BETWEEN * (columns as f32 - 1.0)) / columns as f32).floor();
        let height = (width * how.proportion()).clamp(24.0, 2.0 * width).floor();
        (columns, width, height, count.div_ceil(columns))
    };
    let tall = ui.available_height();
    let fits = |&(_, _, height, rows): &(usize, f32, f32, usize)| rows as f32 * (height + BETWEEN) <= tall;
    let (columns, width, height, rows) = LEAST.map(tiles).into_iter().find(fits).unwrap_or(tiles(LEAST[3]));
    let line = height + BETWEEN;
    ScrollArea::vertical().id_salt("answers").auto_shrink(false).show_viewport(ui, |ui, viewport| {
        ui.set_height((rows as f32 * line - BETWEEN).max(0.0));
        let origin = ui.max_rect().min + vec2(2.0, 2.0);
        let first = ((viewport.top() / line).floor().max(0.0) as usize).saturating_sub(1);
        let last = (((viewport.bottom() / line).ceil().max(0.0) as usize) + 1).min(rows);
        for place in first * columns..(last * columns).min(count) {
            let corner = vec2((place % columns) as f32 * (width + BETWEEN), (place / columns) as f32 * line);
            let rect = Rect::from_min_size(origin + corner, vec2(width, height));
            if thumbnail(ui, rect, view, found, how, place) {
                why = view.list().get(place).copied();
            }
        }
    });
    view.pages.trim(how);
    why
}

/// A picture with what was said of it; whether it is to be explained.
fn thumbnail(
    ui: &mut Ui,
    rect: Rect,
    view: &mut EvaluateView,
    found: &Examination,
    how: Thumbnails,
    place: usize,
) -> bool {
    let colours = palette(ui);
    let Some(&sample) = view.list().get(place) else { return false };
    let response = ui.interact(rect, ui.scope_id().with(("answer", sample)), Sense::click());
    // Without a choice the first is shown large.
    let picked = view.picked.map_or(place == 0, |picked| picked == sample);
    let ([said, surely], wrong) = said(found, sample);
    response.widget_info(|| {
        let name = found.dataset.names.get(sample as usize).map_or(String::new(), |name| format!(", {name}"));
        let words = format!("Picture {}{name}: {}", sample + 1, spoken(found, sample));
        WidgetInfo::selected(Role::Button, true, picked, words)
    });
    if response.clicked() {
        view.picked = Some(sample);
    }
    if response.gained_focus() {
        ui.scroll_to_rect(rect, None);
    }
    let rounding = CornerRadius::same(5);
    let list = std::mem::take(&mut view.pages);
    let mut pages = list;
    match pages.get(ui.ctx(), how, &found.dataset, view.list(), place) {
        Some((texture, uv)) => {
            Image::from_texture(SizedTexture::from_handle(&texture)).uv(uv).corner_radius(rounding).paint_at(ui, rect);
        }
        None => {
            ui.painter().rect_filled(rect, rounding, colours.panel);
            ui.ctx().request_repaint();
        }
    }
    view.pages = pages;
    chip(ui, rect, [&said, &surely], wrong);
    if picked || response.has_focus() || response.hovered() {
        let colour = if picked || response.has_focus() { colours.accent } else { colours.dim };
        ui.painter().rect_stroke(rect, rounding, Stroke::new(2.0, colour), StrokeKind::Outside);
    }
    let in_sight = picked || response.has_focus() || response.contains_pointer();
    why(ui, rect, sample, in_sight) || response.double_clicked()
}

/// The corner that leads to the explanation of a picture with one click; seen where the pointer or the choice is. By
/// keys, the button beside the large picture does the same.
fn why(ui: &mut Ui, rect: Rect, sample: u32, in_sight: bool) -> bool {
    let colours = palette(ui);
    let text = ui.painter().layout_no_wrap("Why?".to_owned(), theme::strong(LABEL), colours.on_accent);
    let size = text.size() + vec2(12.0, 6.0);
    let place = Rect::from_min_size(pos2(rect.right() - 4.0 - size.x, rect.top() + 4.0), size);
    let response = ui.interact(place, ui.scope_id().with(("why", sample)), Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Explain picture {}", sample + 1)));
    if in_sight || response.hovered() {
        let ground = if response.hovered() { colours.accent_lifted } else { colours.accent };
        ui.painter().rect_filled(place, 5.0, ground);
        ui.painter().galley((place.center() - text.size() / 2.0).round(), text, colours.on_accent);
    }
    response.on_hover_text("Shows which parts of it led to the answer (Grad-CAM)").clicked()
}

/// What was said of a sample in a few letters and how surely, and whether it was wrong.
fn said(found: &Examination, sample: u32) -> ([String; 2], bool) {
    let Some(place) = found.place(sample) else { return (Default::default(), false) };
    match &found.findings {
        Findings::Classes(evaluation, _) => {
            let answer = evaluation.answers.answer(place);
            let sure = 100.0 * evaluation.answers.confidence(place);
            // What is not certain is not called so.
            let sure = if (99.0..100.0).contains(&sure) { sure.floor() } else { sure.round() };
            let name = &evaluation.classes[answer as usize].name;
            ([name.clone(), format!(" · {sure:.0} %")], answer != evaluation.answers.truths[place])
        }
        Findings::Numbers(regression) => {
            ([String::new(), format!("± {}", significant(f64::from(error(regression, place))))], false)
        }
    }
}

fn spoken(found: &Examination, sample: u32) -> String {
    let truth = found.place(sample).zip(found.evaluation()).map(|(place, evaluation)| {
        let truth = evaluation.answers.truths[place] as usize;
        format!("true {}, said ", evaluation.classes[truth].name)
    });
    truth.unwrap_or_default() + &said(found, sample).0.concat()
}

/// What was said, on the picture, legible on any. Where there is no room for both, the name is cut.
fn chip(ui: &Ui, rect: Rect, [name, surely]: [&str; 2], wrong: bool) {
    let fit = |words: &str, room: f32| {
        WidgetText::from(words).into_galley(ui, Some(TextWrapMode::Truncate), room, theme::plain(LABEL))
    };
    let room = rect.width() - 14.0;
    let surely = fit(surely, room);
    let name = fit(name, (room - surely.size().x).max(8.0));
    let size = vec2(name.size().x + surely.size().x + 8.0, surely.size().y + 2.0);
    let place = Rect::from_min_size(pos2(rect.left() + 3.0, rect.bottom() - 3.0 - size.y), size);
    let ground = if wrong { Color32::from_rgba_unmultiplied(120, 22, 28, 225) } else { Color32::from_black_alpha(175) };
    ui.painter().rect_filled(place, 4.0, ground);
    let (corner, ink) = (place.min + vec2(4.0, 1.0), Color32::from_gray(240));
    let beside = corner + vec2(name.size().x, 0.0);
    ui.painter().galley(corner, name, ink);
    ui.painter().galley(beside, surely, ink);
}
