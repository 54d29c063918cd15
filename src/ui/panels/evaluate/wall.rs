//! The wall of pictures behind what was chosen, each with what was predicted and how surely; only those in sight are
//! drawn.

use eframe::egui::{
    Color32, CornerRadius, Image, Rect, Role, Sense, Stroke, StrokeKind, TextWrapMode, Ui, WidgetInfo, WidgetText,
    load::SizedTexture, pos2, vec2,
};

use super::choice::{error, significant};
use super::view::EvaluateView;
use crate::study::{Examination, Findings};
use crate::ui::panels::data::Thumbnails;
use crate::ui::theme::{self, LABEL, palette};
use crate::ui::widgets::{rows_seen, scroll_seen};

/// The least width of a picture, in points; few pictures are larger, if all still are in sight.
const LEAST: [f32; 4] = [168.0, 140.0, 112.0, 84.0];
const BETWEEN: f32 = 10.0;
/// A picture is made no wider than this for the words on it.
const WIDEST: f32 = 176.0;
/// The distance of words from the edge of their picture, and the room beside them on their ground.
const EDGE: f32 = 3.0;
const SIDE: f32 = 4.0;
/// The room of the corner that leads to the explanation, with its distance from the words.
const WHY: f32 = 46.0;
/// Pixels that lie on the very edge between two of a picture are drawn ragged; this share of it is off the edge.
pub(super) const HAIR: f32 = 2e-4;

/// How words stand on the pictures of an evaluation.
#[derive(Clone, Copy)]
pub struct Chips {
    /// The width of a picture that has room for the longest.
    width: f32,
    /// Whether name and confidence stand on one line.
    one_line: bool,
}

/// Draws the wall into the room that is left. Returns the sample that is to be explained, if one is.
pub fn show(ui: &mut Ui, view: &mut EvaluateView, found: &Examination, picture: [usize; 3]) -> Option<u32> {
    let how = Thumbnails::of(picture);
    view.pages.begin();
    let count = view.list().len();
    let chips = *view.chips.get_or_insert_with(|| chips(ui, found));
    let room = ui.available_width();
    let tiles = |least: f32| {
        let columns = (((room + BETWEEN) / (least.max(chips.width) + BETWEEN)) as usize).max(1);
        let width = ((room - BETWEEN * (columns as f32 - 1.0)) / columns as f32).floor();
        let height = (width * how.proportion()).clamp(24.0, 2.0 * width).floor();
        (columns, width, height, count.div_ceil(columns))
    };
    let tall = ui.available_height();
    let fits = |&(_, _, height, rows): &(usize, f32, f32, usize)| rows as f32 * (height + BETWEEN) <= tall;
    let (columns, width, height, rows) = LEAST.map(tiles).into_iter().find(fits).unwrap_or(tiles(LEAST[3]));
    // What whole points leave is between the columns, so that the last ends where the page does.
    let across = (room - width) / (columns as f32 - 1.0).max(1.0);
    let line = height + BETWEEN;
    let why = scroll_seen(ui, "answers", tall, |ui, seen| {
        ui.set_height((rows as f32 * line - BETWEEN).max(0.0));
        let origin = ui.max_rect().min;
        let seen = rows_seen(seen, line, rows);
        let mut why = None;
        for place in seen.start * columns..(seen.end * columns).min(count) {
            let corner = vec2((place % columns) as f32 * across, (place / columns) as f32 * line);
            let rect = Rect::from_min_size((origin + corner).round(), vec2(width, height));
            if thumbnail(ui, rect, view, found, (how, chips), place) {
                why = view.list().get(place).copied();
            }
        }
        why
    });
    view.pages.trim(how);
    why
}

/// How words stand on pictures: on one line where the longest name leaves them narrow enough.
fn chips(ui: &Ui, found: &Examination) -> Chips {
    let font = theme::plain(LABEL);
    let width = |words: &str| -> f32 {
        ui.fonts_mut(|fonts| words.chars().map(|letter| fonts.glyph_width(&font, letter)).sum())
    };
    let names = found.evaluation().map_or(&[][..], |evaluation| &evaluation.classes);
    let longest = names.iter().map(|class| width(&class.name)).fold(0.0, f32::max);
    let around = 2.0 * SIDE + EDGE;
    let [beside, below] = if names.is_empty() { [0.0, width("± 0.00e-5")] } else { [longest, width(" · 99 %")] };
    let one = beside + below + around + WHY;
    let two = (longest + around + EDGE).max(below + around + WHY).min(WIDEST);
    Chips { width: if one <= WIDEST { one } else { two }.ceil(), one_line: one <= WIDEST }
}

