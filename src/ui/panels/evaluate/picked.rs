//! The sample that is picked: large, with what is true, what was predicted and how surely, and the way to why.

use eframe::egui::{
    Align, Color32, Image, Label, Layout, Rect, Role, Sense, TextureOptions, Ui, WidgetInfo,
    load::SizedTexture,
    pos2,
    text::{LayoutJob, TextFormat},
    vec2,
};

use super::choice::significant;
use super::one;
use super::wall::HAIR;
use crate::evaluate::Evaluation;
use crate::study::{Examination, Findings};
use crate::ui::State;
use crate::ui::panels::data::{cell, heads, image_of, pixels};
use crate::ui::theme::{self, Palette, TEXT, palette};
use crate::ui::widgets::{Button, FACT, SEGMENTS, elided, fact, scroll, section, write};

/// So many of the likeliest classes are shown.
const LIKELIEST: usize = 5;
/// The distance between the parts.
const BETWEEN: f32 = 8.0;
/// The height of the line below the picture.
const LINE: f32 = 20.0;
/// The rounding of a picture.
const ROUNDING: u8 = 5;
/// The least height of a large picture.
const LEAST: f32 = 84.0;

/// Draws it into the room that is left.
pub fn show(ui: &mut Ui, state: &mut State, found: &Examination) {
    // Something is always shown large: without a choice, the first of the wall.
    let Some(sample) = state.evaluate_view.in_focus() else { return };
    let Some(place) = found.place(sample) else { return };
    let bars = found.evaluation().map_or(0, |evaluation| evaluation.classes.len().min(LIKELIEST));
    // What is told of the picture stays in sight below it.
    let below = SEGMENTS + LINE + FACT * bars as f32 + 3.0 * BETWEEN + 2.0;
    let tall = (ui.available_height() - below).max(LEAST);
    scroll(ui, "picked", |ui| {
        ui.spacing_mut().item_spacing.y = BETWEEN;
        head(ui, state, found, sample);
        if let Some(picture) = found.dataset.shape.picture() {
            large(ui, state, found, sample, picture, tall);
        }
        told(ui, found, sample, place);
        ui.spacing_mut().item_spacing.y = 0.0;
        if let Findings::Classes(evaluation, _) = &found.findings {
            likeliest(ui, evaluation, place);
        }
        if found.dataset.shape.picture().is_none() {
            values(ui, found, sample);
        }
    });
}

/// What this is, and the way to why.
fn head(ui: &mut Ui, state: &mut State, found: &Examination, sample: u32) {
    ui.allocate_ui_with_layout(vec2(ui.available_width(), SEGMENTS), Layout::right_to_left(Align::Center), |ui| {
        let explain = ui.add(Button::usual("Explain").height(SEGMENTS));
        if explain.on_hover_text("Shows which parts of it led to the prediction").clicked() {
            state.explain(sample as usize);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| section(ui, &format!("This {}", one(found))));
    });
}

/// What it is called, what is true and what was predicted.
fn told(ui: &mut Ui, found: &Examination, sample: u32, place: usize) {
    let colours = palette(ui);
    let name = match found.dataset.names.get(sample as usize) {
        Some(name) => name.clone(),
        None => format!("{} {}", one(found), sample + 1),
    };
    ui.allocate_ui_with_layout(vec2(ui.available_width(), LINE), Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_height(LINE);
        let mut job = LayoutJob::default();
        for (words, colour) in verdict(found, place, colours) {
            job.append(&words, 0.0, TextFormat::simple(theme::plain(TEXT), colour));
        }
        ui.add(Label::new(job).truncate());
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            elided(ui, name, theme::plain(TEXT), colours.dim);
        });
    });
}

/// What is true and what was predicted; of classes in the colours of their bars.
fn verdict(found: &Examination, place: usize, colours: &Palette) -> [(String, Color32); 3] {
    let ([truth, predicted], inks) = match &found.findings {
        Findings::Classes(evaluation, _) => {
            let name = |class: u32| evaluation.classes[class as usize].name.clone();
            let (truth, answer) = (evaluation.answers.truths[place], evaluation.answers.answer(place));
            let ink = if truth == answer { colours.ok } else { colours.bad };
            ([name(truth), name(answer)], [colours.ok, ink])
        }
        Findings::Numbers(regression) => {
            let width = regression.outputs.len().max(1);
            let first = |numbers: &[f32]| {
                let of = &numbers[place * width..][..width.min(3)];
                of.iter().map(|number| significant(f64::from(*number))).collect::<Vec<_>>().join(", ")
            };
            ([first(&regression.truths), first(&regression.predicted)], [colours.text; 2])
        }
    };
    let between = (" · ".to_owned(), colours.dim);
    [(format!("true {truth}"), inks[0]), between, (format!("predicted {predicted}"), inks[1])]
}

