//! The sample that is picked: large, with what is true, what was said and how surely, and the way to why.

use eframe::egui::{
    Align, Image, Layout, Rect, RichText, Role, ScrollArea, Sense, TextureOptions, Ui, WidgetInfo, load::SizedTexture,
    vec2,
};

use super::choice::significant;
use super::noun;
use crate::evaluate::Evaluation;
use crate::study::{Examination, Findings};
use crate::ui::State;
use crate::ui::panels::data::{cell, heads, image_of, pixels};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{Button, elided, fact, section};

/// So many of the likeliest classes are shown.
const LIKELIEST: usize = 5;
/// The room that the words below the picture and the likeliest classes take.
const BELOW: f32 = 214.0;

/// Draws it into the room that is left.
pub fn show(ui: &mut Ui, state: &mut State, found: &Examination) {
    let colours = palette(ui);
    let view = &mut state.evaluate_view;
    // Something is always shown large: without a choice, the first of the wall.
    let Some(sample) = view.picked.or(view.list().first().copied()) else { return };
    let Some(place) = found.place(sample) else { return };
    // What is said of the picture stays in sight below it.
    let tall = (ui.available_height() - BELOW).max(96.0);
    ScrollArea::vertical().id_salt("picked").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        section(ui, &format!("This {}", noun(found).trim_end_matches('s')));
        if let Some(picture) = found.dataset.shape.picture() {
            large(ui, state, found, sample, picture, tall);
        }
        let name = match found.dataset.names.get(sample as usize) {
            Some(name) => name.clone(),
            None => format!("{} {}", noun(found).trim_end_matches('s'), sample + 1),
        };
        let (said, right) = verdict(found, place);
        ui.horizontal(|ui| {
            ui.set_height(20.0);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let ink = if right { colours.text } else { colours.bad };
                ui.label(RichText::new(said).color(ink));
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    elided(ui, name, theme::plain(theme::TEXT), colours.dim);
                });
            });
        });
        if ui.add(Button::usual("Explain")).on_hover_text("Shows which parts of it led to the answer").clicked() {
            state.explain(sample as usize);
        }
        match &found.findings {
            Findings::Classes(evaluation, _) => likeliest(ui, evaluation, place),
            Findings::Numbers(_) => {}
        }
        if found.dataset.shape.picture().is_none() {
            ui.spacing_mut().item_spacing.y = 0.0;
            let heads = heads(&found.dataset);
            for (column, head) in heads.iter().enumerate().take(64) {
                fact(ui, &head.name, cell(&found.dataset, sample, column, heads.len()));
            }
        }
    });
}

/// What is true and what was said, and whether that is the same.
fn verdict(found: &Examination, place: usize) -> (String, bool) {
    match &found.findings {
        Findings::Classes(evaluation, _) => {
            let name = |class: u32| evaluation.classes[class as usize].name.as_str();
            let (truth, answer) = (evaluation.answers.truths[place], evaluation.answers.answer(place));
            (format!("true {} · said {}", name(truth), name(answer)), truth == answer)
        }
        Findings::Numbers(regression) => {
            let width = regression.outputs.len().max(1);
            let first = |numbers: &[f32]| {
                let of = &numbers[place * width..][..width.min(3)];
                of.iter().map(|number| significant(f64::from(*number))).collect::<Vec<_>>().join(", ")
            };
            (format!("true {} · said {}", first(&regression.truths), first(&regression.predicted)), true)
        }
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
    // The room is the same for every picture of the data set; hard pixels are whole multiples where there are few.
    let scale = (across / width.max(1) as f32).min(tall / height.max(1) as f32);
    let scale = if scale > 4.0 { scale.floor() } else { scale };
    let size = vec2(width as f32, height as f32) * scale;
    let (whole, response) = ui.allocate_exact_size(vec2(across, size.y), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Picture {}, large", sample + 1)));
    let rect = Rect::from_center_size(whole.center(), size);
    Image::from_texture(SizedTexture::from_handle(texture)).corner_radius(5).paint_at(ui, rect);
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
    ui.spacing_mut().item_spacing.y = 2.0;
    let widest = order.iter().map(|&class| evaluation.classes[class].name.chars().count()).max().unwrap_or(1);
    let names = (widest as f32 * 7.0 + 12.0).clamp(20.0, 0.36 * ui.available_width());
    for class in order {
        let share = row[class];
        let name = &evaluation.classes[class].name;
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
        let spoken = format!("{name}: probability {:.1} %", 100.0 * share);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
        let colour = if class == truth {
            colours.ok
        } else if share == row[evaluation.answers.answer(place) as usize] {
            colours.bad
        } else {
            colours.faint
        };
        let text = eframe::egui::WidgetText::from(name.as_str()).into_galley(
            ui,
            Some(eframe::egui::TextWrapMode::Truncate),
            names - 6.0,
            theme::plain(12.0),
        );
        let middle = rect.center().y;
        ui.painter().galley(eframe::egui::pos2(rect.left(), middle - text.size().y / 2.0).round(), text, colours.dim);
        let track = Rect::from_x_y_ranges(rect.left() + names..=rect.right() - 58.0, middle - 3.0..=middle + 3.0);
        ui.painter().rect_filled(track, 3.0, colours.raised);
        let filled = track.with_max_x(track.left() + (track.width() * share).max(2.0));
        ui.painter().rect_filled(filled, 3.0, colour);
        let percent = format!("{:.1} %", 100.0 * share);
        let right = eframe::egui::Align2::RIGHT_CENTER;
        ui.painter().text(rect.right_center(), right, percent, theme::mono(12.0), colours.text);
    }
}