/// A picture with what was predicted; whether it is to be explained.
fn thumbnail(
    ui: &mut Ui,
    rect: Rect,
    view: &mut EvaluateView,
    found: &Examination,
    (how, chips): (Thumbnails, Chips),
    place: usize,
) -> bool {
    let colours = palette(ui);
    let Some(&sample) = view.list().get(place) else { return false };
    let response = ui.interact(rect, ui.scope_id().with(("answer", sample)), Sense::click());
    let picked = view.in_focus() == Some(sample);
    let (words, wrong) = predicted(found, sample);
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
            let uv = uv.translate(HAIR * uv.size());
            Image::from_texture(SizedTexture::from_handle(&texture)).uv(uv).corner_radius(rounding).paint_at(ui, rect);
        }
        None => {
            ui.painter().rect_filled(rect, rounding, colours.panel);
            ui.ctx().request_repaint();
        }
    }
    view.pages = pages;
    let cut = chip(ui, rect, chips, &words, wrong);
    if picked || response.has_focus() || response.hovered() {
        let colour = if picked || response.has_focus() { colours.accent } else { colours.dim };
        ui.painter().rect_stroke(rect, rounding, Stroke::new(2.0, colour), StrokeKind::Inside);
    }
    let in_sight = picked || response.has_focus() || response.contains_pointer();
    let asked = why(ui, rect, sample, in_sight) || response.double_clicked();
    if cut {
        response.on_hover_text(words.join(" · "));
    }
    asked
}

/// The corner that leads to the explanation of a picture with one click; seen where the pointer or the choice is. By
/// keys, the button beside the large picture does the same.
fn why(ui: &mut Ui, rect: Rect, sample: u32, in_sight: bool) -> bool {
    let colours = palette(ui);
    let text = ui.painter().layout_no_wrap("Why?".to_owned(), theme::strong(LABEL), colours.on_accent);
    let size = text.size() + vec2(2.0 * SIDE, 2.0);
    let place = Rect::from_min_size(rect.max - size - vec2(EDGE, EDGE), size);
    let response = ui.interact(place, ui.scope_id().with(("why", sample)), Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Explain picture {}", sample + 1)));
    if in_sight || response.hovered() {
        let ground = if response.hovered() { colours.accent_lifted } else { colours.accent };
        ui.painter().rect_filled(place, 4.0, ground);
        ui.painter().galley((place.min + vec2(SIDE, 1.0)).round(), text, colours.on_accent);
    }
    response.on_hover_text("Shows which parts of it led to the prediction (Grad-CAM)").clicked()
}

/// What was predicted of a sample in a few letters and how surely, or how far off; and whether it was wrong.
fn predicted(found: &Examination, sample: u32) -> (Vec<String>, bool) {
    let Some(place) = found.place(sample) else { return (Vec::new(), false) };
    match &found.findings {
        Findings::Classes(evaluation, _) => {
            let answer = evaluation.answers.answer(place);
            let sure = 100.0 * evaluation.answers.confidence(place);
            // What is not certain is not called so.
            let sure = if (99.0..100.0).contains(&sure) { sure.floor() } else { sure.round() };
            let name = evaluation.classes[answer as usize].name.clone();
            (vec![name, format!("{sure:.0} %")], answer != evaluation.answers.truths[place])
        }
        Findings::Numbers(regression) => {
            (vec![format!("± {}", significant(f64::from(error(regression, place))))], false)
        }
    }
}

fn spoken(found: &Examination, sample: u32) -> String {
    let truth = found.place(sample).zip(found.evaluation()).map(|(place, evaluation)| {
        let truth = evaluation.answers.truths[place] as usize;
        format!("true {}, predicted ", evaluation.classes[truth].name)
    });
    truth.unwrap_or_default() + &predicted(found, sample).0.join(" · ")
}

/// What was predicted, on the picture, legible on any. Returns whether a name was cut, for which there is no room.
fn chip(ui: &Ui, rect: Rect, chips: Chips, words: &[String], wrong: bool) -> bool {
    let lines = if chips.one_line { vec![words.join(" · ")] } else { words.to_vec() };
    let room = rect.width() - 2.0 * (EDGE + SIDE);
    let fit = |words: &String| {
        WidgetText::from(words).into_galley(ui, Some(TextWrapMode::Truncate), room, theme::plain(LABEL))
    };
    let lines: Vec<_> = lines.iter().map(fit).collect();
    let width = lines.iter().map(|line| line.size().x).fold(0.0, f32::max);
    let height: f32 = lines.iter().map(|line| line.size().y).sum();
    let size = vec2(width + 2.0 * SIDE, height + 2.0);
    let place = Rect::from_min_size(pos2(rect.left() + EDGE, rect.bottom() - EDGE - size.y), size);
    let ground = if wrong { Color32::from_rgba_unmultiplied(120, 22, 28, 225) } else { Color32::from_black_alpha(175) };
    ui.painter().rect_filled(place, 4.0, ground);
    let mut corner = place.min + vec2(SIDE, 1.0);
    let mut cut = false;
    for line in lines {
        cut |= line.elided;
        let below = line.size().y;
        ui.painter().galley(corner, line, Color32::from_gray(240));
        corner.y += below;
    }
    cut
}