/// What the columns of the data set hold for a row. What is true is told above.
fn values(ui: &mut Ui, found: &Examination, sample: u32) {
    ui.add_space(BETWEEN);
    section(ui, "Values");
    ui.add_space(BETWEEN / 2.0);
    let heads = heads(&found.dataset);
    for (column, head) in heads.iter().enumerate().filter(|(_, head)| !head.marked).take(64) {
        fact(ui, &head.name, cell(&found.dataset, sample, column, heads.len()));
    }
}

fn large(ui: &mut Ui, state: &mut State, found: &Examination, sample: u32, picture: [usize; 3], tall: f32) {
    let [height, width, _] = picture;
    let view = &mut state.evaluate_view;
    if view.large.as_ref().is_none_or(|(of, _)| *of != sample) {
        let Some(bytes) = pixels(&found.dataset, sample as usize) else { return };
        let texture = ui.ctx().load_texture("picked answer", image_of(&bytes, picture), TextureOptions::NEAREST);
        view.large = Some((sample, texture));
    }
    let Some((_, texture)) = &view.large else { return };
    let across = ui.available_width();
    // The room is the same for every picture of the data set. Few hard pixels are whole multiples, unless they are so
    // large that one more or less is not seen.
    let scale = (across / width.max(1) as f32).min(tall / height.max(1) as f32);
    let scale = if (4.0..8.0).contains(&scale) { scale.floor() } else { scale };
    let size = vec2(width as f32, height as f32) * scale;
    let (whole, response) = ui.allocate_exact_size(vec2(across, size.y), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Picture {}, large", sample + 1)));
    // A picture that is narrower than its room lies in the middle of a ground that is not.
    ui.painter().rect_filled(whole, ROUNDING, palette(ui).background);
    let left = whole.left() + (across - size.x) / 2.0;
    let rect = Rect::from_min_size(pos2(left, whole.top()).round(), size.round());
    let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0)).translate(vec2(HAIR, HAIR));
    Image::from_texture(SizedTexture::from_handle(texture)).uv(uv).corner_radius(ROUNDING).paint_at(ui, rect);
}

/// The likeliest classes as bars; the true one is among them.
fn likeliest(ui: &mut Ui, evaluation: &Evaluation, place: usize) {
    let colours = palette(ui);
    let row = evaluation.answers.row(place);
    let truth = evaluation.answers.truths[place] as usize;
    let mut order: Vec<usize> = (0..row.len()).collect();
    order.sort_by(|&a, &b| row[b].total_cmp(&row[a]));
    let rank = order.iter().position(|class| *class == truth).unwrap_or(0);
    order.truncate(LIKELIEST);
    if rank >= LIKELIEST {
        order[LIKELIEST - 1] = truth;
    }
    let widest = order.iter().map(|&class| evaluation.classes[class].name.chars().count()).max().unwrap_or(1);
    let names = (widest as f32 * 7.5 + 12.0).clamp(20.0, 0.36 * ui.available_width());
    for class in order {
        let share = row[class];
        let name = &evaluation.classes[class].name;
        let percent = percent(share);
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), FACT), Sense::hover());
        let spoken = format!("{name}: probability {percent}");
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
        let colour = if class == truth {
            colours.ok
        } else if share == row[evaluation.answers.answer(place) as usize] {
            colours.bad
        } else {
            colours.faint
        };
        let (left, middle) = (rect.left() + names, rect.center().y);
        write(ui, rect.with_max_x(left - 6.0), name, theme::plain(TEXT), colours.dim, false);
        write(ui, rect, &percent, theme::mono(12.0), colours.text, true);
        // The middle of letters is a little below that of their line.
        let track = Rect::from_x_y_ranges(left..=rect.right() - 62.0, middle - 2.0..=middle + 4.0);
        ui.painter().rect_filled(track, 3.0, colours.raised);
        let filled = track.with_max_x(track.left() + (track.width() * share).max(2.0));
        ui.painter().rect_filled(filled, 3.0, colour);
        response.on_hover_text(spoken);
    }
}

/// A share in per cent; what is there is never called nothing.
fn percent(share: f32) -> String {
    match 100.0 * share {
        part if part > 0.0 && part < 0.05 => "< 0.1 %".to_owned(),
        part => format!("{part:.1} %"),
    }
}
